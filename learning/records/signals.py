"""Door 2: a completion makes a certificate. Sent inside the transaction that wrote the completion."""

from django.dispatch import Signal

completed = Signal()
"""Arguments: completion."""
