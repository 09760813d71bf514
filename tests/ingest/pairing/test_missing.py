"""Two sides of which one lacks an account, and what looks alike: all in one load."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import iban, iin

from .banks import later

_HEADER = "ts,from_account,to_account,amount,currency,from_id,to_id"
_P, _Q, _OTHER = "P", "Q", "X"
_STRANGER = iin("77070730077")
_LATE = "2026-03-04 03:10:00"
_FIVE_DAYS = "2026-03-07 12:00:00"

#: By name: debits of bank 722 and credits of bank 601, each as time, whether payer and payee have
#: their account, amount, currency, and whose the IINs of payer and payee are; then the passes.
_Side = tuple[object, str, str, str, str, str]
CASES: dict[str, tuple[list[_Side], list[_Side], list[int | None]]] = {
    "less a fee, no payer's account": (
        [(later(0), "both", "500000", "KZT", _P, _Q)],
        [(later(0.1), "payee", "497500", "KZT", _P, _Q)],
        [10],
    ),
    "less a fee, no payee's account": (
        [(later(0), "payer", "500000", "KZT", _P, _Q)],
        [(later(1), "both", "495000", "KZT", _P, _Q)],
        [10],
    ),
    "in two currencies, no payer's account": (
        [(later(0), "both", "1000", "USD", _P, _Q)],
        [(later(0.1), "payee", "510000", "KZT", _P, "")],
        [11],
    ),
    "in two currencies, no payee's account": (
        [(later(0), "payer", "510000", "KZT", _P, _Q)],
        [(later(0.1), "both", "1000", "USD", "", _Q)],
        [11],
    ),
    "less a fee, another's IIN": (
        [(later(0), "both", "500000", "KZT", _P, _Q)],
        [(later(0.1), "payee", "497500", "KZT", _OTHER, _Q)],
        [None, None],
    ),
    "less a fee, another payee's IIN": (
        [(later(0), "both", "500000", "KZT", _P, _OTHER)],
        [(later(0.1), "payee", "497500", "KZT", _P, _Q)],
        [None, None],
    ),
    "less a fee, no IIN": (
        [(later(0), "both", "500000", "KZT", _P, _Q)],
        [(later(0.1), "payee", "497500", "KZT", "", _Q)],
        [None, None],
    ),
    "less a fee, of either": (
        [(later(n), "both", amount, "KZT", _P, _Q) for n, amount in ((0, "500000"), (1, "499000"))],
        [(later(2), "payee", "497500", "KZT", _P, _Q)],
        [None, None, None],
    ),
    "at no rate": (
        [(later(0), "both", "1000", "USD", _P, _Q)],
        [(later(0.1), "payee", "51000", "KZT", _P, _Q)],
        [None, None],
    ),
    "less a fee, an hour later": (
        [(later(0), "both", "500000", "KZT", _P, _Q)],
        [(later(60), "payee", "497500", "KZT", _P, _Q)],
        [None, None],
    ),
    "both amounts at both": (
        [(later(n), "both", a, "KZT", _P, _Q) for n, a in ((0, "500000"), (3, "497500"))],
        [(later(n), "payee", a, "KZT", _P, _Q) for n, a in ((1, "500000"), (4, "497500"))],
        [4, 4],
    ),
    "posted later, no payer's account": (
        [(_LATE, "both", "500000", "KZT", _P, _Q)],
        [(later(0), "payee", "500000", "KZT", _P, _Q)],
        [13],
    ),
    "posted later, no payee's account": (
        [(_LATE, "payer", "500000", "KZT", _P, _Q)],
        [(later(0), "both", "500000", "KZT", _P, _Q)],
        [14],
    ),
    "posted later, another's IIN": (
        [(_LATE, "both", "500000", "KZT", _P, _Q)],
        [(later(0), "payee", "500000", "KZT", _OTHER, _Q)],
        [None, None],
    ),
    "posted later, no IIN": (
        [(_LATE, "payer", "500000", "KZT", _P, "")],
        [(later(0), "both", "500000", "KZT", _P, _Q)],
        [None, None],
    ),
    "posted five days later": (
        [(_FIVE_DAYS, "both", "500000", "KZT", _P, _Q)],
        [(later(0), "payee", "500000", "KZT", _P, _Q)],
        [None, None],
    ),
    "posted later, another amount": (
        [(_LATE, "payer", "500000", "KZT", _P, _Q)],
        [(later(0), "both", "500001", "KZT", _P, _Q)],
        [None, None],
    ),
    "paid again two days later, at both": (
        [(ts, "both", "500000", "KZT", _P, _Q) for ts in (later(0), _LATE)],
        [(ts, "payee", "500000", "KZT", _P, _Q) for ts in (later(0.1), "2026-03-04 03:10:09")],
        [4, 4],
    ),
    "each less a fee, the one as large as what is left of the other": (
        [(later(n), "both", a, "KZT", "", "") for n, a in ((0, "500000"), (30, "497500"))],
        [(later(n), "both", a, "KZT", "", "") for n, a in ((0.1, "497500"), (31, "495012.50"))],
        [10, 10],
    ),
    "the same, what is left being too little": (
        [(later(n), "both", a, "KZT", "", "") for n, a in ((0, "500000"), (30, "497500"))],
        [(later(n), "both", a, "KZT", "", "") for n, a in ((0.1, "497500"), (31, "395012.50"))],
        [9, None, None],
    ),
    "held and posted later, beside one that lacks its payee": (
        [(_LATE, "both", "500000", "KZT", "", ""), (later(5), "payer", "500000", "KZT", "", "")],
        [(later(0), "both", "500000", "KZT", "", "")],
        [9, None],
    ),
    "the same within a minute": (
        [(_LATE, "both", "500000", "KZT", "", ""), (later(1), "payer", "500000", "KZT", "", "")],
        [(later(0), "both", "500000", "KZT", "", "")],
        [5, None],
    ),
    "the same in five days": (
        [
            (_FIVE_DAYS, "both", "500000", "KZT", "", ""),
            (later(5), "payer", "500000", "KZT", "", ""),
        ],
        [(later(0), "both", "500000", "KZT", "", "")],
        [5, None],
    ),
    "payer's IIN, payee masked": (
        [(later(0), "payer", "61000", "KZT", _P, "")],
        [(later(0.1), "payee", "61000", "KZT", _P, "")],
        [15],
    ),
    "payee's IIN, payer masked": (
        [(later(0), "payer", "62000", "KZT", "", _Q)],
        [(later(0.1), "payee", "62000", "KZT", "", _Q)],
        [16],
    ),
    "payee masked, another payer's IIN": (
        [(later(0), "payer", "63000", "KZT", _P, "")],
        [(later(0.1), "payee", "63000", "KZT", _OTHER, "")],
        [None, None],
    ),
    "payer's IIN, another payee's": (
        [(later(0), "payer", "64000", "KZT", _P, _Q)],
        [(later(0.1), "payee", "64000", "KZT", _P, _OTHER)],
        [None, None],
    ),
    "payer's IIN, an hour and a half later": (
        [(later(0), "payer", "65000", "KZT", _P, "")],
        [(later(90), "payee", "65000", "KZT", _P, "")],
        [None, None],
    ),
    "payer's IIN, another amount": (
        [(later(0), "payer", "66000", "KZT", _P, "")],
        [(later(0.1), "payee", "65900", "KZT", _P, "")],
        [None, None],
    ),
    "of two that may be, the nearest": (
        [(later(n), "both", "500000", "KZT", "", "") for n in (0, 8)],
        [(later(8.1), "payee", "500000", "KZT", "", "")],
        [None, 4],
    ),
}  # fmt: skip


@pytest.mark.parametrize("order", [1, -1])
def test_what_lacks_an_account(order: int, case: Case, tmp_path: Path) -> None:
    files: dict[str, list[str]] = {"722": [], "601": []}
    numbers = {}
    for n, (name, (debits, credits, _)) in enumerate(CASES.items(), start=1):
        payer, payee = iban("722", n), iban("601", n)
        numbers[payer], numbers[payee] = name, name
        people = {"": "", _P: iin(9001013_0000 + n), _Q: iin(8503154_0000 + n), _OTHER: _STRANGER}
        for bank, rows in (("722", debits), ("601", credits)):
            for ts, known, amount, currency, *parties in rows:
                owners = [people[one] for one in parties]
                accounts = [payer * (known != "payee"), payee * (known != "payer")]
                files[bank].append(",".join(map(str, [ts, *accounts, amount, currency, *owners])))
    for bank, lines in list(files.items())[::order]:
        path = tmp_path / f"b{bank}.csv"
        path.write_text("\n".join([_HEADER, *lines[::order]]) + "\n", encoding="utf-8")
        case.load(path, covers=f"bank:{bank}")
    found = defaultdict(list)
    for payer, payee, number in rows_of(
        case.con,
        "select f.number, t.number, pass from transfer join number as f on f.id = from_account"
        " join number as t on t.id = to_account order by ts, amount",
    ):
        found[numbers.get(payer) or numbers[payee]].append(number)
    expected = {name: sorted(passes, key=str) for name, (*_, passes) in CASES.items()}
    assert {name: sorted(passes, key=str) for name, passes in found.items()} == expected
