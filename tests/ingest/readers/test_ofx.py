"""OFX: both versions, several accounts, times, encodings, damage, harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.readers.ofx import read_ofx
from moneygraph.ingest.readers.source import Source
from moneygraph.store.errors import FileRefused
from moneygraph.store.sqltext import rows_of
from tests.laws import laws

A, B, C = "KZ41722C000000000001", "KZ09601A000000000009", "KZ57722S000000000077"
SGML = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1251\n\n"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
_FOUND = """
select f.number, t.number, transfer.amount, transfer.currency::varchar, r.purpose
from transfer
join account as f on f.id = transfer.from_account
join account as t on t.id = transfer.to_account
join "row" as r on r.id = coalesce(debit_row, credit_row) order by all
"""


def values(**told: str) -> str:
    return "".join(f"<{name}>{value}\n" for name, value in told.items())


def entry(amount: str, when: str = "20260212", account: str = B, **told: str) -> str:
    to = f"<BANKACCTTO><BANKID>X\n<ACCTID>{account}\n</BANKACCTTO>" if account else ""
    more = values(TRNTYPE="XFER", DTPOSTED=when, TRNAMT=amount, FITID="1", **told)
    return f"<STMTTRN>{more}{to}</STMTTRN>\n"


def statement(*entries: str, account: str = A, currency: str = "KZT", more: str = "") -> str:
    return (
        f"<STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>X<ACCTID>{account}</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20260212<DTEND>20260214235959[+5:ALMT]\n{''.join(entries)}"
        f"</BANKTRANLIST>{more}</STMTRS>"
    )


def sgml(*statements: str) -> str:
    return f"{SGML}<OFX><BANKMSGSRSV1>{''.join(statements)}</BANKMSGSRSV1></OFX>\n"


def xml(*statements: str) -> str:
    """Return what `sgml` does, with a closing tag for each value."""
    lines = "".join(statements).replace("<", "\n<").split("\n")
    closed = ""
    for line in filter(None, lines):
        tag, _, value = line[1:].partition(">")
        closed += f"{line}</{tag}>" if value else line
    return f"{XML}<OFX><BANKMSGSRSV1>{closed}</BANKMSGSRSV1></OFX>"


def loaded(case: Case, folder: Path, text: str | bytes, name: str = "s.ofx") -> Exception | None:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (file,) = case.load(folder / name).files
    return file.error


@pytest.mark.parametrize("form", [sgml, xml])
@pytest.mark.parametrize("name", ["s.ofx", "s.qfx", "s.txt", "s.xml"])
def test_both_versions(form, name: str, case: Case, tmp_path: Path) -> None:
    memo = "A &amp; B" if form is sgml else "A &amp; <![CDATA[B]]>"
    text = form(statement(entry("-5.50", MEMO=memo), entry("+7", MEMO="Қарыз", NAME="Ким")))
    if form is xml:
        text = text.replace("<MEMO>A &amp; \n", "<MEMO>A &amp; ")
    assert loaded(case, tmp_path, text, name) is None
    found = [row[:4] for row in rows_of(case.con, _FOUND)]
    assert found == [(B, A, 700, "KZT"), (A, B, 550, "KZT")]
    assert rows_of(case.con, _FOUND)[0][4] == "Қарыз"


def test_a_value_in_cdata(case: Case, tmp_path: Path) -> None:
    text = sgml(statement(entry("-5", MEMO="<![CDATA[За <воду> & свет]]>")))
    assert loaded(case, tmp_path, text) is None
    assert rows_of(case.con, _FOUND) == [(A, B, 500, "KZT", "За <воду> & свет")]


@pytest.mark.parametrize(
    ("told", "ts", "has_time"),
    [
        ("20260212", "2026-02-12 00:00:00", False),
        ("20260212101500", "2026-02-12 10:15:00", True),
        ("20260212101500.123[+5:ALMT]", "2026-02-12 10:15:00", True),
        ("20260212051500[0:GMT]", "2026-02-12 10:15:00", True),
        ("20260212001500[-5:EST]", "2026-02-12 10:15:00", True),
        ("20260212104500[5.50:IST]", "2026-02-12 10:15:00", True),
    ],
)
def test_days_and_moments(told, ts, has_time, case: Case, tmp_path: Path) -> None:
    assert loaded(case, tmp_path, sgml(statement(entry("-5", told)))) is None
    ((time, shown),) = rows_of(case.con, _MOMENTS)
    assert (time[:19], shown) == (ts, not has_time)


_MOMENTS = "select ts::varchar, day_only from transfer"


def test_every_account_counts(case: Case, tmp_path: Path) -> None:
    """Two statements of one account go on; each account has its own currency and balance."""
    balance = "<LEDGERBAL><BALAMT>-12.50<DTASOF>20260214</LEDGERBAL><AVAILBAL><BALAMT>9</AVAILBAL>"
    text = sgml(
        statement(entry("-5")),
        statement(entry("-7"), more=balance),
        statement(entry("9"), account=C, currency="USD"),
    )
    assert loaded(case, tmp_path, text) is None
    assert [row[:4] for row in rows_of(case.con, _FOUND)] == [
        (B, C, 900, "USD"),
        (A, B, 500, "KZT"),
        (A, B, 700, "KZT"),
    ]
    covers = "select number, first_day::varchar, last_day::varchar from cover"
    covers += " join number on number.id = account order by all"
    assert rows_of(case.con, covers) == [
        (A, "2026-02-12", "2026-02-14"),
        (C, "2026-02-12", "2026-02-14"),
    ]


def test_a_card_and_a_payee(case: Case, tmp_path: Path) -> None:
    text = statement(entry("-5", account="") + "").replace("BANKACCTFROM", "CCACCTFROM")
    text = text.replace("STMTRS", "CCSTMTRS").replace(
        "<FITID>", "<CURRENCY><CURRATE>1<CURSYM>USD</CURRENCY><PAYEE><NAME>Shop</PAYEE><FITID>"
    )
    assert loaded(case, tmp_path, sgml(text)) is None
    assert [row[:4] for row in rows_of(case.con, _FOUND)] == [(A, "?shop", 500, "USD")]
    assert rows_of(case.con, 'select to_name from "row"') == [("Shop",)]


def test_windows_1251(case: Case, tmp_path: Path) -> None:
    text = sgml(statement(entry("-5", MEMO="За воду")))
    assert loaded(case, tmp_path, text.encode("cp1251")) is None
    assert rows_of(case.con, _FOUND)[0][4] == "За воду"


def test_an_amount_that_is_none_is_rejected(case: Case, tmp_path: Path) -> None:
    assert loaded(case, tmp_path, sgml(statement(entry("five"), entry("-5")))) is None
    assert rows_of(case.con, "select fate from remark where fate = 'rejected'") == [("rejected",)]


WHOLE = sgml(statement(entry("-5.50", "20260212101500[+5:ALMT]", MEMO="За воду")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE[:-30], "is broken or was cut short"),
        (WHOLE.replace("<OFX>", "<!DOCTYPE a [<!ENTITY b 'c'>]><OFX>"), "declares a document type"),
        (WHOLE.replace("-5.50", "<![CDATA[" * 50), "is broken or was cut short"),
        (WHOLE.replace(f"<ACCTID>{A}", "<ACCTID>"), "names no account in its statement 1"),
        (f"{SGML}<OFX></OFX>", "holds no statement of an account"),
        (f"{SGML}<OFX><{'a' * 100_000}" * 9 + "</OFX>", "holds no statement of an account"),
    ],
)
def test_what_is_refused(text: str, said: str, case: Case, tmp_path: Path) -> None:
    assert said in str(loaded(case, tmp_path, text))


@laws(50)
@given(data=st.data())
def test_any_file_is_read_or_refused(data: st.DataObject, tmp_path_factory) -> None:
    whole = WHOLE.encode()
    at = data.draw(st.integers(0, len(whole)))
    piece = data.draw(
        st.sampled_from([b"", b"<", b">", b"</STMTTRN>", b"\xff", b"<STMTRS>", b"&#"])
    )
    folder = tmp_path_factory.mktemp("ofx")
    (folder / "a.ofx").write_bytes(whole[:at] + piece + whole[at + data.draw(st.integers(0, 9)) :])
    try:
        read_ofx(Source("a.ofx", folder / "a.ofx", "", folder), folder)
    except FileRefused as error:
        assert error.remedy
