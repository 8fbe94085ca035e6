"""What a certificate says never changes (design, rule 2); its state and its paper may be added."""

from learning.guards import Guard

GUARDS = [
    Guard(
        "certificates_certificate",
        "UPDATE",
        ("code", "series_id", "number", "completion_id", "edition_key", "words", "issued_on", "valid_until"),
    ),
    Guard("certificates_certificate", "DELETE"),
]
