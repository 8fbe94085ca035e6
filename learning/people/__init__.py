"""Who: people, accounts, organisations through time, audiences and roles."""
