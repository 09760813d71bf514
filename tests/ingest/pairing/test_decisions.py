"""What a person decides of rows and clocks, and that taking it back leaves nothing behind."""

from __future__ import annotations

from io import StringIO
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner

from moneygraph.api import Case
from moneygraph.cli import main
from moneygraph.ingest.loading.decisions import Wanted
from moneygraph.report.terminal.status import print_decisions
from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import texts_of
from moneygraph.report.values.status import status
from moneygraph.store.errors import CallError
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.contents import contents_of

from .banks import HEADER, OURS, THEIRS, later, load, row, transfers

pytestmark = pytest.mark.turns

A, B, C = OURS[0], THEIRS[0], THEIRS[1]
#: A pair, and a debit and a credit that nothing pairs: they are five days apart.
DEBITS = [row(later(0), A, B, "500"), row(later(9000), A, B, "700"), row(later(9001), A, C, "5")]
CREDITS = [row(later(0.1), A, B, "500"), row(later(0), A, B, "700")]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files have the names of the rows in these tests."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def two(case: Case) -> Case:
    load(case, Path(), b722=DEBITS, b601=CREDITS)
    assert len(transfers(case)) == 4
    return case


def decide(case: Case, kind: str, *names: str, undo: bool = False) -> None:
    seconds = 3600 if kind == "clock" else None
    wanted = Wanted(kind, names, who="Есимова", why="письмо банка", seconds=seconds)
    case.decide(wanted, undo=undo)


DECISIONS = {
    "same": ("same", ["b722.csv:3", "b601.csv:3"], 3),
    "same, the credit first": ("same", ["b601.csv:3", "b722.csv:3"], 3),
    "not-same": ("not-same", ["b722.csv:2", "b601.csv:2"], 5),
    "undone": ("undone", ["b601.csv:3", "b722.csv:3"], 2),
    "clock": ("clock", ["601"], 4),
}


@pytest.mark.drawn
@pytest.mark.parametrize(("kind", "names", "count"), DECISIONS.values(), ids=DECISIONS)
def test_a_decision_is_followed_and_taken_back(
    kind: str, names: list[str], count: int, two: Case
) -> None:
    before = contents_of(two)
    decide(two, kind, *names)
    assert len(transfers(two)) == count
    assert contents_of(two) != before
    decide(two, kind, *names, undo=True)
    assert contents_of(two) == before
    assert status(two.con)["decisions"] == []


def test_what_is_joined_says_so(two: Case) -> None:
    decide(two, "same", "b722.csv:3", "b601.csv:3")
    assert ("joined by a person", 70_000, 70_000, "KZT") in transfers(two)
    ((score, ts, credit_ts),) = rows_of(
        two.con, "select score, ts::varchar, credit_ts::varchar from transfer where amount = 70000"
    )
    assert (score, ts, credit_ts) == (1, "2026-03-08 18:00:00", "2026-03-02 12:00:00")


def test_two_reports_of_one_bank_are_joined_as_repeats(case: Case) -> None:
    load(case, Path(), b722=DEBITS[:1], b722_again=[row(later(3), A, B, "500")])
    assert len(transfers(case)) == 2
    decide(case, "same", "b722.csv:2", "b722_again.csv:2")
    assert len(transfers(case)) == 1
    decide(case, "same", "b722.csv:2", "b722_again.csv:2", undo=True)
    assert len(transfers(case)) == 2


def test_a_decided_clock_moves_the_times(two: Case) -> None:
    decide(two, "clock", "601")
    assert rows_of(
        two.con, "select (credit_ts - ts)::varchar from transfer where amount = 50000"
    ) == [("-00:59:54",)]


def test_decisions_hold_in_any_order_of_loading(tmp_path: Path) -> None:
    files = {"b722": DEBITS, "b601": CREDITS, "b722_x": [row(later(5), A, C, "9")]}
    found = []
    for number, order in enumerate(permutations(files)):
        with Case.open(tmp_path / f"{number}.duckdb", create=True) as case:
            done = False
            for name in order:
                load(case, Path(), **{name: files[name]})
                if not done and {"b722", "b601"} <= {*order[: order.index(name) + 1]}:
                    decide(case, "same", "b722.csv:3", "b601.csv:3")
                    decide(case, "not-same", "b601.csv:2", "b722.csv:2")
                    done = True
            found.append(contents_of(case))
    assert all(one == found[0] for one in found)


