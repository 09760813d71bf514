"""Other forms than the banks' own in which all of a bank's answer can be written, tidy ones.

All hold the same: one names payer and payee, the others each client's account and its
counterparty, in a table of several kinds or as ISO 20022. Read, they are the same transfers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from moneygraph.demo.statements.answer import Answer, Row, Side
from moneygraph.demo.statements.centercredit import KINDS as KAZAKH_KINDS
from moneygraph.demo.statements.files import KAZAKH, STATUTORY, Book, write_csv, zip_texts
from moneygraph.demo.statements.vtb import KINDS

_CANONICAL: Final = (
    *("ts", "from_account", "to_account", "amount", "currency", "kind", "purpose", "knp"),
    *("from_name", "from_id", "from_bank", "to_name", "to_id", "to_bank"),
)
_OWN: Final = ("Счет клиента", "Клиент", "ИИН/БИН клиента", "Дата и время")
_OTHER: Final = (
    *("Валюта", "Счет контрагента", "Контрагент", "ИИН/БИН контрагента", "Банк контрагента"),
    *("Вид операции", "КНП", "Назначение платежа"),
)
#: Where an element of ISO 20022 says which party is the other one.
_OTHERS: Final = {True: "Cdtr", False: "Dbtr"}
_OPEN: Final = "urn:oasis:names:tc:opendocument:xmlns"
_ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_EXCEL: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


class Entry(NamedTuple):
    """A row as one client of the bank has it; `left`: money left the client's account."""

    own: Side
    other: Side
    left: bool
    row: Row


def _entries(answer: Answer) -> list[Entry]:
    """Return the rows of each of the bank's accounts, account by account in their own order."""
    accounts = answer.world.accounts
    own = {accounts[index].number for index in answer.own_accounts().tolist()}
    found = []
    for row in answer.rows(bic=True):
        if row.payer.number in own:
            found.append(Entry(row.payer, row.payee, True, row))
        if row.payee.number in own:
            found.append(Entry(row.payee, row.payer, False, row))
    return sorted(found, key=lambda entry: entry.own.number)


