"""Which of the three languages to speak."""

from __future__ import annotations

import os
from typing import Final

from moneygraph.errors import CallError
from moneygraph.printable import printable

LANGUAGES: Final = ("en", "ru", "kk")


def default_language() -> str:
    """Return the language of MONEYGRAPH_LANG, else of the locale, else English.

    Raises `CallError` when MONEYGRAPH_LANG names another.
    """
    asked = os.environ.get("MONEYGRAPH_LANG")
    if asked and asked not in LANGUAGES:
        raise CallError(
            f"there is no language '{printable(asked)}' (MONEYGRAPH_LANG)",
            f"Choose one of: {', '.join(LANGUAGES)}.",
        )
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    start = locale[:2].lower()
    return asked or (start if start in LANGUAGES else "en")
