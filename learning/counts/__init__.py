"""What it adds up to: the ledger of training facts, and the counts drawn from it and from nothing else."""
