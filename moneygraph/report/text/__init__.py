"""Words and numbers in three languages."""
