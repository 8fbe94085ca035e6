"""The ledger is append-only (design, rule 3)."""

from learning.guards import Guard

GUARDS = [Guard(f"counts_{table}", event) for table in ("trainingfact", "headcountfact") for event in ("UPDATE", "DELETE")]
