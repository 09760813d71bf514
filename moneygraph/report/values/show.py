"""All that is held on a transfer, an account, an owner, or a row of a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moneygraph.flow.trails.names import unknown
from moneygraph.ingest.loading.spelling import spelt_number
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.words import place_words, remark_words
from moneygraph.report.values.account import show_account, show_owner
from moneygraph.report.values.records import records
from moneygraph.report.values.transfer import evidence_of_tie, show_transfer
from moneygraph.store.errors import CallError, UnknownStart
from moneygraph.store.masking import file_as_masked, masked_names
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.store.file import CaseFile

_PLACE = re.compile(r"(.+):(\d{1,9})", re.DOTALL)
_OWNER_DIGITS = 12
_PLACES_SHOWN = 4
_KINDS = ("transfer", "account", "owner")


def show(
    case: CaseFile, what: str, *, limit: int | None = None, lang: str = "en"
) -> dict[str, Any]:
    """Return plain values under one key: ``transfer``, ``account``, ``owner`` or ``row``.

    `what` is a transfer's id, an account's number, an IIN or BIN (of which Excel may have
    dropped the zeros in front), or ``FILE:ROW``. Where one text is two of these, both keys
    are there, unless ``transfer:``, ``account:`` or ``owner:`` before it chooses one. `limit`
    cuts an account's transfers. Raises `UnknownStart` when nothing in the case is called so,
    `CallError` when several files fit a row's.
    """
    name = what.strip()
    prefix, _, rest = name.partition(":")
    chosen = prefix in _KINDS
    place = None if chosen else _PLACE.fullmatch(name)
    found = _show_row(case, place[1], int(place[2]), lang) if place else {}
    for kind in (prefix,) if chosen else _KINDS:
        shown = _show_named(case, kind, rest.strip() if chosen else name, limit)
        if shown is not None:
            found[kind] = shown
    return found or _show_meant(case, name, limit)


_MOST_LISTED = 10


def _show_meant(case: CaseFile, name: str, limit: int | None) -> dict[str, Any]:
    """Return what a part of a name, a phone or a device means, where that is one thing."""
    meant = records(case.con, "search", text=name) if name else []
    if not meant:
        raise unknown(case.con, name)
    if len(meant) > 1:
        listed = [f"{one['called']} ({one['as_what']})" for one in meant[:_MOST_LISTED]]
        raise UnknownStart(
            Message("'{name}' can mean {n} accounts or owners", name=name, n=len(meant)),
            Message("Show one of them: {names}.", names=listed),
        )
    for kind in ("owner", "account"):
        shown = _show_named(case, kind, meant[0]["called"], limit)
        if shown is not None:
            return {kind: shown}
    raise unknown(case.con, name)


def _show_named(case: CaseFile, kind: str, name: str, limit: int | None) -> dict[str, Any] | None:
    """Return what of that kind is called so, or None."""
    number = name.upper().replace(" ", "")
    digits = number.isascii() and number.isdecimal()
    if kind == "transfer":
        found = records(case.con, "find_transfer", what=number) if digits else []
        return show_transfer(case, found[0]["id"]) if found else None
    if kind == "account":
        found = records(case.con, "find_account", what=masked_names(case.con, "number", name))
        for spelling in (number, spelt_number(name)):
            found = found or records(
                case.con, "find_account", what=masked_names(case.con, "number", spelling)
            )
        return show_account(case, found[0]["id"], limit) if found else None
    owner = number.zfill(_OWNER_DIGITS) if digits else number
    found = records(case.con, "find_owner", what=masked_names(case.con, "owner", owner))
    return show_owner(case, found[0]["owner"]) if found else None


def _show_row(case: CaseFile, file: str, number: int, lang: str) -> dict[str, Any]:
    known = []
    for place in records(case.con, "find_row", file=file_as_masked(case.con, file), row=number):
        fates = records(case.con, "row_fate", row=place["id"])
        if fates:
            known.append((place, fates))
    if not known:
        return {}
    if len(known) > 1:
        places = [f"'{place_words(place)}'" for place, _ in known]
        shown = ", ".join([*places[:_PLACES_SHOWN], *(["…"] if places[_PLACES_SHOWN:] else [])])
        raise CallError(
            Message("{file}:{number} is in {n} places", file=file, number=number, n=len(places)),
            Message("Choose: {places}.", places=shown),
        )
    place, fates = known[0]
    where = {key: place[key] for key in ("file", "sheet", "row")}
    remarks = [
        {"fate": fate["fate"], "reason": fate["reason"], "detail": fate["detail"]}
        | remark_words(fate["reason"], lang)
        for fate in fates
        if fate["reason"]
    ]
    reporting = [fate for fate in fates if fate["transfer"] is not None]
    fate = reporting[0] if reporting else fates[0]
    about: dict[str, Any] = where | {"fate": fate["fate"], "remarks": remarks}
    found: dict[str, Any] = {"row": about}
    if fate["fate"] in ("undone", "reversal"):
        about["undone" if fate["fate"] == "reversal" else "undone_by"] = [
            {key: value for key, value in other.items() if key != "reason"}
            | {"amount": plain_amount(other["amount"], other["currency"])}
            | evidence_of_tie(other)
            for other in records(case.con, "undone", row=place["id"])
        ]
    if reporting:
        found["transfer"] = show_transfer(case, reporting[0]["transfer"])
    return found
