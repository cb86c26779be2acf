"""Every setting of Ma Part, read from the environment once. ``MAPART_HOME`` says where the data lies."""

import secrets
from pathlib import Path
from typing import Any

import dj_database_url

from mapart import environment
from mapart.core.sqlite import library
from mapart.core.stylesheet import STYLE_HASH

PACKAGE = Path(__file__).resolve().parent
HOME = environment.writable_folder("MAPART_HOME", PACKAGE.parent / "var")


def _secret_key() -> str:
    """The key of the environment, or one made at the first start and kept in ``MAPART_HOME``."""
    given = environment.text("MAPART_SECRET_KEY")
    if given:
        return given
    kept = HOME / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = environment.flag("MAPART_DEBUG")
DEMO = environment.flag("MAPART_DEMO")
PUBLIC_ADDRESS = environment.address("MAPART_ADDRESS", f"http://localhost:{environment.port('PORT', 8000)}")
HTTPS = PUBLIC_ADDRESS.startswith("https://")
_PUBLIC_HOST = PUBLIC_ADDRESS.split("://", 1)[-1].split(":")[0]
ALLOWED_HOSTS = [*environment.words("MAPART_HOSTS", _PUBLIC_HOST), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]

INSTALLED_APPS = [
    "mapart.demo",
    "mapart.website",
    "mapart.api",
    "mapart.recruitment",
    "mapart.planning",
    "mapart.volunteering",
    "mapart.agenda",
    "mapart.people",
    "mapart.spaces",
    "mapart.notifications",
    "mapart.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
]

MIDDLEWARE = [
    "mapart.core.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "mapart.core.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mapart.core.middleware.ClosedByDefault",
    "allauth.account.middleware.AccountMiddleware",
    "mapart.people.middleware.second_factor",
    "mapart.core.middleware.addresses_of_buttons",
    "mapart.core.middleware.refusals",
]

ROOT_URLCONF = "mapart.urls"
WSGI_APPLICATION = "mapart.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "mapart.core.forms.Renderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mapart.core.context.page",
                "mapart.people.sessions.context",
                "mapart.website.menu.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "mapart.core.templatetags.ui",
            ],
        },
    }
]

# --- data ---------------------------------------------------------------------------------------------------------
# The register of erasures, best kept with the backups (core/erasures.py); ``erasures`` in HOME unless said.
ERASURES = environment.text("MAPART_ERASURES")
_DATABASE_URL = environment.database("MAPART_DATABASE_URL", f"sqlite:///{HOME / 'mapart.sqlite3'}")
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(_DATABASE_URL, conn_max_age=600, conn_health_checks=True)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    library.use_bundled_library()
    import sqlite3

    _JOURNAL = "WAL" if library.wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE"
    DATABASES["default"]["ENGINE"] = "mapart.core.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # What is deleted is written over: a free page of the file must not keep the name of somebody erased.
        # Mapped, a page of the file is read where the system keeps it; unmapped, it is copied at every look.
        "init_command": f"PRAGMA journal_mode={_JOURNAL}; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; "
        "PRAGMA mmap_size=1073741824; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
    DATABASES["default"]["OPTIONS"]["options"] = (
        "-c lock_timeout=3000 -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
    )

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = HOME / "media"

# --- words and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- people and sign-in -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "website:after_sign_in"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_FAILURE_VIEW = "mapart.website.views.errors.csrf_failure"
ACCOUNT_ADAPTER = "mapart.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
# 8 digits: three codes a minute with three tries each still leave one chance in ten thousand a day.
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = ACCOUNT_LOGIN_BY_CODE_FORMAT
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ma Part"
MFA_ADAPTER = "mapart.people.adapter.SecondFactorAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.flag("MAPART_BEHIND_PROXY") else 0
# Counts of tries, shared by every process; the table is made by a migration of people.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

PAGES_KEPT_SECONDS = 20  # a public page is the same for every visitor

# --- security -----------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS and environment.flag("MAPART_SSL_REDIRECT", True)
# A supervisor on the machine asks the process itself, in plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("MAPART_BEHIND_PROXY") else None
)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# HSTS preload binds the domain of an association for years, by a form outside of this software: hers to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = (
    f"default-src 'self'; style-src 'self' {STYLE_HASH}; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)

