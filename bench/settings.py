"""The site as it runs locally, with bare views beside it in the same server."""

from learning.settings.local import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
ACCOUNT_RATE_LIMITS = False
