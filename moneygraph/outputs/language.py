"""Which of the three languages to speak."""

from __future__ import annotations

import os


def default_language() -> str:
    """Return the language of MONEYGRAPH_LANG, else of the locale, else English."""
    asked = os.environ.get("MONEYGRAPH_LANG")
    if asked:
        return asked
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    start = locale[:2].lower()
    return start if start in ("ru", "kk") else "en"
