"""The pages over a case."""
