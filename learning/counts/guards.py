"""The ledger is append-only (design, rule 3)."""

from learning.guards import Guard

GUARDS = [Guard("counts_trainingfact", "UPDATE"), Guard("counts_trainingfact", "DELETE")]