@pytest.mark.parametrize(
    ("kind", "names", "wrong"),
    [
        ("same", ["b722.csv:9", "b601.csv:3"], "there is no row b722.csv:9"),
        ("same", ["\x1b[31mx", "b601.csv:3"], "there is no row \\x1b[31mx"),
        ("same", ["b722.csv:3", "b722.csv:3"], "is named twice"),
        ("same", ["b722.csv:4", "b601.csv:3"], "are of amounts too different"),
        ("undone", ["b722.csv:2", "b601.csv:3"], "are of amounts too different"),
        ("clock", ["999"], "no statement file of a bank 999"),
    ],
)
def test_what_cannot_be_decided(kind: str, names: list[str], wrong: str, two: Case) -> None:
    before = contents_of(two)
    with pytest.raises(CallError) as error:
        decide(two, kind, *names)
    assert wrong in str(error.value)
    assert contents_of(two) == before


def test_rows_without_a_common_account_are_not_joined(case: Case) -> None:
    load(case, Path(), b722=DEBITS[:1], b601=[row(later(0), THEIRS[2], THEIRS[3], "500")])
    with pytest.raises(CallError, match="no account in common"):
        decide(case, "same", "b722.csv:2", "b601.csv:2")


def test_what_was_not_decided_is_not_taken_back(two: Case) -> None:
    with pytest.raises(CallError, match="no such decision"):
        decide(two, "same", "b722.csv:3", "b601.csv:3", undo=True)


def test_nothing_is_decided_in_a_masked_case(two: Case) -> None:
    two.close()
    with Case.open(two.path, masked=True) as masked, pytest.raises(CallError, match="masked"):
        decide(masked, "clock", "601")


def test_status_lists_them_in_three_languages(two: Case) -> None:
    decide(two, "same", "b722.csv:3", "b601.csv:3")
    decide(two, "clock", "601")
    for lang, words in (
        ("en", ("b722.csv:3 and b601.csv:3 are one transfer", "Halyk Bank is 1 h ahead")),
        ("ru", ("один перевод", "впереди на 1 ч")),
        ("kk", ("бір аударым", "1 сағ озық")),
    ):
        shown = StringIO()
        print_decisions(Terminal(shown, 200), texts_of(lang), status(two.con, lang))
        text = " ".join(shown.getvalue().split())
        assert all(one in text for one in (*words, "Есимова", "письмо банка"))


def test_rows_of_sheets_are_named_by_their_sheet(case: Case) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for name, lines in (("one", DEBITS), ("two", [row(later(7), A, B, "800"), DEBITS[1]])):
        sheet = book.create_sheet(name)
        for line in (HEADER, *lines):
            sheet.append(line.split(","))
    del book["Sheet"]
    book.save("book.xlsx")
    case.load("book.xlsx", covers="bank:722")
    load(case, Path(), b601=CREDITS)
    choices = r"Choose: book.xlsx \[one\]:3, book.xlsx \[two\]:3"
    with pytest.raises(CallError, match=choices) as error:
        decide(case, "same", "book.xlsx:3", "b601.csv:3")
    assert "2 places" in str(error.value)
    decide(case, "same", "book.xlsx [two]:3", "b601.csv:3")
    assert status(case.con)["decisions"][0]["first"] == "book.xlsx [two]:3"


def test_the_commands(two: Case) -> None:
    path = str(two.path)
    two.close()

    def run(*args: str) -> str:
        done = CliRunner().invoke(main, [*args, "--case", path], prog_name="moneygraph")
        return f"{done.exit_code} {done.stdout}{done.stderr}"

    assert "Decided: b722.csv:3" in run("same", "b722.csv:3", "b601.csv:3", "--by", "A")
    assert "two transfers" in run("not-same", "b722.csv:2", "b601.csv:2", "--why", "told so")
    assert "7 min behind until 09 Mar 2026" in run("clock", "601", "-7m", "--until", "2026-03-09")
    assert "takes" not in run("undone", "b601.csv:3", "b722.csv:3", "--undo")
    assert "2 Usage" in run("clock", "601", "soon") and "no span" in run("clock", "601", "+15h")
    assert "told so" in run("status", "--json")
