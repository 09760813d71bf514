"""Transfers one after the other: findings as they come about, equal to those of a case."""

from __future__ import annotations

from moneygraph.live.feed.feed import Answer, Feed, Note

__all__ = ["Answer", "Feed", "Note"]
