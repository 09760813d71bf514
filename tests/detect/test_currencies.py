"""A case of several currencies: amounts count in the main one, by what the case shows of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.detect.counted import counted
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.queries import find, read_queries
from moneygraph.detect.queries.execute import defaults_of
from moneygraph.detect.queries.prepared import prepare
from moneygraph.detect.worth import make_worth, read_worths
from moneygraph.store.data import OURS
from moneygraph.store.sqltext import rows_of
from tests.cli.conftest import Run, run
from tests.export.neo4j.lively import PEOPLE, lively_case, mark_own, random_values, with_refunds
from tests.laws import laws
from tests.small_case import Move, SmallCase, at, case_of, empty_tables, fill, say_made

__all__ = ["run"]  # a fixture

#: Tiyn for a cent; what the exchange between P and Q shows.
RATE = 500


def in_tenge(case: SmallCase) -> SmallCase:
    """Return a case all of whose money is tenge, divisible by the rate, and that exchanges once."""
    moves = [
        replace(one, amount=one.amount * RATE, currency="KZT", to_amount=None, to_currency=None)
        for one in case.moves
    ]
    more = [Move(at(day=9), "P", "Q", 100 * RATE)]
    more += [Move(at(minute, day=20), "P", "R", RATE) for minute in range(len(moves) + 5)]
    return replace(case, moves=[*moves, *more])


def with_dollars(case: SmallCase, holding: set[str]) -> SmallCase:
    """Return the case with the money of some accounts in dollars."""
    moves = case.transfers

    def side(account: str, amount: int) -> tuple[int, str]:
        return (amount // RATE, "USD") if account in holding else (amount, "KZT")

    changed = []
    for one in case.moves:
        amount, currency = side(one.sender, one.amount)
        to_amount, to_currency = side(one.receiver, one.credited)
        changed.append(
            replace(
                one, amount=amount, currency=currency, to_amount=to_amount, to_currency=to_currency
            )
        )
    refunds = [(back, paid, side(moves[paid].sender, part)[0]) for back, paid, part in case.refunds]
    return replace(case, moves=changed, refunds=refunds)


def findings(case: SmallCase, seed: int) -> dict[str, Any]:
    """Return features, stolen money and findings of what counts in one currency."""
    chance = Random(seed)
    with empty_tables() as con:
        fill(con, case)
        mark_own(con)
        say_made(con, "trader")
        ensure_findings(case_of(con))
        found: dict[str, Any] = {"measure": sorted(rows_of(con, "from measure"))}
        with counted(con, converted=True):
            for table in ("stolen", "hop", "received_transfer"):
                amount = "*" if table != "received_transfer" else "id, amount, to_amount"
                found[table] = sorted(rows_of(con, f"select {amount} from {table}"))
        for query in read_queries(OURS).values():
            if not query.is_converted:
                continue
            drawn = random_values(query, chance) if query.step is None else {}
            values = {
                name: value * RATE if query.params[name].unit == "money" else value
                for name, value in drawn.items()
            }
            prepare(con, OURS, query, {**defaults_of(query), **values})
            found[query.name] = find(con, query, values, min_score=0).rows
        return found


@laws(20)
@given(seed=st.integers(0, 1 << 32), holding=st.sets(st.sampled_from(PEOPLE)))
def test_money_in_another_currency_gives_the_same_findings(seed: int, holding: set[str]) -> None:
    chance = Random(seed)
    refunded, _, _ = with_refunds(lively_case(chance), chance)
    case = in_tenge(refunded)
    case = replace(case, refunds=[(b, e, part * RATE) for b, e, part in case.refunds])
    found = findings(with_dollars(case, {*holding, "Q"}), seed)
    wanted = findings(case, seed)
    assert any(wanted.values())
    for name, rows in wanted.items():
        assert found[name] == rows, name


SAMPLES = Path(__file__).parent / "queries"
#: An exchange at 500 tenge a dollar.
EXCHANGE = {
    "ts": "2026-03-01 08:00:00", "from_account": "BUREAU-1", "to_account": "BUREAU-2",
    "amount": "500.00", "currency": "KZT", "to_amount": "1.00", "to_currency": "USD",
}  # fmt: skip


def rewritten(name: str, payers: set[str]) -> str:
    """Return a query's sample with what some accounts pay in dollars, at 500 tenge each."""
    with (SAMPLES / f"{name}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["from_account"] in payers:
            row |= {"amount": str(Decimal(row["amount"]) / 500), "currency": "USD"}
    return written([*rows, EXCHANGE])


def written(rows: Sequence[Mapping[str, str]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def row_of(ts: str, payer: str, payee: str, amount: str, currency: str) -> dict[str, str]:
    return {
        "ts": ts, "from_account": payer, "to_account": payee, "amount": amount,
        "currency": currency,
    }  # fmt: skip


def loaded(case: Case, folder: Path, *texts: str) -> Case:
    for number, text in enumerate(texts):
        (folder / f"{number}.csv").write_text(text)
        case.load(folder / f"{number}.csv", covers="all")
    return case


IN_DOLLARS = {"DEPOSIT-5", "YES-5", "MULE-3", "MULE-15"}


def test_a_victim_whose_deposit_is_in_dollars_is_found(case: Case, tmp_path: Path) -> None:
    loaded(case, tmp_path, rewritten("victims", IN_DOLLARS))
    found = case.find("victims")
    (victim,) = [row for row in found.rows if row["owner"] == "900103300028"]
    assert (victim["lost"], victim["kinds"]) == (400_000_000, ["savings", "joint"])
    (worth,) = found.worths
    assert (worth.currency, worth.main, worth.each, worth.basis, worth.times) == (
        "USD", "KZT", "500.00", "exchanges", 1,
    )  # fmt: skip


@pytest.mark.parametrize(("least", "lost"), [("4000000", [400_000_000]), ("4000001", [])])
def test_thresholds_are_compared_with_what_dollars_count_as(
    case: Case, tmp_path: Path, least: str, lost: list[int]
) -> None:
    """The 8,000 dollars that left count as four million tenge, and no tiyn more."""
    loaded(case, tmp_path, rewritten("victims", IN_DOLLARS))
    rows = case.find("victims", min_score=0, min_amount=least).rows
    assert [row["lost"] for row in rows if row["owner"] == "900103300028"] == lost


def test_a_dropper_paid_in_dollars_is_found(case: Case, tmp_path: Path) -> None:
    loaded(case, tmp_path, rewritten("droppers", {"STRANGER-1", "STRANGER-2", "YES-4"}))
    (row,) = [row for row in case.find("droppers").rows if row["account"] == "YES-4"]
    assert (row["received"], row["passed_on"], row["senders"]) == (70_000_000, 69_000_000, 2)


def test_money_of_which_nothing_is_known_counts_as_nothing(case: Case, tmp_path: Path) -> None:
    text = rewritten("droppers", {"STRANGER-1", "STRANGER-2", "YES-4"})
    loaded(case, tmp_path, text.replace(",USD", ",XAU").replace("1.00,XAU", "1.00,USD"))
    found = case.find("droppers", min_score=0)
    assert "YES-4" not in {row["account"] for row in found.rows}
    assert [(one.currency, one.basis, one.each) for one in found.worths] == [
        ("USD", "exchanges", "500.00"),
        ("XAU", "nothing", "0.00"),
    ]


def test_findings_do_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    one = rewritten("droppers", {"STRANGER-1", "STRANGER-2", "YES-4"})
    more = row_of("2026-03-07 08:00:00", "W", "E", "49000", "KZT")
    other = written([more | {"to_amount": "98", "to_currency": "USD"}])
    found = []
    for order in ((one, other), (other, one)):
        folder = tmp_path / str(len(found))
        folder.mkdir()
        with Case.open(folder / "case.duckdb", create=True) as case:
            loaded(case, folder, *order)
            answers = [case.find(name, min_score=0) for name in ("droppers", "crypto-exits")]
            found.append([(answer.rows, answer.worths) for answer in answers])
    assert found[0] == found[1]
    assert found[0][0][0]


def test_nothing_is_converted_in_a_case_of_one_currency(case: Case, tmp_path: Path) -> None:
    case.load(SAMPLES / "droppers.csv", covers="all")
    assert case.find("droppers").worths == ()
    with case.file.scratch() as file:
        ensure_findings(file)
        with counted(file.con, converted=True):
            hiding = (
                "select count(*) from duckdb_views() where temporary and view_name = 'transfer'"
            )
            assert rows_of(file.con, hiding) == [(0,)]


def worths(*moves: Move, stated: Sequence[tuple[str, int, int]] = ()) -> dict[str, Any]:
    """Return rate, basis and times of each currency; `stated`: currency, amount, tenge in tiyn."""
    with empty_tables() as con:
        fill(con, SmallCase(moves=list(moves)))
        for number, (code, amount, tenge) in enumerate(stated):
            con.execute(
                "insert into row_base (id, amount, currency) values (?, ?, ?)",
                [number, amount, code],
            )
            con.execute("insert into row_value values (?, ?)", [number, tenge])
        make_worth(con, OURS)
        found = {one.currency: (one.each, one.basis, one.times) for one in read_worths(con)}
        codes = {code for move in moves for code in (move.currency, move.to_currency)}
        main = "KZT" if "KZT" in codes else moves[0].currency
        assert {one.main for one in read_worths(con)} <= {main}
        return found


def paid(amount: int, currency: str, to_amount: int | None = None, to: str | None = None) -> Move:
    return Move(at(), "A", "B", amount, currency, to_amount=to_amount, to_currency=to)


TENGE = [paid(100, "KZT")] * 5


def test_exchanges_come_before_statements_and_these_before_the_table() -> None:
    dollars = paid(100, "USD")
    exchanges = [paid(rate * 100, "KZT", 100, "USD") for rate in (480, 490, 510, 520)]
    stated = [("USD", 100, 45_000), ("USD", 200, 92_000), ("USD", 100, 47_000)]
    assert worths(*TENGE, dollars) == {"USD": ("410.00", "table", 0)}
    assert worths(*TENGE, dollars, stated=stated) == {"USD": ("460.00", "statements", 3)}
    # of an even number the lower one of the middle two: one that was paid
    assert worths(*TENGE, *exchanges, stated=stated) == {"USD": ("490.00", "exchanges", 4)}


def test_an_exchange_beyond_what_is_possible_counts_for_nothing() -> None:
    wrong = [paid(100, "KZT", 100, "USD"), paid(100_000, "USD", 100, "KZT")]
    assert worths(*TENGE, *wrong) == {"USD": ("410.00", "table", 0)}
    assert worths(*TENGE, paid(1, "USD"), stated=[("USD", 100, 100)])["USD"][1] == "table"


def test_a_currency_may_have_other_decimals_and_the_main_one_may_be_another() -> None:
    assert worths(*TENGE, paid(10**8, "BTC")) == {"BTC": ("45020000.00", "table", 0)}
    exchange = paid(40_000_000 * 100, "KZT", 10**8, "BTC")
    assert worths(*TENGE, exchange) == {"BTC": ("40000000.00", "exchanges", 1)}
    dollars = [paid(100, "USD")] * 5
    assert worths(*dollars, paid(100, "EUR"))["EUR"] == ("1.15", "table", 0)
    assert worths(*dollars, paid(120, "USD", 100, "EUR"))["EUR"][:2] == ("1.20", "exchanges")
    assert worths(*dollars, paid(100, "XAU")) == {"XAU": ("0.00", "nothing", 0)}


def test_tenge_are_the_main_currency_wherever_there_are_any() -> None:
    dollars = [paid(100, "USD")] * 5
    assert worths(*dollars, paid(100, "KZT")) == {"USD": ("410.00", "table", 0)}
    assert worths(*dollars, paid(100, "USD", 49_000, "KZT"))["USD"][:2] == ("490.00", "exchanges")


def test_what_would_not_fit_into_a_sum_counts_as_nothing() -> None:
    assert worths(*TENGE, paid(1 << 59, "USD")) == {"USD": ("0.00", "nothing", 0)}
    assert worths(*TENGE, paid(1 << 50, "USD")) == {"USD": ("410.00", "table", 0)}


def test_hops_of_a_transfer_add_up_to_no_more_than_it(case: Case, tmp_path: Path) -> None:
    rows = [row_of(f"2026-03-{day:02d} 08:00:00", "P", "Q", "3", "KZT") for day in range(1, 20)]
    rows += [row_of("2026-03-01 09:00:00", "A", "B", "1.00", "UZS")]
    rows += [row_of(f"2026-03-01 10:00:0{n}", "B", f"C{n}", "0.10", "UZS") for n in range(9)]
    loaded(case, tmp_path, written(rows))
    with case.file.scratch() as file:
        ensure_findings(file)
        with counted(file.con, converted=True):
            ((whole, parts),) = rows_of(
                file.con,
                "select any_value(t.to_amount), sum(h.amount)::bigint from hop as h"
                " join transfer as t on t.id = h.in_transfer where t.to_amount < 100",
            )
            assert (whole, parts) == (7, 6)  # of 6.5 and 5.85 tiyn


def test_it_is_said_once_in_each_language(run: Run, tmp_path: Path) -> None:
    text = rewritten("droppers", {"STRANGER-1", "STRANGER-2", "YES-4"})
    (tmp_path / "a.csv").write_text(text)
    assert run("load", str(tmp_path / "a.csv"), "--covers", "all").exit_code == 0
    said = {
        "en": "Amounts in USD count at 500.00 KZT each, by 1 exchange in the case.",
        "ru": "Суммы в USD считаются по 500,00 KZT за единицу: так показывают 1 обмен в деле.",
        "kk": "USD сомаларының бірлігі 500,00 KZT деп есептеледі: істегі 1 айырбас"
        " осыны көрсетеді.",
    }
    for lang, sentence in said.items():
        shown = run("--lang", lang, "find", "droppers", "victims").stdout
        assert " ".join(shown.split()).count(sentence) == 1, shown
    answer = run("find", "droppers", "structuring", "--json")
    assert answer.stderr.strip() == said["en"]
    worth = {"currency": "USD", "each": "500.00", "in": "KZT", "by": "exchanges", "times": 1}
    rows = json.loads(answer.stdout)["droppers"]
    assert rows
    assert all(row["worths"] == [worth] for row in rows)
