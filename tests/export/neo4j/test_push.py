"""The graph after a push is what is in the case, however it was pushed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.casework.trace import TraceOptions
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.queries import read_queries
from moneygraph.export.formats.part import Choice
from moneygraph.export.neo4j import Graph, push_case
from moneygraph.export.neo4j.stages import STAGES
from moneygraph.store.data import OURS
from moneygraph.store.sqltext import rows_of
from tests.cli.conftest import Run, parsed
from tests.ingest.pairing import banks
from tests.neo4j_server.server import Server

from .conftest import beside, dump

pytestmark = pytest.mark.turns(of="neo4j")


@pytest.fixture
def small(loaded_case: Path, tmp_path: Path) -> Iterator[Case]:
    path = tmp_path / "small.duckdb"
    shutil.copy(loaded_case, path)
    with Case.open(path) as case:
        ensure_findings(case.file)
        yield case


def test_all_of_a_case_arrives_exactly(region: Case, graph: Graph, neo4j_database: Server) -> None:
    neo4j_database.drop_constraints()
    pushed = region.push(graph, lang="ru")
    assert [one for (one,) in graph.read("show constraints yield name return name")] == [
        f"moneygraph_{name}"
        for name in (
            *("account_id", "account_number", "case", "link_id", "owner_id", "transfer_id"),
            "undone_id",
        )
    ]
    assert pushed.written == pushed.there == _counts(region)
    _check_transfers(region, graph)
    _check_hops(region, graph)
    _check_accounts(region, graph)
    _check_owners_and_links(region, graph)
    _check_findings(region, graph)
    before = dump(graph)
    again = region.push(graph, lang="ru")
    assert set(again.written.values()) == {0}
    assert again.there == pushed.there
    assert dump(graph) == before


def test_others_read_while_it_pushes(
    call: Run, loaded_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where findings have to be made and kept first."""
    path = tmp_path / "case.duckdb"
    shutil.copy(loaded_case, path)
    read: list[subprocess.CompletedProcess[str]] = []

    def progress(*_: object) -> None:
        if not read:
            command = [sys.executable, "-m", "moneygraph", "--case", str(path), "find"]
            read.append(subprocess.run(command, capture_output=True, text=True, check=False))

    monkeypatch.setattr("moneygraph.cli.neo4j.progress_bar", lambda: nullcontext(progress))
    result = call("neo4j", "push")
    assert result.exit_code == 0, result.output
    assert [(done.returncode, done.stderr) for done in read] == [(0, "")]


def _check_transfers(region: Case, graph: Graph) -> None:
    rows = rows_of(
        region.con,
        "select t.id, f.number, g.number, t.ts, t.credit_ts, t.day_only, t.amount,"
        " t.currency::varchar, t.to_amount, t.to_currency::varchar, t.kind::varchar, t.own"
        " from transfer as t join account as f on f.id = t.from_account"
        " join account as g on g.id = t.to_account order by t.id",
    )
    found = graph.read(
        "match (f:Account)-[:SENT]->(t:Transfer)-[:TO]->(g:Account)"
        " return t.id, f.number, g.number, t.ts, t.credit_ts, t.day_only, t.amount, t.currency,"
        " t.to_amount, t.to_currency, t.kind, t.own order by t.id"
    )
    native = [tuple(_native(one) for one in row) for row in found]
    assert native == rows


def _check_hops(region: Case, graph: Graph) -> None:
    rows = rows_of(region.con, "select * from hop_lifo order by in_transfer, in_offset")
    found = graph.read(
        "match (i:Transfer)-[h:HOP]->(o:Transfer) return i.id, o.id, h.account, h.amount,"
        " h.dwell_s, h.in_offset, h.out_offset order by i.id, h.in_offset"
    )
    assert found == rows
    [(paths,)] = graph.read(
        "match (i:Transfer)-[h:HOP]->(o:Transfer) where not exists {"
        " (i)-[:TO]->(:Account {id: h.account})-[:SENT]->(o) } return count(*)"
    )
    assert paths == 0


def _check_accounts(region: Case, graph: Graph) -> None:
    accounts = "number, bank, owner, name, kind, covered_from, covered_to"
    rows = rows_of(region.con, f"select id, {accounts} from account order by id")
    columns = ", ".join(f"a.{name.strip()}" for name in accounts.split(","))
    found = graph.read(f"match (a:Account) return a.id, {columns} order by a.id")
    assert [tuple(_native(one) for one in row) for row in found] == rows
    terminals = rows_of(
        region.con,
        "select count(*) from account where kind in"
        " ('exchange', 'cash', 'merchant', 'loan desk', 'abroad', 'state')",
    )
    assert graph.read("match (a:Terminal) where a.terminal return count(a)") == terminals
    traders = rows_of(region.con, "select count(*) from trader")
    assert graph.read("match (a:Account {p2p: true}) return count(a)") == traders


