"""Runs generators that others made, each in an environment of its own; see README.md."""
