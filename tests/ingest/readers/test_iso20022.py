"""ISO 20022: versions, batches, reversals, several statements of an account, damage, harm."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.readers import elements, shapes
from moneygraph.ingest.readers.iso20022 import read_iso20022
from moneygraph.ingest.readers.source import Source
from moneygraph.store.errors import FileRefused, UnreadableFile
from moneygraph.store.sqltext import rows_of
from tests.laws import laws

T = TypeVar("T")

A, B, C = "KZ41722C000000000001", "KZ09601A000000000009", "KZ57722S000000000077"
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001"
_FOUND = """
select f.number, t.number, transfer.amount, transfer.currency::varchar, r.purpose, r.from_name
from transfer
join account as f on f.id = transfer.from_account
join account as t on t.id = transfer.to_account
join "row" as r on r.id = coalesce(debit_row, credit_row) order by all
"""


def document(*statements: str, version: str = "08") -> str:
    return (
        f'<?xml version="1.0"?><Document xmlns="{NAMESPACE}.{version}"><BkToCstmrStmt><GrpHdr/>'
        f"{''.join(statements)}</BkToCstmrStmt></Document>"
    )


def statement(*entries: str, account: str = A, before: str = "", days: str = "12 14") -> str:
    first, last = days.split()
    period = (
        f"<FrToDt><FrDtTm>2026-02-{first}T00:00:00</FrDtTm>"
        f"<ToDtTm>2026-02-{last}T23:59:59</ToDtTm></FrToDt>"
    )
    return (
        f"<Stmt><Id>1</Id>{period}{before}<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>KZT</Ccy></Acct>"
        f"{''.join(entries)}</Stmt>"
    )


def entry(amount: str, *details: str, mark: str = "DBIT", more: str = "", day: str = "12") -> str:
    return (
        f'<Ntry><Amt Ccy="KZT">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{more}'
        f"<BookgDt><Dt>2026-02-{day}</Dt></BookgDt><NtryDtls>{''.join(details)}</NtryDtls></Ntry>"
    )


def detail(account: str = B, amount: str = "", side: str = "Cdtr", more: str = "") -> str:
    told = f'<Amt Ccy="KZT">{amount}</Amt>' if amount else ""
    return (
        f"<TxDtls>{told}<RltdPties><{side}Acct><Id><IBAN>{account}</IBAN></Id></{side}Acct>"
        f"</RltdPties>{more}</TxDtls>"
    )


def loaded(case: Case, folder: Path, text: str | bytes) -> Exception | None:
    (folder / "s.xml").write_bytes(text if isinstance(text, bytes) else text.encode())
    (file,) = case.load(folder / "s.xml").files
    return file.error


def found(case: Case) -> list[tuple[object, ...]]:
    return sorted(row[:3] for row in rows_of(case.con, _FOUND))


@pytest.mark.parametrize("version", ["01", "02", "04", "08", "11"])
@pytest.mark.parametrize("prefix", ["", "ns2:"])
def test_versions(version: str, prefix: str, case: Case, tmp_path: Path) -> None:
    party = "<Pty><Nm>Ким</Nm></Pty>" if version >= "08" else "<Nm>Ким</Nm>"
    one = detail(side="Dbtr").replace("<DbtrAcct>", f"<Dbtr>{party}</Dbtr><DbtrAcct>")
    text = document(statement(entry("5.50", one, mark="CRDT")), version=version)
    if version == "01":
        text = text.replace("BkToCstmrStmt>", "BkToCstmrStmtV01>")
    if prefix:
        text = text.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
        text = text.replace(f"<{prefix}?", "<?").replace("xmlns=", "xmlns:ns2=")
    assert loaded(case, tmp_path, text) is None
    assert rows_of(case.con, _FOUND) == [(B, A, 550, "KZT", None, "Ким")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_encodings(encoding: str, case: Case, tmp_path: Path) -> None:
    more = "<RmtInf><Ustrd>За</Ustrd><Ustrd>воду</Ustrd></RmtInf>"
    text = document(statement(entry("5.5", detail(more=more))))
    text = text.replace('"1.0"?', f'"1.0" encoding="{encoding}"?')
    assert loaded(case, tmp_path, text.encode(encoding)) is None
    assert rows_of(case.con, _FOUND) == [(A, B, 550, "KZT", "За воду", None)]


def test_a_party_can_be_a_bank_and_a_notice_need_not_say_when(case: Case, tmp_path: Path) -> None:
    """Its payment does; what neither of them dates is refused as a row."""
    bank = "<Cdtr><Agt><FinInstnId><Nm>АО Банк</Nm></FinInstnId></Agt></Cdtr>"
    when = "<RltdDts><AccptncDtTm>2026-02-12T10:00:00</AccptncDtTm></RltdDts>"
    one = detail(more=f"{when}<RmtInf><Strd><CdtrRefInf><Ref>R1</Ref></CdtrRefInf></Strd></RmtInf>")
    one = one.replace("<CdtrAcct>", f"{bank}<CdtrAcct>")
    text = document(statement(entry("5", one), entry("6", detail()), before=""))
    text = text.replace("<BookgDt><Dt>2026-02-12</Dt></BookgDt>", "")
    assert loaded(case, tmp_path, text) is None
    found = rows_of(case.con, 'select ts::varchar, to_name, purpose from "row"')
    assert found == [("2026-02-12 10:00:00", "АО Банк", "R1")]
    assert rows_of(case.con, "select fate, reason from remark") == [("rejected", "date")]


CHARGE = '<Chrgs><TtlChrgsAndTaxAmt Ccy="KZT">0.50</TtlChrgsAndTaxAmt></Chrgs>'


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        (entry("30", detail(B, "10"), detail(C, "20")), [(A, B, 1000), (A, C, 2000)]),
        # a single detail is the entry, whatever amount it tells of
        (entry("30", detail(B, "29")), [(A, B, 3000)]),
        # a charge that is named is a payment of its own
        (entry("30.5", detail(B, "30"), more=CHARGE), [(A, "?", 50), (A, B, 3000)]),
        (
            entry("29.5", detail(B, "30", "Dbtr"), mark="CRDT", more=CHARGE),
            [(A, "?", 50), (B, A, 3000)],
        ),
        # a detail can go the other way
        (
            entry("10", detail(B, "30"), detail(C, "20", "Dbtr", "<CdtDbtInd>CRDT</CdtDbtInd>")),
            [(A, B, 3000), (C, A, 2000)],
        ),
        # a bank that has its own client on the side of the counterparty
        (
            entry("7", detail(A, "7").replace("<RltdPties>", f"<RltdPties><DbtrAcct><Id><IBAN>{B}"
            "</IBAN></Id></DbtrAcct>")),
            [(A, B, 700)],
        ),
        (entry("7", more="<Sts><Cd>FUTR</Cd></Sts>"), []),
    ],
)  # fmt: skip
def test_batches(text: str, moved: list[tuple[str, str, int]], case: Case, tmp_path: Path) -> None:
    assert loaded(case, tmp_path, document(statement(text))) is None
    assert found(case) == sorted(moved)


def test_a_batch_that_does_not_add_up_is_rejected(case: Case, tmp_path: Path) -> None:
    text = entry("30", detail(B, "10"), detail(C, "19"))
    assert loaded(case, tmp_path, document(statement(text, entry("5", detail())))) is None
    assert found(case) == [(A, B, 500)]
    ((fate, why),) = rows_of(case.con, "select fate, detail from remark where fate = 'rejected'")
    assert (fate, why) == ("rejected", "30 ≠ 10 + 19")


def test_a_reversal_takes_an_entry_back(case: Case, tmp_path: Path) -> None:
    back = entry("5", detail(), mark="CRDT", more="<RvslInd>true</RvslInd>", day="13")
    assert loaded(case, tmp_path, document(statement(entry("5", detail()), back))) is None
    assert found(case) == []
    assert rows_of(case.con, "select count(*) from undone") == [(1,)]


def test_what_was_to_be_paid_in_another_currency(case: Case, tmp_path: Path) -> None:
    told = '<AmtDtls><InstdAmt><Amt Ccy="USD">10</Amt></InstdAmt></AmtDtls>'
    assert loaded(case, tmp_path, document(statement(entry("5000", detail(more=told))))) is None
    assert rows_of(case.con, "select amount, to_amount, to_currency::varchar from transfer") == [
        (500000, 1000, "USD")
    ]


def test_pages_add_up_and_copies_do_not(case: Case, tmp_path: Path) -> None:
    page = statement(entry("5", detail()))
    copy = statement(entry("5", detail()), before="<CpyDplctInd>DUPL</CpyDplctInd>")
    assert loaded(case, tmp_path, document(page, page, copy)) is None
    assert found(case) == [(A, B, 500)] * 2


def test_days_between_statements_are_not_covered(case: Case, tmp_path: Path) -> None:
    parts = [("01 05", "03"), ("06 08", "07"), ("20 21", "20")]
    text = [statement(entry("5", detail(), day=day), days=days) for days, day in parts]
    other = statement(entry("9", detail(), day="20"), account=C, days="20 21")
    assert loaded(case, tmp_path, document(*text, other)) is None
    covers = rows_of(
        case.con,
        "select number, first_day::varchar, last_day::varchar from cover"
        " join number on number.id = account order by all",
    )
    assert covers == [
        (A, "2026-02-01", "2026-02-08"),
        (A, "2026-02-20", "2026-02-21"),
        (C, "2026-02-20", "2026-02-21"),
    ]


def test_copies_that_come_alone_are_pages(case: Case, tmp_path: Path) -> None:
    """What is sent again after years is called a copy of what is not there: nothing is repeated."""
    mark = "<CpyDplctInd>DUPL</CpyDplctInd>"
    pages = [
        statement(entry("5", detail()), before=mark).replace("<Id>1</Id>", f"<Id>{n}</Id>")
        for n in "12"
    ]
    assert loaded(case, tmp_path, document(*pages)) is None
    assert found(case) == [(A, B, 500)] * 2


def test_a_period_with_a_zone_is_of_our_days(case: Case, tmp_path: Path) -> None:
    text = document(statement(entry("5", detail())))
    text = text.replace("2026-02-12T00:00:00", "2026-02-11T19:00:00Z")
    assert loaded(case, tmp_path, text) is None
    sql = "select first_day::varchar, last_day::varchar from cover"
    assert rows_of(case.con, sql) == [("2026-02-12", "2026-02-14")]


def test_what_is_notified_and_stated_is_one(case: Case, tmp_path: Path) -> None:
    """A bank sends camt.054 for some entries, and later camt.053 with all of them."""
    text = document(statement(entry("5", detail()), entry("7", detail(C))))
    notice = text.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn").replace("Stmt>", "Ntfctn>")
    (tmp_path / "notice.xml").write_text(notice, encoding="utf-8")
    case.load(tmp_path / "notice.xml")
    assert loaded(case, tmp_path, text) is None
    assert found(case) == [(A, B, 500), (A, C, 700)]


def test_a_notice_covers_nothing(case: Case, tmp_path: Path) -> None:
    text = document(statement(entry("5", detail())))
    text = text.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn").replace("Stmt>", "Ntfctn>")
    assert loaded(case, tmp_path, text) is None
    assert rows_of(case.con, "select count(*) from cover") == [(0,)]


ENTITY = '<!DOCTYPE d [<!ENTITY a "b">]>'
WHOLE = document(statement(entry("5", detail())))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE[:-30], "is XML that is damaged or was cut short"),
        (WHOLE.replace('"1.0"?', '"1.0" encoding="utf-7"?'), "is XML that is damaged"),
        (WHOLE.replace("<NtryDtls>", "<NtryDtls><Ntry/>"), "is XML that is damaged"),
        (WHOLE.replace("<NtryDtls>", "<NtryDtls><Ntry><Amt>1</Amt></Ntry>"), "is XML that is"),
        (WHOLE.replace("<Document", f"{ENTITY}<Document"), "declares a document type"),
        (WHOLE.replace(f"<IBAN>{A}</IBAN>", ""), "names no account in its statement 1"),
        (WHOLE.replace("<GrpHdr/>", "<a>" * 99 + "</a>" * 99), "is XML that is damaged"),
        (WHOLE.replace("<GrpHdr/>", f"<a>{'x' * 200_000}</a>"), "is XML that is damaged"),
        (WHOLE.replace("BkToCstmrStmt", "CstmrPmtStsRpt"), "neither a statement"),
    ],
)
def test_damage(text: str, said: str, case: Case, tmp_path: Path) -> None:
    error = loaded(case, tmp_path, text)
    assert isinstance(error, UnreadableFile)
    assert said in error.message


def test_memory_does_not_grow_with_elements(tmp_path: Path) -> None:
    """What no message has is passed over, however much there is of it."""
    import tracemalloc

    text = document("<x/>" * 300_000, statement(entry("5", detail())))
    (tmp_path / "s.xml").write_text(text)
    tracemalloc.start()
    tables = read_iso20022(Source("s.xml", tmp_path / "s.xml", "", tmp_path), tmp_path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(tables) == 1
    assert most < 2 * len(text)


@pytest.mark.parametrize("text", ["<a>{}</a>", '<a b="{}"/>', "<Ntry>{}</Ntry>", "<Ntry a='{}'/>"])
def test_time_does_not_grow_faster_than_a_long_text(text: str, tmp_path: Path) -> None:
    """A text without an end is not looked through from its beginning with each block."""
    (tmp_path / "s.xml").write_text(document(statement(text.format("x" * 30_000_000))))
    seen = 0
    with pytest.MonkeyPatch.context() as patch:
        take = elements.Elements._take

        def counted(self: elements.Elements, raw: bytes) -> bytes:
            nonlocal seen
            seen += len(raw)
            return take(self, raw)

        patch.setattr(elements.Elements, "_take", counted)
        with suppress(UnreadableFile):
            read_iso20022(Source("s.xml", tmp_path / "s.xml", "", tmp_path), tmp_path)
    assert seen < 3 * 30_000_000


PIECES = st.sampled_from(
    [*(f"{part}>" for part in WHOLE.split(">") if part), ENTITY, "<Ntry>", "</Ntry>", "<Stmt>",
     "</Stmt>", "&a;", "<TxDtls>", "x", "\0", "<Amt>1e999</Amt>", "<Amt>NaN</Amt>"]
)  # fmt: skip


@laws(100)
@given(places=st.lists(st.tuples(st.integers(0, 40), PIECES), max_size=6))
def test_any_elements_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[int, str]]
) -> None:
    parts = [f"{part}>" for part in WHOLE.split(">") if part]
    for place, piece in places:
        parts[min(place, len(parts) - 1)] = piece
    folder = tmp_path_factory.mktemp("parts")
    with Case.open(folder / "case.duckdb", create=True) as case:
        error = loaded(case, folder, "".join(parts))
    assert error is None or isinstance(error, FileRefused)


MORE = st.sampled_from(
    ["<!--c-->", "<![CDATA[x<y]]>", "&amp;", "&lt;Amt&gt;", "&#65;", " \n ", "\r\n", "<?p q?>", "é",
     "<Amt Ccy='USD'>1</Amt>", '<a b="c>d"/>', '<Nm  x="1">КИМ</Nm>', "<Nm/>", "<Nm></Nm>", "text",
     "<Ultmt><Nm>a\r\nb</Nm></Ultmt>", "<n:Nm>b</n:Nm>", "<Bal><Amt>1</Amt></Bal>",
     "<TxDtls><Amt>2</Amt></TxDtls>", "<TxDtls/>", f"<Nm>{'y' * 100_001}</Nm>", "<Ntry/>",
     "<RmtInf><Ustrd>a</Ustrd>b<Ustrd>c</Ustrd></RmtInf>", "<Pty>z</Pty>"]
)  # fmt: skip
ENTRIES = (
    entry("30", detail(B, "10"), detail(C, "20"), more=CHARGE),
    entry("5", detail(B, more="<Pty/><RltdPties><Cdtr><Nm>A</Nm></Cdtr></RltdPties>"), mark="CRDT"),
    entry("7", more="<AddtlNtryInf>fee &amp; more</AddtlNtryInf><Sts>BOOK</Sts>"),
)


@laws(200)
@given(
    places=st.lists(st.tuples(st.integers(0, 80), MORE), max_size=3),
    encoding=st.sampled_from(["utf-8", "windows-1251", "utf-16", ""]),
    block=st.integers(30, 2000),
)
def test_by_their_shapes_entries_are_read_as_step_by_step(
    tmp_path_factory: pytest.TempPathFactory,
    places: list[tuple[int, str]],
    encoding: str,
    block: int,
) -> None:
    parts = [f"{part}>" for part in document(statement(*ENTRIES)).split(">") if part]
    for place, piece in places:
        parts.insert(min(place, len(parts) - 1), piece)
    text = "".join(parts)
    if encoding:
        text = text.replace('"1.0"?', f'"1.0" encoding="{encoding}"?')
    folder = tmp_path_factory.mktemp("shapes")
    (folder / "s.xml").write_bytes(text.encode(encoding or "utf-8", "xmlcharrefreplace"))
    read = []
    for plain in (elements._PLAIN, frozenset[str]()):
        made = folder / str(len(read))
        made.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(elements, "_PLAIN", plain)
            patch.setattr(elements, "_BLOCK", block)
            try:
                tables = read_iso20022(Source("s.xml", folder / "s.xml", "", made), made)
            except UnreadableFile as error:
                read.append(str(error.message))
            else:
                read.append(repr([(one.path.read_bytes(), one.stated) for one in tables]))
    assert read[0] == read[1]


def test_most_entries_have_a_shape_that_was_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else reading would be right and slow."""
    planned: list[str] = []
    monkeypatch.setattr(shapes, "_planned", _noting(shapes._planned, planned))
    text = document(statement(*(entry(f"{n}.50", detail(B, f"{n}.50")) for n in range(1, 500))))
    (tmp_path / "s.xml").write_text(text)
    read_iso20022(Source("s.xml", tmp_path / "s.xml", "", tmp_path), tmp_path)
    assert len(planned) == 1


def _noting(planned: Callable[[str], T], seen: list[str]) -> Callable[[str], T]:
    def noted(shape: str) -> T:
        seen.append(shape)
        return planned(shape)

    return noted
