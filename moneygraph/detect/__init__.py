"""Detects: features of accounts, patterns among them, queries, models."""
