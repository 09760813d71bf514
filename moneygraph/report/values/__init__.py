"""Answers as plain values, as JSON has them."""
