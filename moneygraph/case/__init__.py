"""The case file: one DuckDB file, private to its user, whose loads are transactions."""

from moneygraph.case.file import connect, transaction

__all__ = ["connect", "transaction"]
