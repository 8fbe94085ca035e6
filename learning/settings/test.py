"""The test suite: the same site, with fast passwords and its own files. DATABASE_URL and REDIS_URL choose the engines."""

import tempfile
from pathlib import Path

from learning.settings.base import *  # noqa: F403
from learning.settings.base import BASE_DIR, DATABASES, STORAGES, env

LOCAL_MODE = True
DEBUG = False
SECRET_KEY = "test-" + "only-" * 12
MATCHING_KEY = "test-only-matching-key"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": env("TEST_DATABASE", default=str(BASE_DIR / "test.sqlite3"))}

_FILES = Path(tempfile.mkdtemp(prefix="hocan-test-"))
DATA_DIR = _FILES
MEDIA_ROOT = _FILES / "media"
STORAGES["private"] = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": _FILES / "private"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WAGTAILADMIN_BASE_URL = "http://testserver"
