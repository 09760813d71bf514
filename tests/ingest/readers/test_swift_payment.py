"""Payment messages of SWIFT: parties as banks write them, batches, damage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.ingest.readers.swift_payment import is_payment, payment_rows
from moneygraph.store.errors import UnreadableFile
from tests.laws import laws

A, B = "KZ41722C000000000001", "KZ09601A000000000009"


def message(
    payer: str = f"50:/D/{A}\n/NAME/Ким\n/IDN/000101500319",
    payee: str = f"59:{B}\n/NAME/Ли",
    amount: str = "260212KZT500,5",
    rest: str = ":70:/KNP/119/ASSIGN/За воду\n",
) -> str:
    return f":20:REF\n:32A:{amount}\n:{payer}\n:{payee}\n{rest}-\n"


ROW = ["2026-02-12", A, B, "500,5", "KZT", "Ким", "000101500319", "", "Ли", "", ""]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (message(), [*ROW, "119", "За воду", "REF"]),
        (message(payer=f"50K:/{A}\nКим"), [*ROW[:6], "", *ROW[7:], "119", "За воду", "REF"]),
        (
            message(payee=f"59:/{B}\nЛи\nАлматы", rest=":70:За воду\n"),
            [*ROW[:8], "Ли Алматы", "", "", "", "За воду", "REF"],
        ),
        (
            message(rest=":57B:HSBKKZKX\n:70:/ASSIGN/a\nb\n"),
            [*ROW[:10], "HSBKKZKX", "", "a b", "REF"],
        ),
        (message(payee="59:/NAME/Касса"), [*ROW[:2], "", *ROW[3:8], "Касса", "", "",
                                           "119", "За воду", "REF"]),
    ],
)  # fmt: skip
def test_parties(text: str, row: list[str]) -> None:
    assert is_payment(text)
    assert payment_rows(text, 1, "x") == [row]


BATCH = f":21:1\n:32B:KZT200,\n:59:{B}\n:21:2\n:32B:KZT300,50\n:59:{A}\n"


def batch(rest: str = BATCH, amount: str = "260212KZT500,5") -> str:
    return f":20:REF\n:32A:{amount}\n:50:/D/{A}\n{rest}-\n"


def test_a_batch() -> None:
    rows = payment_rows(batch(), 1, "x")
    assert [(row[2], row[3], row[-1]) for row in rows] == [(B, "200", "1"), (A, "300,50", "2")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (message(amount="tomorrow"), "its message 7 cannot be read"),
        (message(amount="269912KZT5,"), "its message 7 cannot be read"),
        (batch(amount="260212KZT500,6"), "message 7 do not add up"),
        (batch(BATCH.replace("KZT300", "USD300")), "its message 7 cannot be read"),
    ],
)
def test_damage(text: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        payment_rows(text, 7, "x")


LINES = st.sampled_from(
    [*message().splitlines(), *BATCH.splitlines(), "", ":32A:", ":21:", "/NAME/"]
)


@laws(200)
@given(lines=st.lists(LINES, max_size=20))
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    try:
        rows = payment_rows("\n".join(lines), 1, "x")
    except UnreadableFile:
        return
    assert all(len(row) == 14 for row in rows)
