"""The proof: issue, number, freeze, render, verify, replace, withdraw."""
