"""What floors above may want to know."""

from django.dispatch import Signal

edition_started = Signal()
"""Sent inside the transaction that starts it; gives `edition` (CourseEdition)."""
