"""Words for accounts, transfers, durations, covered days and places, and for codes of remarks."""

from __future__ import annotations

import re
from typing import Any

from moneygraph.report.text.texts import Texts, texts_of
from moneygraph.store.printable import safe


def remark_words(reason: str, lang: str) -> dict[str, str]:
    """Return `what` is wrong and the `remedy`; for a code without words the code itself."""
    texts = texts_of(lang)
    return {"what": texts.word("remark", reason), "remedy": texts.word("remark_remedy", reason, "")}


_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_LONG_HOURS = 48


def duration(texts: Texts, seconds: float) -> str:
    """Return seconds in the largest two units that matter: ``35 min``, ``2 h 5 min``, ``4 days``.

    Below a minute it is in seconds; from two days on in days and hours.
    """
    left = round(abs(seconds))
    if left < _MINUTE:
        return texts("unit.seconds", n=left)
    left = round(left / _MINUTE) * _MINUTE
    if left >= _LONG_HOURS * _HOUR:
        return _two(texts, ("days", _DAY), ("hours", _HOUR), left)
    if left >= _HOUR:
        return _two(texts, ("hours", _HOUR), ("minutes", _MINUTE), left)
    return texts("unit.minutes", n=left // _MINUTE)


def _two(texts: Texts, large: tuple[str, int], small: tuple[str, int], seconds: int) -> str:
    rounded = round(seconds / small[1]) * small[1]
    first, rest = divmod(rounded, large[1])
    text = texts(f"unit.{large[0]}", n=first)
    return f"{text} {texts(f'unit.{small[0]}', n=rest // small[1])}" if rest else text


_UNKNOWN = "?"
#: A first name and an initial, and the account whose statement has them.
_HALF_KNOWN = re.compile(r"([^\W\d]+ [^\W\d]) (kz\d\d[0-9a-z]{16})")
_IDS_SHOWN = 8
_SHEETS_SHOWN = 4


def account_number(texts: Texts, number: str, name: str | None = None) -> str:
    """Return an account's number, or words for one that no statement file gives.

    Without a number, the description in the file is added, unless `name` is the same.
    """
    if not number.startswith(_UNKNOWN):
        return safe(number)
    stated = number.removeprefix(_UNKNOWN)
    if stated == "cash":
        return texts("account.cash")
    if name and name.lower() == stated:
        return texts("account.no_number")
    if half := _HALF_KNOWN.fullmatch(stated):
        return texts("account.no_number_of", stated=safe(half[1]), of=safe(half[2].upper()))
    return texts("account.no_number_but", stated=safe(stated) or _UNKNOWN)


def account_about(texts: Texts, account: dict[str, Any]) -> str:
    """Return what is known of an account beside its number: name, bank, kind."""
    kind = account.get("kind")
    known = [
        safe(account.get("name")),
        texts.bank(account.get("bank")),
        texts.word("account_kind", kind) if kind and kind != "unknown" else "",
    ]
    return ", ".join(part for part in known if part)


def transfer_ids(texts: Texts, ids: list[int]) -> str:
    """Return how many transfers there are and the first ids: ``12 transfers: 5, 9, …``."""
    shown = [str(one) for one in ids[:_IDS_SHOWN]] + (["…"] if len(ids) > _IDS_SHOWN else [])
    return texts("find.transfers", n=len(ids), ids=", ".join(shown))


def covers_words(texts: Texts, section: dict[str, Any]) -> str:
    """Return what a sheet covers, for which days, and how that is known."""
    if section["loader"] is None:
        return texts("covers.no_transfers")
    what, how = str(section["covers"] or "none"), str(section["how"] or "")
    parts = [f"{safe(section['loader'])}; {_covered(texts, what)}"]
    if section["first_day"] and what != "none":
        parts.append(texts.days(section["first_day"], section["last_day"]))
    reason = texts.word("how", how) if how else ""
    return ", ".join(parts) + (f" ({reason})" if reason else "")


def sections_words(texts: Texts, sections: list[dict[str, Any]]) -> list[str]:
    """Return what the sheets of a file cover; sheets that cover the same are joined."""
    alike: dict[str, list[str]] = {}
    for section in sections:
        sheets = alike.setdefault(covers_words(texts, section), [])
        if section["sheet"]:
            sheets.append(safe(section["sheet"]))
    return [_sheets(sheets) + words for words, sheets in alike.items()]


def _sheets(sheets: list[str]) -> str:
    if not sheets:
        return ""
    shown = sheets if len(sheets) <= _SHEETS_SHOWN else [*sheets[:2], "…", sheets[-1]]
    return f"[{', '.join(shown)}] "


def _covered(texts: Texts, what: str) -> str:
    if what in ("all", "none"):
        return texts(f"covers.{what}")
    if what.startswith("bank "):
        return texts("covers.bank", bank=texts.bank(what.removeprefix("bank ")))
    number = what.removesuffix(" accounts")
    if number.isdecimal() and number != what:
        return texts("covers.count", n=int(number))
    return texts("covers.accounts", accounts=safe(what))


def place_words(place: dict[str, Any]) -> str:
    """Return the place of a row, as `show` takes it: ``FILE:ROW`` or ``FILE [SHEET]:ROW``.

    A sheet that is the only one of its file, by ``sheets``, need not be named.
    """
    named = place["sheet"] and place.get("sheets") != 1
    sheet = f" [{safe(place['sheet'])}]" if named else ""
    return f"{safe(place['file'])}{sheet}:{place['row']}"
