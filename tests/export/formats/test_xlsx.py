"""The workbook, read again by two libraries: what is in it, and that nothing in it acts."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from moneygraph.api import Case
from moneygraph.casework.trace import TraceOptions
from moneygraph.export.formats import export
from moneygraph.export.formats.part import Choice, choose
from moneygraph.export.formats.xlsx import write
from moneygraph.export.formats.xlsx_book import Book, workbook
from moneygraph.export.formats.xlsx_cells import Column, Money, Sheet, exact_number, fitting
from moneygraph.report.text.texts import texts_of

pytestmark = pytest.mark.turns

EXPORTS = Path(__file__).parents[2] / "report" / "exports"
VICTIM = "KZ257220000000000001"
HEAD = "ts,from_account,to_account,amount,currency,from_name,to_name,purpose"
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "http://evil.example/x",
    "mailto:a@b.example",
    "internal:'overview'!A1",
    "{=1+1}",
    'O\'Brien "quoted" `tick`',
    "\u202eright-to-left\u202c",
    "emoji 🏦",
    "<script>alert(1)</script> & ]]>",
    "_x0041_ stays",
    "bell\x07 and escape\x1b[31m",
    "tab\tand\nline",
    "1e5",
    "00123",
    "TRUE",
    "\ufffe",
)


@pytest.fixture
def robbery(case: Case) -> Case:
    case.load(EXPORTS / "kaspi.csv", EXPORTS / "halyk.csv")
    return case


def _written(case: Case, target: Path, choice: Choice | None = None, **how: Any) -> Path:
    write(case.file, choose(case.file, choice or Choice()), target, **how)
    return target


def _cells(path: Path) -> dict[str, list[list[Any]]]:
    book = load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_golden(
    robbery: Case, tmp_path: Path, lang: str, golden: Callable[[Path, str], None]
) -> None:
    cells = _cells(_written(robbery, tmp_path / "case.xlsx", lang=lang))
    text = "\n".join(
        f"# {name}\n"
        + "\n".join(" | ".join("" if one is None else str(one) for one in row) for row in rows)
        for name, rows in cells.items()
    )
    text = re.sub(
        r"moneygraph \d+\.\d+\.\d+", "moneygraph X", text.replace(str(EXPORTS), "exports")
    )
    golden(Path(__file__).parent / f"xlsx.{lang}.golden.txt", text + "\n")


def test_same_bytes(robbery: Case, tmp_path: Path) -> None:
    written = [_written(robbery, tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx")]
    assert written[0] == written[1]


def test_both_readers_agree(robbery: Case, tmp_path: Path) -> None:
    path = _written(robbery, tmp_path / "case.xlsx")
    read = CalamineWorkbook.from_path(str(path))
    cells = _cells(path)
    assert read.sheet_names == list(cells)
    for name, rows in cells.items():
        other = read.get_sheet_by_name(name).to_python()
        assert len(other) == len(rows), name
        for ours, theirs in zip(rows, other, strict=True):
            shown = ["" if one is None else _plain(one) for one in ours]
            assert shown == [_plain(one) for one in theirs][: len(shown)], name


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date()
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def test_amounts_and_times_are_real(robbery: Case, tmp_path: Path) -> None:
    sheet = load_workbook(_written(robbery, tmp_path / "case.xlsx"))["transfers"]
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, sheet[2], strict=True))
    assert row["amount"].data_type == "n"
    assert row["amount"].number_format == "#,##0.00"
    assert isinstance(row["time"].value, datetime)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:R{sheet.max_row}"
    total = sum(cell.value for (cell,) in sheet.iter_rows(2, min_col=8, max_col=8))
    answer = robbery.con.execute("select sum(amount) from transfer").fetchall()[0][0]
    assert round(total * 100) == answer


def test_links_lead_to_their_rows(robbery: Case, tmp_path: Path) -> None:
    path = _written(robbery, tmp_path / "case.xlsx", most=7)
    book = load_workbook(path)
    linked = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in (one for one in row if one.hyperlink):
                title, place = re.fullmatch(r"'(.+)'!(A\d+)", cell.hyperlink.location).groups()
                assert str(book[title][place].value) == str(cell.value), (sheet.title, cell)
                linked += 1
    assert linked > 20
    external = [name for name in zipfile.ZipFile(path).namelist() if "externalLink" in name]
    assert not external


def test_long_sheets_are_split(robbery: Case, tmp_path: Path) -> None:
    whole = _cells(_written(robbery, tmp_path / "whole.xlsx"))
    split = _cells(_written(robbery, tmp_path / "split.xlsx", most=7))
    parts = [rows for name, rows in split.items() if name.startswith("transfers")]
    assert [len(rows) for rows in parts[:-1]] == [8] * (len(parts) - 1)
    assert len(parts) > 1
    assert all(rows[0] == whole["transfers"][0] for rows in parts)
    assert [row for rows in parts for row in rows[1:]] == whole["transfers"][1:]
    assert [row for name, rows in split.items() if name[:8] == "accounts" for row in rows[1:]] == (
        whole["accounts"][1:]
    )


@pytest.fixture
def hostile(case: Case, tmp_path: Path) -> Case:
    with (tmp_path / "=hostile.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEAD.split(","))
        for at, text in enumerate((*HOSTILE, "long " * 13_000)):
            moment = f"2025-09-01 10:00:{at:02d}"
            rows.writerow([moment, f"A{at}", f"B{at}", f"{at + 1}.05", "KZT", text, text, text])
        rows.writerow(["2025-09-02", "A2", "A3", "1234567890123.45", "KZT", "", "", ""])
        rows.writerow(["2025-09-03 10:00", "A2", "A3", "0.12345678", "BTC", "", "", ""])
    case.load(tmp_path / "=hostile.csv")
    return case


def test_nothing_acts(hostile: Case, tmp_path: Path) -> None:
    path = _written(hostile, tmp_path / "case.xlsx")
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            text = parts.read(name).decode("utf-8")
            assert "<f>" not in text and "<f " not in text, name
            assert "TargetMode" not in text, name
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)


def test_hostile_texts_are_whole(hostile: Case, tmp_path: Path) -> None:
    """As the case holds them, which a query of the database shows."""
    path = _written(hostile, tmp_path / "case.xlsx")
    names = {
        row[1]
        for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_name("accounts").to_python()
    }
    held = {name for (name,) in hostile.con.execute("select name from account").fetchall() if name}
    assert len(held) > 15
    cut = texts_of("en")("workbook.cut")
    for name in held:
        assert fitting(name, cut).strip() in {one.strip() for one in names}, ascii(name)


def test_the_largest_amounts(hostile: Case, tmp_path: Path) -> None:
    rows = _cells(_written(hostile, tmp_path / "case.xlsx"))["transfers"]
    amounts = {row[7] for row in rows[1:]}
    assert {1234567890123.45, 0.12345678} <= amounts


@pytest.mark.parametrize(
    ("units", "number"),
    [(0, 0.0), (-1, -0.01), (10**15 - 1, 9999999999999.99), (10**15, None), (-(2**62), None)],
)
def test_exact_number(units: int, number: float | None) -> None:
    assert exact_number(Money(units)) == number
    if number is not None:
        assert f"{number:.2f}" == f"{units // 100 if units >= 0 else '-0'}.{abs(units) % 100:02d}"


def test_amounts_and_days_as_text_where_they_must(tmp_path: Path) -> None:
    rows = [[Money(10**15), Money(-(10**17) - 5), date(1899, 12, 31), date(1900, 3, 1), True, 2.5]]

    def fill(book: Book) -> None:
        book.add(
            Sheet(
                "any: name? of a sheet that is long [too]", [Column(str(n)) for n in range(6)], rows
            )
        )

    with workbook(tmp_path / "x.xlsx", texts_of("en"), {}) as book:
        fill(book)
    ((title, cells),) = _cells(tmp_path / "x.xlsx").items()
    assert title == "any  name  of a sheet that is l"
    assert cells[1] == [
        *(
            "10000000000000.00",
            "-1000000000000000.05",
            "1899-12-31",
            datetime(1900, 3, 1),
            True,
            2.5,
        )
    ]


def test_what_a_cell_cannot_hold_is_cut() -> None:
    assert fitting("a" * 32_767, "…") == "a" * 32_767
    assert fitting("a" * 32_768, "…cut") == "a" * 32_763 + "…cut"
    assert fitting("🏦" * 20_000, "…") == "🏦" * 16_383 + "…"
    assert fitting("a\ud800b\ufffe", "") == "a\ufffdb\ufffd"


def test_a_part(robbery: Case, tmp_path: Path) -> None:
    traced = _cells(_written(robbery, tmp_path / "a.xlsx", Choice(trace=TraceOptions((VICTIM,)))))
    assert list(traced) == ["overview", "trails", "accounts", "transfers"]
    trace = robbery.trace(VICTIM)
    assert len(traced["trails"]) == len(trace.ends) + 1
    assert round(sum(row[6] for row in traced["trails"][1:]) * 100) == trace.traced
    found = _cells(_written(robbery, tmp_path / "b.xlsx", Choice(findings=("crypto-exits:1",))))
    assert list(found) == ["overview", "crypto-exits", "proof", "accounts", "transfers"]
    assert found["crypto-exits"][1][0] == "crypto-exits:1"


def test_an_empty_case(case: Case, tmp_path: Path) -> None:
    cells = _cells(_written(case, tmp_path / "case.xlsx"))
    assert len(cells["transfers"]) == 1


def test_export(robbery: Case, tmp_path: Path) -> None:
    done = export(robbery.file, Choice(), "xlsx", tmp_path / "case.xlsx", lang="ru")
    assert done.files[0].size == (tmp_path / "case.xlsx").stat().st_size
    assert "обзор" in _cells(tmp_path / "case.xlsx")
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