# --- messages and background work ---------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "mapart.core.jobs.backend.LeasedBackend"}}
# (dotted path of a task, every so many seconds): the workers enqueue each once per interval.
PERIODIC_TASKS = [
    ("mapart.core.tasks.prune_jobs", 24 * 3600),
    ("mapart.core.tasks.seal_journal", 60),
    ("mapart.notifications.tasks.release_stranded", 600),
    ("mapart.notifications.tasks.drop_old_messages", 24 * 3600),
    ("mapart.people.tasks.drop_address_changes", 3600),
    ("mapart.people.tasks.drop_unsent", 3600),
    ("mapart.recruitment.tasks.forget_unfinished_signups", 3600),
    ("mapart.recruitment.tasks.thank_sponsors", 3600),
    ("mapart.recruitment.tasks.forget_old_mailboxes", 24 * 3600),
    ("mapart.website.tasks.forget_idle_applicants", 24 * 3600),
    ("mapart.website.tasks.forget_former_volunteers", 24 * 3600),
    ("mapart.website.tasks.forget_unbound_people", 24 * 3600),
    ("mapart.website.tasks.replay_erasures", 3600),
    ("mapart.recruitment.tasks.follow_newcomers", 900),
    ("mapart.planning.tasks.extend_weeks", 24 * 3600),
    ("mapart.planning.tasks.count_rhythms", 24 * 3600),
    ("mapart.planning.tasks.pass_offers", 60),
    ("mapart.volunteering.tasks.forget_imports", 3600),
    ("mapart.volunteering.tasks.count_hours", 24 * 3600),
    ("mapart.volunteering.tasks.find_likenesses", 24 * 3600),
    ("mapart.planning.tasks.remind", 600),
    ("mapart.volunteering.tasks.thank_anniversaries", 24 * 3600),
    ("mapart.volunteering.tasks.forget_old_words", 24 * 3600),
    ("mapart.volunteering.tasks.forget_not_now", 24 * 3600),
]
# Mails leave by SMTP, or by the interface of a provider that asks for one key.
_PROVIDER = environment.one_of(
    "MAPART_EMAIL_PROVIDER", "SMTP", ("SMTP", "BREVO", "MAILGUN", "RESEND", "SENDGRID")
)
# On one's own machine, without a server for mails, the codes to sign in are read in the window of the worker.
_TRIED_AT_HOME = _PUBLIC_HOST in ("localhost", "127.0.0.1") and not environment.text("MAPART_EMAIL_HOST")
if _PROVIDER == "SMTP":
    _BACKEND = f"django.core.mail.backends.{'console' if _TRIED_AT_HOME else 'smtp'}.EmailBackend"
else:
    _BACKEND = f"anymail.backends.{_PROVIDER.lower()}.EmailBackend"
    ANYMAIL = {f"{_PROVIDER}_API_KEY": environment.needed("MAPART_EMAIL_API_KEY")}
EMAIL_BACKEND = environment.text("MAPART_EMAIL_BACKEND", _BACKEND)
EMAIL_HOST = environment.text("MAPART_EMAIL_HOST", "localhost")
# To another machine under encryption, unless said otherwise: codes, names and the password of the server travel there.
_ENCRYPTED = environment.flag("MAPART_EMAIL_TLS", EMAIL_HOST not in ("localhost", "127.0.0.1"))
EMAIL_PORT = environment.port("MAPART_EMAIL_PORT", 587 if _ENCRYPTED else 25)
EMAIL_USE_SSL = _ENCRYPTED and EMAIL_PORT == 465  # from the first byte; on other ports, STARTTLS
EMAIL_USE_TLS = _ENCRYPTED and not EMAIL_USE_SSL
EMAIL_HOST_USER = environment.text("MAPART_EMAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("MAPART_EMAIL_PASSWORD")
EMAIL_TIMEOUT = 20
# Good for a trial; ``check --deploy`` says so at a public address.
EXAMPLE_FROM, EXAMPLE_PHONE = "Ma Part <bonjour@localhost>", "01 99 00 00 00"
DEFAULT_FROM_EMAIL = environment.text("MAPART_FROM", EXAMPLE_FROM)
ASSOCIATION_PHONE = environment.text("MAPART_PHONE", EXAMPLE_PHONE)
# When somebody answers and what the call costs, in the words of the association: people on prepaid cards count calls.
EXAMPLE_HOURS = "Du lundi au vendredi, de 9\u00a0h à 18\u00a0h. Prix d'un appel normal."
PHONE_HOURS = environment.text("MAPART_PHONE_HOURS", EXAMPLE_HOURS if DEMO else "")
# Names and addresses the law asks for on /mentions-legales/; the page says so while they are missing.
PUBLISHER = environment.text("MAPART_PUBLISHER")
HOST = environment.text("MAPART_HOST_COMPANY")
# Where the code that runs here can be read: the licence (AGPL, section 13) gives it to whoever uses the site.
SOURCE = environment.text("MAPART_SOURCE")
# News, letters of the team and thanks: how many of them at most leave to one person in seven days.
MESSAGES_A_WEEK = environment.number("MAPART_MESSAGES_A_WEEK", 3, 0, 100)
SMS_GATEWAY_URL = environment.text("MAPART_SMS_URL")
SMS_GATEWAY_TOKEN = environment.text("MAPART_SMS_TOKEN")

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "logging.Formatter" if DEBUG else "mapart.core.logs.Formatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"hide_address": {"()": "mapart.core.logs.AddressFilter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_address"]}
    },
    "root": {"handlers": ["console"], "level": environment.one_of("MAPART_LOG_LEVEL", "INFO", LOG_LEVELS)},
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
