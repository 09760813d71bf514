"""Export: what other tools read."""
