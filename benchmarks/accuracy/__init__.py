"""Evaluates findings on labelled data made by others; run from a checkout, never shipped."""
