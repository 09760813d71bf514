"""Values of cells of a workbook in XML, as those of any workbook are shown."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from moneygraph.ingest.convert.workbook import float_text

_PLAIN: Final = re.compile(r"-?\d+(\.\d+)?")
#: The day on which Excel writes a time of day.
_NO_DAY: Final = dt.date(1899, 12, 31)


def value_of(kind: str, text: str) -> object:
    """Return a cell's value, which `row_text` shows as that of any workbook."""
    if kind == "Number":
        return _number_text(text.strip())
    if kind == "DateTime":
        return _moment(text.strip())
    if kind == "Boolean":
        return text.strip() == "1"
    return text.strip("\r\n")


def _number_text(text: str) -> str:
    """Return a number as it is written, unless it shows more digits than Excel keeps."""
    if _PLAIN.fullmatch(text) and ("." not in text or len(text.strip("-0.")) <= 16):
        return text
    try:
        return float_text(float(text))
    except (ValueError, OverflowError):
        return text


def _moment(text: str) -> object:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    if found.date() == _NO_DAY and found.tzinfo is None:
        return found.time()
    return found if found.time() != dt.time.min else found.date()
