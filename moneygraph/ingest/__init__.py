"""Ingest: statement files become rows, rows become transfers and accounts."""