def _check_owners_and_links(region: Case, graph: Graph) -> None:
    owned = "select owner, id from account where owner is not null order by owner, id"
    assert graph.read(
        "match (o:Owner)-[:OWNS]->(a) return o.id, a.id order by o.id, a.id"
    ) == rows_of(region.con, owned)
    linked = (
        "select distinct l.kind, l.value, l.account from link as l"
        " where account in (select id from account) order by all"
    )
    assert graph.read(
        "match (a:Account)-[:LINKED]->(l:Link) return l.kind, l.value, a.id"
        " order by l.kind, l.value, a.id"
    ) == rows_of(region.con, linked)


def _check_findings(region: Case, graph: Graph) -> None:
    for name, label, key in (
        ("droppers", "Account {number: $key}", "account"),
        ("crypto-exits", "Account {number: $key}", "account"),
        ("loan-then-transfer", "Owner {id: $key}", "owner"),
    ):
        prefix = name.replace("-", "_")
        rows = region.find(name).rows
        assert rows
        for row in rows:
            [(found,)] = graph.read(f"match (n:{label}) return properties(n)", key=row[key])
            assert found[f"{prefix}_score"] == row["score"]
            assert all(found[f"{prefix}_{i}"] == v for i, v in row["indicators"].items())
            assert found[f"{prefix}_why"]
        assert graph.read(f"match (n) where n.{prefix}_score is not null return count(n)") == [
            (len(rows),)
        ]
    best: dict[int, float] = {}
    for row in region.find("mule-chains").rows:
        for transfer in row["transfers"]:
            best[transfer] = max(best.get(transfer, 0), row["score"])
    found = graph.read(
        "match (t:Transfer) where t.mule_chains_score is not null return t.id, t.mule_chains_score"
    )
    assert dict(found) == best  # type: ignore[arg-type]


