"""The demo as messy as real banks, with a truth that knows the mess; and as tidy as it was."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.accuracy.mess import Counts, alike, interchanged, judge, line
from moneygraph.cli.root import main
from moneygraph.demo import KINDS, write_demo
from moneygraph.demo.ledger import lowest
from moneygraph.demo.manners import MESS
from moneygraph.demo.mess import make_mess
from moneygraph.demo.mess.books import MINUS, SIDE, make_books
from moneygraph.demo.mess.clock import Clock, clock_of
from moneygraph.demo.mess.naming import masked, spelt
from moneygraph.demo.mess.truth import TABLES
from moneygraph.demo.region import make_region
from moneygraph.demo.statements.answer import Side
from moneygraph.store.amounts import tiyn
from moneygraph.store.errors import CallError

from .conftest import Written

Rows = list[dict[str, str]]
#: SHA-256 of all files of a region as it was before there was any mess.
TIDY = {
    (3, 120, 10): "3cdcc4161a8d56c5b0884c5eb9d051ae9a542b2e7bb9fbc42d1ddc7320bed635",
    (7, 150, 9): "d9cebf7facc9bf51f58d32b8fd7f167ac1d9c684cd70efa97eef82edffbfa374",
}


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("messy")
    return Written(write_demo(folder, seed=7, people=500, rings=4, mess=KINDS))


def digest(folder: Path) -> str:
    files = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            files.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return files.hexdigest()


def halyk(written: Written, name: str = "halyk_601.csv") -> list[list[str]]:
    with (written.summary.exports / name).open(encoding="cp1251", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


@pytest.mark.parametrize(("seed", "people", "days"), TIDY)
def test_a_tidy_region_has_the_bytes_that_it_had(
    tmp_path: Path, seed: int, people: int, days: int
) -> None:
    write_demo(tmp_path, seed=seed, people=people, days=days)
    assert digest(tmp_path) == TIDY[seed, people, days]


def test_the_same_seed_makes_the_same_mess(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_demo(tmp_path / name, seed=3, people=120, days=10, mess=KINDS)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def test_a_tidy_region_over_a_messy_one_leaves_no_truth_of_it(tmp_path: Path) -> None:
    write_demo(tmp_path, seed=7, people=150, days=9, mess=KINDS)
    assert all((tmp_path / "truth" / f"{name}.csv").exists() for name in TABLES)
    write_demo(tmp_path, seed=7, people=150, days=9)
    assert digest(tmp_path) == TIDY[7, 150, 9]


def test_each_row_is_named_once(messy: Written) -> None:
    """A row tells of a transfer, was taken back or takes back, is a copy, or was declined."""
    named = [row[side] for row in messy.truth("rows") for side in ("debit_row", "credit_row")]
    named = [where for where in named if where]
    named += [where for row in messy.truth("undone") for where in (row["row"], row["undone_by"])]
    copies = [row["row"] for row in messy.truth("copies")]
    assert {row["copy_of"] for row in messy.truth("copies")} <= set(named)
    named += copies
    assert len(set(named)) == len(named)
    counts = Counter(where.rpartition(":")[0].partition(" [")[0] for where in named)
    files = dict(messy.summary.files)
    assert files.pop("kaspi_722_app.csv")
    assert counts == files


def test_rows_of_the_truth_are_the_rows_of_the_file(messy: Written) -> None:
    lines, moved = halyk(messy), {row["id"]: row for row in messy.truth("transfers")}
    fees = {row["transfer"]: tiyn(row["fee"]) or 0 for row in messy.truth("fees")}
    dollars = {row["transfer"]: row["usd"] for row in messy.truth("currency")}
    aliases = {row["written"]: row["account"] for row in messy.truth("aliases")}
    seen = 0
    for row in messy.truth("rows"):
        for side, column in (("debit_row", 5), ("credit_row", 4)):
            file, _, number = row[side].rpartition(":")
            if file != "halyk_601.csv" or moved[row["transfer"]]["kind"] == "conversion":
                continue
            cells, true = lines[int(number) - 1], moved[row["transfer"]]
            amount = (tiyn(true["amount"]) or 0) + fees.get(row["transfer"], 0) * (column == 5)
            if column == 5 and row["transfer"] in dollars:
                assert (cells[1], tiyn(cells[5])) == ("USD", tiyn(dollars[row["transfer"]]))
            else:
                assert tiyn(cells[column]) == amount
            own = cells[11] if column == 5 else cells[16]
            other = "from_account" if column == 5 else "to_account"
            assert aliases.get(own, own) in {true[other], ""}
            seen += 1
    assert seen > 1000


def test_what_was_taken_back_is_shown_with_a_minus_or_on_the_other_side(messy: Written) -> None:
    lines, shown = halyk(messy), Counter[str]()
    for row in messy.truth("undone"):
        if not row["row"].startswith("halyk_601.csv:"):
            continue
        paid, back = (
            lines[int(where.rpartition(":")[2]) - 1] for where in (row["row"], row["undone_by"])
        )
        assert paid[2] != back[2] == "Сторно"
        assert paid[7:17] == back[7:17]
        assert abs(tiyn(back[6]) or 0) == tiyn(paid[6])
        shown["minus" if back[5].startswith("-") else "side"] += 1
        assert bool(back[4]) != bool(back[5])
    assert set(shown) == {"minus", "side"}


def test_the_clock_of_halyk_jumps_back(messy: Written) -> None:
    lines, moved = halyk(messy), {row["id"]: row for row in messy.truth("transfers")}
    (clock,) = (row for row in messy.truth("clocks") if row["bank"] == "601")
    ahead = set()
    for row in messy.truth("rows"):
        if not row["debit_row"].startswith("halyk_601.csv:"):
            continue
        cells = lines[int(row["debit_row"].rpartition(":")[2]) - 1]
        written = datetime.strptime(cells[0], "%d.%m.%Y %H:%M:%S")
        true = datetime.fromisoformat(moved[row["transfer"]]["ts"])
        early = (true - datetime(2025, 9, 1)).days < int(clock["before_day"])
        ahead.add((early, int((written - true).total_seconds())))
    skew, jump = int(clock["ahead_s"]), int(clock["jump_s"])
    assert ahead == {(True, skew + jump), (False, skew)}


def test_money_sent_back_ends_with_the_victim(messy: Written) -> None:
    ends = messy.truth("ends")
    back = [row for row in ends if row["end"] == "returned"]
    assert back
    assert sum(tiyn(row["amount"]) or 0 for row in ends) == messy.summary.stolen
    moved = {row["id"]: row for row in messy.truth("transfers")}
    owner = {row["number"]: row["owner"] for row in messy.truth("accounts")}
    for row in messy.truth("reversals"):
        one, other = moved[row["transfer"]], moved[row["reverses"]]
        assert (one["to_account"], one["from_account"]) != ("", "")
        assert owner[one["to_account"]] == owner[other["from_account"]]
        assert other["ts"] < one["ts"]
    assert {owner[row["account"]] for row in back} == {row["victim"] for row in back}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_pays_what_it_does_not_have(seed: int) -> None:
    mess = make_mess(make_region(seed, 300, 2, 20), seed, frozenset(KINDS))
    moved, accounts = mess.region.transfers, len(mess.region.world.accounts)
    spent = replace(mess.region, transfers=moved.copy()).transfers
    spent["amount"] += mess.fees
    assert mess.fees.any()
    assert mess.cents.any()
    assert (mess.region.opening + lowest(moved, accounts) >= 0).all()
    assert moved.size == make_books(mess)["id"].max() + 1
    assert (np.diff(moved["ts"]) >= 0).all()
    assert (spent["amount"] >= moved["amount"]).all()


@pytest.mark.parametrize("kind", ["clocks", "holds", "batch", "spellings", "masked", "copies"])
def test_a_kind_that_only_books_differently_moves_no_other_money(kind: str) -> None:
    region = make_region(5, 150, 1, 10)
    mess = make_mess(region, 5, frozenset([kind]))
    assert (mess.region.transfers == region.transfers).all()
    assert (mess.region.opening == region.opening).all()
    books = make_books(mess)
    assert not np.isin(books["form"], [MINUS, SIDE]).any()
    changed = bool((books["credit_ts"] != region.transfers["credit_ts"]).any())
    assert changed == (kind == "holds")
    assert bool(books["batch"].any()) == (kind == "batch")


def test_the_night_batch_has_the_last_second_of_the_day(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_demo(tmp_path, seed=3, people=120, days=10, mess=["batch", "clocks"])
    book = load_workbook(tmp_path / "exports" / "centercredit_856.xlsx", read_only=True)
    times = Counter(
        f"{row[0]:%H:%M:%S}"
        for row in book["Входящие операции"].iter_rows(4, values_only=True)
        if isinstance(row[0], datetime)
    )
    assert times["23:59:59"] > 20


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("blanks", "KZ54 7220 0000 0000 2001"),
        ("dashes", "KZ54-7220-0000-0000-2001"),
        ("lower", "kz547220000000002001"),
        ("cyrillic", "КZ547220000000002001"),
        ("'{}", "'KZ547220000000002001"),
        ("ИИК {}", "ИИК KZ547220000000002001"),
        ("{}/KZT", "KZ547220000000002001/KZT"),
    ],
)
def test_spellings(form: str, shown: str) -> None:
    assert form in MESS["spellings"]["forms"]
    assert spelt("KZ547220000000002001", form) == shown


def test_masked_payees_show_a_part() -> None:
    side = Side("Ахметов Ерлан Болатұлы", "900101300010", True, "", "KZ547220000000002001", False)
    assert masked(side, 4321, card=False)[:2] == ("Ерлан А.", "")
    assert masked(side, 4321, card=False).number == "+7 7** *** 43 21"
    assert masked(side, 4321, card=True).number == "4400 43** **** 4321"


def test_clocks() -> None:
    day = 86_400
    times = np.array([0, 14 * day - 1, 14 * day])
    assert (Clock(5).shown(times) == times + 5).all()
    assert (clock_of("601", 5, True).shown(times) - times).tolist() == [3605, 3605, 5]
    assert clock_of("601", 5, False) == clock_of("722", 5, True) == Clock(5)


def test_an_unknown_kind_is_named(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="rain"):
        write_demo(tmp_path, people=60, days=7, rings=0, mess=["rain"])


def test_kinds_are_chosen_by_options(tmp_path: Path) -> None:
    size = ["--people", "60", "--days", "7", "--rings", "0"]
    for name, options in (("all", []), ("one", ["--mess", "copies"]), ("none", ["--tidy"])):
        call = ["demo", str(tmp_path / name), *size, *options]
        assert CliRunner().invoke(main, call).exit_code == 0
    files = {path.name for path in (tmp_path / "all" / "exports").iterdir()}
    assert {"kaspi_722_app.csv", "vtb_432_again.csv", "home_credit_886_again.xlsx"} <= files
    assert "copies" in (tmp_path / "one" / "README.txt").read_text()
    assert not (tmp_path / "none" / "truth" / "rows.csv").exists()


@pytest.mark.rare
def test_the_judge_compares_with_the_truth() -> None:
    """Copies are joined, so that nothing of a small region is lost."""
    counts = judge(3, 120, "copies")
    assert counts.transfers_off <= 0.01 * counts.transfers_true
    assert counts.pairs_right >= 0.95 * counts.pairs_true > 100
    assert counts.rejected == counts.undone_true == 0


def test_equal_payments_on_the_way_at_once_are_not_told_apart(tmp_path: Path) -> None:
    times = (("09:00:00", "09:00:20"), ("09:00:50", "09:01:00"), ("11:00:00", "11:00:10"))
    days = [[f"2025-09-01T{time}" for time in both] for both in times]
    rows = [
        {
            "transfer": str(at),
            "debit_row": f"a:{at}",
            "credit_row": f"b:{at}",
            "debit_ts": left,
            "credit_ts": came,
        }
        for at, (left, came) in enumerate(days)
    ]
    lines = ["id,from_account,to_account,amount", *(f"{at},X,Y,200.00" for at in range(3))]
    (tmp_path / "transfers.csv").write_text("\n".join(lines))
    found = alike(tmp_path, rows)
    assert found["a:0"] == found["b:1"] == found["b:0"]
    assert found["a:2"] == found["b:2"] != found["a:1"]


def test_of_two_equal_payments_either_may_be_the_one_taken_back(tmp_path: Path) -> None:
    moved = ["id,from_account,to_account,amount", "1,X,Y,200.00", "2,X,Z,200.00", "3,X,Y,200.00"]
    (tmp_path / "transfers.csv").write_text("\n".join(moved))
    (tmp_path / "undone.csv").write_text("row,undone_by,like\na:9,a:10,3\n")
    rows = [{"transfer": str(at), "debit_row": f"a:{at}"} for at in (1, 2, 3)]
    assert interchanged(tmp_path, rows, {("a:1", "a:10")}) == {"a:1": "a:9", "a:9": "a:1"}
    for wrong in (("a:2", "a:10"), ("a:1", "a:11"), ("a:9", "a:10")):
        assert not interchanged(tmp_path, rows, {wrong})


def test_the_table_marks_what_falls_short() -> None:
    good = Counts(1000, 1000, 0, 100, 100, 100, 50, 50, 50, 0, 100, 1, 0)
    assert "*" not in line("good", good)
    for wrong in ({"transfers_off": 3}, {"pairs_right": 99}, {"undone_found": 60}):
        assert "*" in line("bad", replace(good, **wrong))
    assert "*" not in line("bounds", replace(good, off=50))
    assert "*" in line("bounds", replace(good, off=50, outside=5))
