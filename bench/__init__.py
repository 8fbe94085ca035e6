"""Benchmarks: figures side by side with a limit or a peer in one run. Speed is never a timed test."""