def _money(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def _when(row: Row) -> str:
    return f"{row.when:%Y-%m-%d}" if row.day_only else f"{row.when:%Y-%m-%dT%H:%M:%S}"


def _canonical(answer: Answer) -> Iterator[list[str]]:
    yield list(_CANONICAL)
    for row in answer.rows(bic=True):
        payer, payee = row.payer, row.payee
        yield [
            *(_when(row), payer.number, payee.number, _money(row.amount), row.currency),
            *(row.kind, row.purpose, row.knp),
            *(payer.name, payer.id, payer.bank, payee.name, payee.id, payee.bank),
        ]


def _own_cells(entry: Entry) -> list[str]:
    return [entry.own.number, entry.own.name, entry.own.id, _when(entry.row)]


def _other_cells(entry: Entry) -> list[str]:
    row, other = entry.row, entry.other
    about = [row.currency, other.number, other.name, other.id, other.bank]
    return [*about, KINDS[row.kind], row.knp, row.purpose]


def _sides(answer: Answer) -> Iterator[list[str]]:
    yield [*_OWN, "Дебет", "Кредит", *_OTHER]
    for entry in _entries(answer):
        amount = _money(entry.row.amount)
        sums = [amount, ""] if entry.left else ["", amount]
        yield [*_own_cells(entry), *sums, *_other_cells(entry)]


def _words(answer: Answer) -> Iterator[list[str]]:
    yield [*_OWN, "Направление", "Сумма", *_OTHER]
    for entry in _entries(answer):
        word = "Списание" if entry.left else "Зачисление"
        yield [*_own_cells(entry), word, _money(entry.row.amount), *_other_cells(entry)]


def _signs(answer: Answer) -> Iterator[list[str]]:
    yield [*_OWN, "Сумма", *_OTHER]
    for entry in _entries(answer):
        sign = "-" if entry.left else ""
        yield [*_own_cells(entry), sign + _money(entry.row.amount), *_other_cells(entry)]


def _days_and_times(answer: Answer) -> Iterator[list[str]]:
    """Yield what `_sides` does, with the time of day in a column of its own."""
    place = _OWN.index("Дата и время")
    yield [*_OWN[:place], "Дата", "Время", "Дебет", "Кредит", *_OTHER]
    for line in islice(_sides(answer), 1, None):
        day, _, time = line[place].partition("T")
        yield [*line[:place], day, time, *line[place + 1 :]]


def _statutory(
    answer: Answer, header: Sequence[str], kinds: Mapping[str, str]
) -> Iterator[list[str]]:
    yield list(header)
    for row in answer.rows(bic=True):
        sums = [_money(row.amount), _money(abs(row.signed_tenge))]
        payer, payee = (
            [side.name, side.id, "да", side.bank, side.number] for side in (row.payer, row.payee)
        )
        when = f"{row.when:%d.%m.%Y}" if row.day_only else f"{row.when:%d.%m.%Y %H:%M:%S}"
        yield [when, row.currency, kinds[row.kind], "", *sums, *payer, *payee, row.knp, row.purpose]


def _page(lines: Iterable[list[str]]) -> Iterator[str]:
    yield '<html><head><meta charset="utf-8"></head><body><table>'
    for line in lines:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>"
    yield "</table></body></html>"


def _camt(answer: Answer) -> Iterator[str]:
    first, last = answer.period()
    yield f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{_NAMESPACE}">'
    yield "<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>"
    for number, entries in groupby(_entries(answer), key=lambda entry: entry.own.number):
        known = list(entries)
        own = known[0].own
        yield f"<Stmt><Id>{number}</Id><FrToDt><FrDtTm>{first:%Y-%m-%d}T00:00:00</FrDtTm>"
        yield f"<ToDtTm>{last:%Y-%m-%d}T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>{number}</IBAN>"
        yield f"</Id><Ccy>KZT</Ccy><Ownr>{_party(own)}</Ownr></Acct>"
        yield from map(_entry, known)
        yield "</Stmt>"
    yield "</BkToCstmrStmt></Document>"


def _party(side: Side) -> str:
    number = f"<Id><PrvtId><Othr><Id>{side.id}</Id></Othr></PrvtId></Id>" if side.id else ""
    return f"<Nm>{escape(side.name)}</Nm>{number}"


def _entry(entry: Entry) -> str:
    row, other, name = entry.row, entry.other, _OTHERS[entry.left]
    moment = f"<Dt>{_when(row)}</Dt>" if row.day_only else f"<DtTm>{_when(row)}</DtTm>"
    account = (
        f"<{name}Acct><Id><IBAN>{other.number}</IBAN></Id></{name}Acct>" if other.number else ""
    )
    return (
        f'<Ntry><Amt Ccy="{row.currency}">{_money(row.amount)}</Amt>'
        f"<CdtDbtInd>{'DBIT' if entry.left else 'CRDT'}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt>{moment}</BookgDt><BkTxCd><Prtry><Cd>{KINDS[row.kind]}</Cd></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls><RltdPties><{name}><Pty>{_party(other)}</Pty></{name}>{account}"
        f"</RltdPties><RltdAgts><{name}Agt><FinInstnId><BICFI>{escape(other.bank)}</BICFI>"
        f"</FinInstnId></{name}Agt></RltdAgts><Purp><Prtry>{row.knp}</Prtry></Purp>"
        f"<RmtInf><Ustrd>{escape(row.purpose)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _write_text(lines: Callable[[Answer], Iterator[str]], path: Path, answer: Answer) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines(answer))


def _write_book(path: Path, lines: Iterable[list[str]]) -> None:
    book = Book(path)
    sheet = book.sheet("Выписка")
    for line in lines:
        sheet.add(line)
    book.close()


def _write_ods(path: Path, lines: Iterable[list[str]]) -> None:
    """Write a workbook of OpenDocument, its cells as texts."""
    cells = ("".join(map(_ods_cell, line)) for line in lines)
    rows = "".join(f"<table:table-row>{line}</table:table-row>" for line in cells)
    names = " ".join(f'xmlns:{name}="{_OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Выписка">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OPEN}:manifest:1.0"><manifest:file-entry'
        f' manifest:full-path="/" manifest:media-type="{_ODS}"/></manifest:manifest>'
    )
    zip_texts(path, {"mimetype": _ODS, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    return (
        f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p>'
        "</table:table-cell>"
    )


def _sheet_xml(lines: Iterable[list[str]]) -> Iterator[str]:
    yield f'<?xml version="1.0"?><Workbook xmlns="{_EXCEL}" xmlns:ss="{_EXCEL}">'
    yield '<Worksheet ss:Name="Выписка"><Table>'
    for line in lines:
        cells = (f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>' for cell in line)
        yield f"<Row>{''.join(cells)}</Row>"
    yield "</Table></Worksheet></Workbook>"


def _write_parquet(path: Path, lines: Iterator[list[str]]) -> None:
    import pandas as pd

    header = next(lines)
    pd.DataFrame(list(lines), columns=header).to_parquet(path, index=False)


#: By the name of a form the ending of its files, and what writes one.
FORMS: Final[dict[str, tuple[str, Callable[[Path, Answer], None]]]] = {
    "canonical": (".csv", lambda path, answer: write_csv(path, _canonical(answer))),
    "sides": (".csv", lambda path, answer: write_csv(path, _sides(answer), delimiter=";")),
    "words": (".xlsx", lambda path, answer: _write_book(path, _words(answer))),
    "signs": (".csv", lambda path, answer: write_csv(path, _signs(answer), "utf-16", "\t")),
    "page": (
        ".html",
        lambda path, answer: _write_text(lambda one: _page(_sides(one)), path, answer),
    ),
    "days-and-times": (
        ".csv",
        lambda path, answer: write_csv(path, _days_and_times(answer), "utf-8-sig", ";"),
    ),
    "statutory-ru": (
        ".csv",
        lambda path, answer: write_csv(path, _statutory(answer, STATUTORY, KINDS), delimiter=";"),
    ),
    "statutory-kk": (
        ".xls",
        lambda path, answer: _write_text(
            lambda one: _sheet_xml(_statutory(one, KAZAKH, KAZAKH_KINDS)), path, answer
        ),
    ),
    "ods": (".ods", lambda path, answer: _write_ods(path, _sides(answer))),
    "parquet": (".parquet", lambda path, answer: _write_parquet(path, _canonical(answer))),
    "camt": (".xml", lambda path, answer: _write_text(_camt, path, answer)),
}


def write_form(form: str, stem: str, answer: Answer, folder: Path) -> dict[str, int]:
    """Write a bank's answer in a form of `FORMS`; return the data rows of its file."""
    ending, write = FORMS[form]
    path = folder / f"{stem}{ending}"
    write(path, answer)
    of_both = form in ("canonical", "parquet", "statutory-ru", "statutory-kk")
    rows = sum(1 for _ in answer.rows()) if of_both else len(_entries(answer))
    return {path.name: rows}
