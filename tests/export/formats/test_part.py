"""What a choice chooses, against a naive oracle, and that every format holds just that."""

from __future__ import annotations

import json

import duckdb
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.casework.trace import TraceOptions
from moneygraph.export.formats.part import Choice, Part, choose
from moneygraph.store.errors import CallError, UnknownStart
from moneygraph.store.schema import TERMINALS
from tests.laws import laws
from tests.small_case import NUMBERS, SmallCase, case_of, cases, empty_tables, fill, say_made

from .conftest import VICTIM

CON = empty_tables()


def opened(small: SmallCase) -> Case:
    """Return an open case, in memory; who trades is given and not inferred."""
    CON.execute("delete from meta").fetchall()
    say_made(CON, "trader")
    return Case(case_of(fill(CON, small)))


def chosen(case: Case) -> tuple[list[int], set[str]]:
    """Return the part's transfers, as often as they stand there, and its accounts."""
    ids = case.con.execute("select id from shown_transfer order by id").fetchall()
    numbers = case.con.execute("select number from shown_account").fetchall()
    assert len(numbers) == len(set(numbers))
    return [one for (one,) in ids], {number for (number,) in numbers}


def naive_near(small: SmallCase, around: str, hops: int) -> set[str]:
    near = {around}
    edge = {around}
    for depth in range(hops):
        open_ends = {a for a in edge if not depth or small.kinds.get(a) not in TERMINALS}
        beyond = {m.receiver for m in small.moves if m.sender in open_ends}
        beyond |= {m.sender for m in small.moves if m.receiver in open_ends}
        edge = beyond - near
        near |= beyond
    return near


@laws(15)
@given(cases(), st.sampled_from(NUMBERS), st.integers(0, 4))
def test_around(small: SmallCase, around: str, hops: int) -> None:
    case = opened(small)
    if around not in small.accounts:
        with pytest.raises(UnknownStart):
            choose(case.file, Choice(around=around, hops=hops))
        return
    part = choose(case.file, Choice(around=around, hops=hops))
    ids, numbers = chosen(case)
    assert numbers == naive_near(small, around, hops)
    inside = [
        one for one, m in small.transfers.items() if m.sender in numbers and m.receiver in numbers
    ]
    assert ids == inside
    assert (part.transfers, part.accounts) == (len(ids), len(numbers))


@laws(10)
@given(cases(), st.sampled_from(NUMBERS), st.sampled_from(["lifo", "fifo", "pro-rata", "poison"]))
def test_trace_and_what_is_beside_it(small: SmallCase, start: str, rule: str) -> None:
    case = opened(small)
    asked = TraceOptions((start,), currency="KZT")
    left = {m.currency for m in small.moves if m.sender == start != m.receiver and m.amount}
    if start not in small.accounts or (left and "KZT" not in left):
        return
    trace = case.trace(start, rule=rule, currency="KZT")
    expected = trace.through or {one: met.traced for one, met in trace.transfers.items()}
    if not expected:
        with pytest.raises(CallError, match="nothing is chosen"):
            choose(case.file, Choice(trace=asked, rule=rule))
        return
    choose(case.file, Choice(trace=asked, rule=rule))
    ids, numbers = chosen(case)
    assert ids == sorted(expected)
    moves = [small.transfers[one] for one in ids]
    assert numbers == {side for m in moves for side in (m.sender, m.receiver)}
    traced = case.con.execute("select id, traced, traced_currency from shown_transfer").fetchall()
    assert {one: amount for one, amount, _ in traced} == expected
    assert {currency for *_, currency in traced} == {"KZT"}


@laws(8)
@given(cases(exchange=True))
def test_every_format_holds_each_transfer_once(
    tmp_path_factory: pytest.TempPathFactory, small: SmallCase
) -> None:
    case = opened(small)
    folder = tmp_path_factory.mktemp("all")
    amounts = {one: m.amount for one, m in small.transfers.items()}
    for name in ("ftm", "graphml", "gexf", "i2", "csv"):
        case.export(name, folder / name)
    lines = [json.loads(line) for line in (folder / "ftm").read_text().splitlines()]
    payments = [one["properties"] for one in lines if one["schema"] == "Payment"]
    assert [minor(p["amount"][0]) for p in payments] == list(amounts.values())
    graph = nx.read_graphml(folder / "graphml", force_multigraph=True)
    edges = {int(key): data["amount_minor"] for *_, key, data in graph.edges(keys=True, data=True)}
    assert edges == amounts and set(graph) == set(small.accounts)
    gexf = (folder / "gexf").read_text()
    assert gexf.count("<edge ") == len(amounts) and gexf.count("<node ") == len(small.accounts)
    for table in ("csv", "i2/links.csv"):
        read = duckdb.connect().read_csv(str(folder / table), all_varchar=True)
        assert [minor(row[0]) for row in read.project("amount").fetchall()] == [*amounts.values()]


def minor(text: str) -> int:
    whole, _, rest = text.partition(".")
    assert len(rest) == 2
    return int(whole + rest)


def test_findings(robbery: Case) -> None:
    rows = robbery.find("mule-chains").rows or pytest.fail("nothing to choose from")
    part = choose(robbery.file, Choice(findings=("mule-chains:1",)))
    ids, numbers = chosen(robbery)
    assert ids == rows[0]["transfers"]
    assert numbers >= set(rows[0]["accounts"])
    assert part.findings["mule-chains"].rows == rows[:1]
    found = robbery.con.execute("select query, place, transfers from shown_finding").fetchall()
    assert found == [("mule-chains", 1, ids)]
    choose(robbery.file, Choice(findings=("mule-chains", "loan-then-transfer", "mule-chains:1")))
    both = {one for query in ("mule-chains", "loan-then-transfer") for row in
            robbery.find(query).rows for one in row["transfers"]}  # fmt: skip
    assert chosen(robbery)[0] == sorted(both)


def test_several_choices_together(robbery: Case) -> None:
    parts: list[tuple[Part, set[int]]] = []
    trace = TraceOptions((VICTIM,))
    for choice in (
        Choice(around="KZ257220000000000001"),
        Choice(trace=trace),
        Choice(around="KZ257220000000000001", trace=trace),
    ):
        parts.append((choose(robbery.file, choice), set(chosen(robbery)[0])))
    assert parts[2][1] == parts[0][1] | parts[1][1]
    assert parts[2][0].currency == "KZT"


def test_an_owner_has_all_of_his_accounts(robbery: Case) -> None:
    choose(robbery.file, Choice(around="900101300116", hops=0))
    assert chosen(robbery)[1] == {VICTIM}
