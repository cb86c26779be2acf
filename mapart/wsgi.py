"""The door of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from mapart.core.door import refuse_unreadable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapart.settings")
application = refuse_unreadable(get_wsgi_application())

# What is loaded by now stays until the end: left out, each search for garbage is short; and pages make little of it.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
