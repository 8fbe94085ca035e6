"""Door 2: a completion makes a certificate. Sent inside the transaction that wrote or took back the completion."""

from django.dispatch import Signal

completed = Signal()
"""Arguments: completion."""
taken_back = Signal()
"""Arguments: completion, reason, by."""
