"""The machine-readable output: keys, types, order, exit status, and where it goes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import EXPORTS, VICTIM, Run, parsed

AMOUNT = re.compile(r"-?\d+\.\d\d")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
FILE_KEYS = [
    *("file", "sha256", "loader", "rows", "transfers", "paired", "duplicates"),
    *("rejected", "skipped", "undone", "reversals", "complaints", "links"),
]
END_KEYS = [
    "end",
    "account",
    "bank",
    "owner",
    "name",
    "amount",
    "hops",
    "layer",
    "first_ts",
    "last_ts",
]
QUERIES = {
    "loan-then-transfer": [
        *("owner", "accounts", "banks", "loans", "loan_amount", "moved_amount"),
        *("first_ts", "last_ts", "minutes", "to_accounts"),
    ],
    "victims": [
        *("owner", "kinds", "accounts", "banks", "lost", "loans", "loan_amount"),
        *("gathered_amount", "first_ts", "last_ts", "minutes", "to_accounts"),
    ],
    "droppers": [
        *("account", "owner", "bank", "received", "passed_on", "senders"),
        *("median_dwell_s", "held", "indicators"),
    ],
    "mule-chains": ["accounts", "hops", "amount", "first_ts", "last_ts", "end"],
    "crypto-exits": [
        *("account", "owner", "name", "how", "amount", "senders", "first_ts", "last_ts"),
    ],
}


def test_load(run: Run) -> None:
    result = run("load", EXPORTS / "kaspi.csv", EXPORTS / "halyk.csv", "--json")
    assert result.exit_code == 1
    data = parsed(result)
    assert list(data) == ["files", "transfers", "accounts", "owners", "one_sided", "passed_over"]
    assert (data["transfers"], data["accounts"], data["owners"]) == (11, 11, 8)
    for file in data["files"]:
        assert list(file) == FILE_KEYS
        assert file["rows"] == sum(file[key] for key in FILE_KEYS[4:])
        assert re.fullmatch(r"[0-9a-f]{64}", file["sha256"])
        assert file["loader"] == "canonical"


def test_load_reports_a_refused_file_and_loads_the_rest(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"")
    result = run("load", broken, EXPORTS / "kaspi.csv", "--json")
    assert result.exit_code == 1
    refused = next(file for file in parsed(result)["files"] if "error" in file)
    assert list(refused) == [*FILE_KEYS, "error", "remedy"]
    assert refused["error"] and refused["remedy"] and refused["rows"] == 0
    assert parsed(result)["transfers"] == 6


def test_load_of_good_files_is_0_and_again_changes_nothing(run: Run) -> None:
    first = run("load", EXPORTS / "kaspi.csv", "--json")
    again = run("load", EXPORTS / "kaspi.csv", "--json")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert parsed(first)["transfers"] == parsed(again)["transfers"] == 6
    assert parsed(again)["files"][0]["duplicates"] == 6


def test_load_of_nothing_is_a_wrong_call_and_leaves_no_case(run: Run, tmp_path: Path) -> None:
    result = run("load", tmp_path / "nothing.csv", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ") and result.stderr.count("\n") == 2
    assert not (tmp_path / "case.duckdb").exists()


def test_trace(loaded: Run) -> None:
    data = parsed(loaded("trace", VICTIM, "--json"))
    assert list(data)[:5] == ["rule", "traced", "currency", "ends", "hops"]
    assert (data["rule"], data["traced"], data["currency"]) == ("lifo", "2099999.50", "KZT")
    assert sum(tiyn(end["amount"]) for end in data["ends"]) == tiyn(data["traced"])
    for end in data["ends"]:
        assert list(end) == END_KEYS
        assert AMOUNT.fullmatch(end["amount"]) and TIME.fullmatch(end["first_ts"])
    for hop in data["hops"]:
        assert list(hop) == ["in", "out", "account", "amount", "dwell_s"]
        assert AMOUNT.fullmatch(hop["amount"]) and isinstance(hop["dwell_s"], int)
    assert data["starts"] == [
        {"transfer": 3, "amount": "1500000.00"},
        {"transfer": 4, "amount": "500000.00"},
        {"transfer": 5, "amount": "99999.50"},
    ]


def tiyn(text: str) -> int:
    assert AMOUNT.fullmatch(text)
    return int(text.replace(".", ""))


def test_trace_options(loaded: Run) -> None:
    by_owner = parsed(loaded("trace", "900101300116", "--json"))
    by_ids = parsed(loaded("trace", "3", "4", "5", "--json"))
    assert by_owner["ends"] == by_ids["ends"]
    part = parsed(loaded("trace", VICTIM, "--amount", "99.50", "--json"))
    assert part["traced"] == "99.50"
    late = parsed(loaded("trace", VICTIM, "--since", "2026-03-02T10:40:00", "--json"))
    assert late["traced"] == "99999.50"
    early = parsed(loaded("trace", VICTIM, "--until", "2026-03-01", "--json"))
    assert (early["traced"], early["ends"]) == ("0.00", [])
    back = parsed(loaded("trace", "KZ687220000000000003", "--back", "--rule", "fifo", "--json"))
    assert (back["back"], back["rule"], {end["end"] for end in back["ends"]}) == (
        *(True, "fifo", {"loan"}),
    )
    assert loaded("trace", VICTIM, "--currency", "USD").exit_code == 2
    assert loaded("trace", VICTIM, "--rule", "magic").exit_code == 2
    assert loaded("trace", VICTIM, "--amount", "much").exit_code == 2


def test_trace_needs_a_start_or_worst(loaded: Run) -> None:
    for args in (["trace"], ["trace", VICTIM, "--worst"]):
        result = loaded(*args)
        assert result.exit_code == 2 and "START" in result.stderr


def test_worst_shows_what_one_would_type(loaded: Run) -> None:
    result = loaded("trace", "--worst")
    assert result.exit_code == 0, result.stderr
    typed = result.stdout.splitlines()[0]
    assert typed.startswith("moneygraph trace 900101300116 --since 2026-03-02T10:00:00 --until ")
    again = loaded(*typed.split()[1:])
    assert result.stdout == f"{typed}\n\n{again.stdout}"
    worst = loaded("trace", "--worst", "--json")
    assert json.loads(worst.stdout)["traced"] == "2000000.00"
    assert worst.stderr == f"{typed}\n\n"


@pytest.mark.parametrize("query", QUERIES)
def test_find(query: str, loaded: Run) -> None:
    data = parsed(loaded("find", query, "--min-score", "0", "--json"))
    assert list(data) == [query]
    assert data[query], "the small case has one of each"
    for row in data[query]:
        assert set(row) >= {*QUERIES[query], "score", "why", "transfers"}
        assert 0 <= row["score"] <= 1
        assert row["why"].endswith(".") and isinstance(row["transfers"], list)
        for key, value in row.items():
            check_value(key, value)
    scores = [row["score"] for row in data[query]]
    assert scores == sorted(scores, reverse=True)


def check_value(key: str, value: Any) -> None:
    if key.endswith("_ts"):
        assert TIME.fullmatch(value)
    if key in ("amount", "loan_amount", "moved_amount", "received", "passed_on", "held"):
        assert AMOUNT.fullmatch(value)
    if key == "transfers":
        assert value == sorted(value) and all(isinstance(one, int) for one in value)


def test_find_all_limit_and_min_score(loaded: Run) -> None:
    everything = parsed(loaded("find", "--min-score", "0", "--json"))
    assert set(everything) >= set(QUERIES)
    few = parsed(loaded("find", "--limit", "0", "--json"))
    assert all(rows == [] for rows in few.values())
    one = parsed(loaded("find", "droppers", "--min-score", "0", "--limit", "1", "--json"))
    assert one["droppers"] == everything["droppers"][:1]
    assert parsed(loaded("find", "droppers", "--min-score", "1", "--limit=1", "--json"))


def test_find_takes_the_querys_own_parameters(loaded: Run) -> None:
    def banks(*args: str) -> int:
        found = parsed(loaded("find", "loan-then-transfer", "--min-score", "0", *args, "--json"))
        return len(found["loan-then-transfer"])

    assert banks() == banks("--min-amount", "2100000") == 1
    assert banks("--min-amount=2100001") == 0


@pytest.mark.parametrize(
    ("args", "printed"),
    [
        (["find", "droppers", "--wthin", "6h"], "--within"),
        (["find", "droppers", "--within", "soon"], "90s, 30m"),
        (["find", "droppers", "--within"], "lacks its value"),
        (["find", "droppers", "-x"], "no option -x"),
        (["find", "thieves"], "droppers"),
        (["find", "--min-score", "2"], "0<=x<=1"),
        (["queries", "show", "thieves"], "droppers"),
        (["loaders", "show", "none"], "canonical"),
        (["load", "--loader", "none", "x"], "canonical"),
        (["show", "KZ99"], "The closest are"),
        (["trace", "KZ99"], "KZ99"),
        (["status", "--lang", "xx"], "'en', 'ru', 'kk'"),
        (["steal"], "No such command"),
        (["load"], "Missing argument"),
    ],
)
def test_a_wrong_call_is_2_with_what_to_do(args: list[str], printed: str, loaded: Run) -> None:
    result = loaded(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert printed in result.stderr and "Traceback" not in result.stderr


def test_status_and_its_rows(loaded: Run) -> None:
    data = parsed(loaded("status", "--json"))
    assert data["transfers"] == 11 and "rows" not in data
    rows = parsed(loaded("status", "--rows", "--json"))["rows"]
    assert [(row["row"], row["fate"], row["reason"]) for row in rows] == [
        *((9, "rejected", "date"), (10, "warned", "iban"), (10, "warned", "iin")),
    ]


def test_show(loaded: Run) -> None:
    assert list(parsed(loaded("show", "3", "--json"))) == ["transfer"]
    account = parsed(loaded("show", VICTIM, "--json"))["account"]
    assert len(account["transfers"]) == account["transfer_count"] == 5
    account = parsed(loaded("show", VICTIM, "--limit", "2", "--json"))["account"]
    assert len(account["transfers"]) == 2


def test_status_and_show_do_not_make_a_case(run: Run, tmp_path: Path) -> None:
    for args in (["status"], ["show", "1"], ["find"], ["trace", "1"]):
        result = run(*args)
        assert result.exit_code == 2 and "moneygraph load" in result.stderr
    assert not (tmp_path / "case.duckdb").exists()


def test_queries_and_loaders(run: Run) -> None:
    queries = parsed(run("queries", "--json"))["queries"]
    assert {query["name"] for query in queries} >= set(QUERIES)
    for query in queries:
        assert query["innocent"] and query["title"] and 0 <= query["min_score"] <= 1
        for param in query["params"]:
            assert list(param) == ["name", "option", "default", "unit", "about"]
    assert "select" in parsed(run("queries", "show", "droppers", "--json"))["sql"]
    loaders = parsed(run("loaders", "--json"))["loaders"]
    assert {"canonical", "kaspi", "vtb"} <= {loader["name"] for loader in loaders}
    vtb = parsed(run("--json", "loaders", "show", "vtb"))
    assert (vtb["negative"], vtb["bank"], vtb["columns"]["operation"]) == (
        *("debit", "432", ["Вид операции (КД)"]),
    )


def test_demo(run: Run, tmp_path: Path) -> None:
    args = ("demo", tmp_path / "region", "--people", 400, "--rings", 1, "--days", 9, "--seed", 3)
    data = parsed(run(*args, "--json"))
    assert (data["seed"], data["rings"], data["people"]) == (3, 1, 400)
    assert AMOUNT.fullmatch(data["stolen"]) and Path(data["exports"]).is_dir()
    assert data["rows"] == sum(data["files"].values())
    printed = run(*args).stdout
    assert f"moneygraph load {tmp_path}/region/exports --case" in printed.replace("\n", "")
