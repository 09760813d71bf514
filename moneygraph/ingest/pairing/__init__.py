"""Pairing: the two sides of one transfer that two banks report."""
