"""What was found of a case file, as plain values for JSON and the terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.store.check import Checked


def check_json(checked: Checked) -> dict[str, Any]:
    """Return the values of `check`; `rows` of a law are those that do not hold to it."""
    return {
        "whole": checked.is_whole,
        "problem": checked.problem,
        "tables": [table._asdict() for table in checked.tables],
        "laws": [broken._asdict() for broken in checked.broken],
        "exports": [file._asdict() for file in checked.files],
        "decisions": checked.decisions,
    }
