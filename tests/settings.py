"""Settings of the tests: the product's own, with data in a temporary folder (set by ``tests/database.py``)."""

from mapart.settings import *  # noqa: F403
from mapart.settings import DATABASES, HOME, STORAGES

DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["TEST"] = (
    {} if "postgresql" in DATABASES["default"]["ENGINE"] else {"NAME": HOME / "test.sqlite3"}
)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
# WhiteNoise serves the files as they lie in the rooms; it warns when the folder of collected ones is missing.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
PAGES_KEPT_SECONDS = 0
# A code of the application stays the same: at 30 seconds, one read just before the turn would be refused just after.
MFA_TOTP_PERIOD = 10**9
