"""A trainer's or developer's own machine: nothing to configure, demonstration data allowed."""

from learning.settings.base import *  # noqa: F403
from learning.settings.base import DATA_DIR, QUEUE_DIR, env

LOCAL_MODE = True
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SECRET_KEY = env("SECRET_KEY", default="local-only-" + "not-a-secret-" * 4)
MATCHING_KEY = env("MATCHING_KEY", default="local-only-not-a-secret")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"

QUEUE_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
for name in ("tasks", "control"):
    (QUEUE_DIR / name).mkdir(exist_ok=True, mode=0o700)
