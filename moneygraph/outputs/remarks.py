"""What the codes of refused, skipped and warned rows mean, and what to do about them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _remarks() -> dict[str, Any]:
    path = Path(__file__).resolve().parent / "remarks.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def remark_words(reason: str, lang: str) -> dict[str, str]:
    """Return `what` is wrong and the `remedy`; for a code without words the code itself."""
    entry = _remarks().get(reason)
    if entry is None:
        return {"what": reason, "remedy": ""}
    return {"what": entry["what"][lang], "remedy": entry["remedy"][lang]}
