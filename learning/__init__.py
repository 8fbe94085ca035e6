"""The project: settings, the people who learn, what they learned, what it adds up to, and the desks that show it."""

from learning.celery import app as celery_app

__all__ = ["celery_app"]