def test_findings_that_are_no_more_are_taken_away(
    region: Case, graph: Graph, tmp_path: Path
) -> None:
    region.push(graph)
    before = dump(graph)
    own = tmp_path / "own" / "queries"
    own.mkdir(parents=True)
    path = read_queries(OURS)["crypto-exits"].path
    card = path.with_suffix(".card.toml").read_text(encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    text = text.replace('-- derives = "trader"\n', "")
    name = "odd `name` = {x}"
    (own / f"{name}.sql").write_text(text, encoding="utf-8")
    (own / f"{name}.card.toml").write_text(card, encoding="utf-8")
    beside(region, own.parent).push(graph)
    key = "odd `name` = {x}_score"
    count = "match (n:Account) where n[$key] is not null return count(n)"
    assert graph.read(count, key=key) == [(len(region.find("crypto-exits").rows),)]
    region.push(graph)
    assert graph.read(count, key=key) == [(0,)]
    assert dump(graph) == before


class Stopped(Exception):
    """What stops a push in tests."""


@pytest.mark.drawn
@pytest.mark.parametrize("committed", [True, False])
def test_a_push_that_is_stopped_goes_on(
    committed: bool,
    small: Case,
    graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At each of its transactions, before and after the server has it."""
    batches = tuple(replace(stage, batch=25) for stage in STAGES)
    monkeypatch.setattr("moneygraph.export.neo4j.pushing.STAGES", batches)
    counts = _counts(small)
    write = Graph.write
    for place in range(1 + 2 * committed, 100, 4):
        left = place

        def failing(self: Graph, *statements: Any) -> Any:
            nonlocal left
            left -= 1
            rows = write(self, *statements) if committed or left else None
            if not left:
                raise Stopped
            return rows

        graph.write(("match (n) detach delete n", {}))
        with monkeypatch.context() as patched:
            patched.setattr(Graph, "write", failing)
            with suppress(Stopped):
                small.push(graph)
        pushed = small.push(graph)
        assert pushed.there == counts
        assert graph.read("match (c:Case) return c.is_whole") == [(True,)]
        if left > 0:
            return  # the push had no more transactions
    raise AssertionError("a push of many transactions")


def test_a_batch_that_failed_leaves_nothing(region: Case, graph: Graph) -> None:
    def break_off(what: str, done: int, _: int) -> None:
        if what == "transfers" and done:
            raise Stopped

    with pytest.raises(Stopped):
        region.push(graph, progress=break_off)
    [(noted,)] = graph.read("match (c:Case) return c.done_transfers")
    assert graph.read("match (t:Transfer) return count(t)") == [(noted,)]
    assert graph.read("match (c:Case) return c.is_whole") == [(False,)]


_KILLED = """
import os, signal, sys
from dataclasses import replace
from moneygraph.export.neo4j import pushing
from moneygraph.api import Case
from moneygraph.export.neo4j import Address, connected
pushing.STAGES = tuple(replace(stage, batch=100) for stage in pushing.STAGES)
def kill(what, done, every):
    if what == "transfers" and done > 1000:
        os.kill(os.getpid(), signal.SIGKILL)
told = [os.environ[f"NEO4J_{name}"] for name in ("URI", "USERNAME", "PASSWORD")]
with Case.open(sys.argv[1]) as case, connected(Address(*told)) as graph:
    case.push(graph, progress=kill)
"""


@pytest.mark.process
def test_a_killed_push_goes_on(region: Case, graph: Graph, neo4j_database: Server) -> None:
    region.close()
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(region.path)],
        env={**os.environ, **neo4j_database.environment},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    [(there,)] = graph.read("match (t:Transfer) return count(t)")
    assert isinstance(there, int) and there > 1000
    with Case.open(region.path) as case:
        pushed = case.push(graph)
        assert pushed.there == _counts(case)
    assert pushed.written["Transfer"] == pushed.there["Transfer"] - there


def _accounts_with_hops(case: Case) -> str:
    [(number,)] = rows_of(
        case.con,
        "select a.number from hop_lifo as h join account as a on a.id = h.account"
        " group by a.number order by count(*) desc, a.number limit 1",
    )
    return str(number)


CHOICES: dict[str, Callable[[Case], Choice]] = {
    "around": lambda case: Choice(around=_accounts_with_hops(case), hops=1),
    "finding": lambda _: Choice(findings=("droppers:1", "mule-chains")),
    "complaints": lambda _: Choice(trace=TraceOptions((), "all")),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_part_is_in_the_whole(name: str, region: Case, graph: Graph) -> None:
    region.find("droppers")
    part = push_case(region.file, graph, CHOICES[name](region))
    assert part.written == part.there
    chosen = rows_of(region.con, "select id from part_transfer order by id")
    assert graph.read("match (t:Transfer) return t.id order by t.id") == chosen
    assert 0 < len(chosen) < _counts(region)["Transfer"]
    assert graph.read("match (c:Case) return c.is_whole") == [(False,)]
    whole = region.push(graph)
    assert graph.read("match (c:Case) return c.is_whole") == [(True,)]
    assert whole.there == _counts(region)
    assert all(whole.written[one] == whole.there[one] - part.there[one] for one in whole.there)
    again = region.push(graph, CHOICES[name](region))
    assert set(again.written.values()) == {0}
    assert graph.read("match (c:Case) return c.is_whole") == [(True,)]


def test_a_replacing_that_was_stopped_is_nobodys_graph(
    region: Case, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    region.push(graph)

    def stop(*_: object, **__: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(Graph, "write_in_parts", stop)
        with pytest.raises(Stopped):
            region.push(graph, replace=True)
    with pytest.raises(Exception, match="another case"):
        region.push(graph)
    pushed = region.push(graph, replace=True)
    assert pushed.written == pushed.there == _counts(region)


def test_refunds_and_undone_payments_arrive(case: Case, graph: Graph, tmp_path: Path) -> None:
    ours, shop = banks.OURS[:2]
    rows = [
        banks.row(banks.later(0), ours, shop, "500"),
        banks.row(banks.later(5), ours, shop, "-500", purpose="Сторно операции"),
        banks.row(banks.later(60), ours, shop, "700"),
        banks.row(banks.later(90), shop, ours, "200", purpose="Частичный возврат"),
    ]
    case.load(banks.write(tmp_path / "bank.csv", rows))
    pushed = case.push(graph)
    assert pushed.there == _counts(case) | {"HOP": 0}
    assert graph.read(
        "match (b:Transfer {reversed: true})-[r:REVERSES]->(p:Transfer)"
        " return r.amount, b.net_amount, p.amount, p.net_amount, p.reversed, r.score"
    ) == [(20_000, 0, 70_000, 50_000, None, 0.85)]
    assert graph.read(
        "match (a:Account)-[:UNDONE]->(u:Undone) return a.number, u.amount order by a.number"
    ) == [(number, 50_000) for number in sorted((ours, shop))]


def test_the_command_shows_what_is_there(call: Run, region: Case) -> None:
    counts = _counts(region)
    region.close()
    answer = parsed(call("neo4j", "push", "--case", region.path, "--json"))
    assert answer == {"written": counts, "there": counts}
    shown = call("neo4j", "push", "--case", region.path).stdout
    assert shown.splitlines()[0].split() == ["what", "written", "now", "there"]
    assert len(shown.splitlines()) == 1 + len(counts)


def _native(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value


def _counts(case: Case) -> dict[str, int]:
    def count(sql: str) -> int:
        return int(rows_of(case.con, f"select count(*) from ({sql})")[0][0])

    transfers = count("select id from transfer")
    linked = "link where account in (select id from account)"
    return {
        "Account": count("select id from account"),
        "Owner": count("select distinct owner from account where owner is not null"),
        "Transfer": transfers,
        "Link": count(f"select distinct kind, value from {linked}"),
        "OWNS": count("select id from account where owner is not null"),
        "SENT": transfers,
        "TO": transfers,
        "HOP": count("select * from hop_lifo"),
        "LINKED": count(f"select distinct kind, value, account from {linked}"),
        "Undone": count("from undone"),
        "UNDONE": 2 * count("from undone"),
        "REVERSES": count("from reversal"),
    }
