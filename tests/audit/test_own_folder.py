"""Records made with loaders and queries of the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.audit.edited import edited_files
from moneygraph.store.data import OURS, our_folder

from .conftest import Run, record, states, verdict

pytestmark = pytest.mark.turns

LOADER = """title = "Mine"
[columns]
ts = ["wann"]
from_account = ["von"]
to_account = ["an"]
amount = ["wieviel"]
[layout]
required = ["ts", "from_account", "to_account", "amount"]
"""
ROWS = "wann,von,an,wieviel\n2026-03-02 10:00:00,A1,B1,100.00\n2026-03-02 11:00:00,B1,C1,60.00\n"


def make_folder() -> None:
    for kind in ("loaders", "queries"):
        Path("own", kind).mkdir(parents=True)
    Path("own/loaders/mine.toml").write_text(LOADER, encoding="utf-8")
    for suffix in ("sql", "card.toml"):
        text = (our_folder("queries") / f"droppers.{suffix}").read_text(encoding="utf-8")
        Path(f"own/queries/my-droppers.{suffix}").write_text(text, encoding="utf-8")
    Path("mine.csv").write_text(ROWS, encoding="utf-8")


def test_own_loader(run: Run) -> None:
    make_folder()
    assert run("load", "mine.csv", "--folder", "own").exit_code == 0
    run("trace", "A1", "--folder", "own", "--manifest", "trace.json")
    assert set(record()["own_files"]) == {
        "loaders/mine.toml",
        "queries/my-droppers.card.toml",
        "queries/my-droppers.sql",
    }
    assert list(record()["loaders"]) == ["mine"]
    verdict(run("verify", "trace.json", "--folder", "own", "--json"), 0)

    shown = verdict(run("verify", "trace.json", "--json"), 1)
    assert states(shown) == {"mine.csv": "refused"}
    assert {(one["what"], "now" in one) for one in shown["others"]} == {("own file", False)}
    assert "mine.csv: refused" in run("verify", "trace.json").stdout


def test_own_loader_that_was_changed(run: Run) -> None:
    make_folder()
    run("load", "mine.csv", "--folder", "own")
    path = Path("own/loaders/mine.toml")
    path.write_text("# said better\n" + LOADER, encoding="utf-8")
    run("trace", "A1", "--folder", "own", "--manifest", "trace.json")
    shown = verdict(run("verify", "trace.json", "--folder", "own", "--json"), 0)
    assert [one["what"] for one in shown["others"]] == ["loader"]

    swapped = LOADER.replace('"von"', '"?"').replace('"an"', '"von"').replace('"?"', '"an"')
    path.write_text(swapped, encoding="utf-8")
    shown = verdict(run("verify", "trace.json", "--folder", "own", "--json"), 1)
    assert [one["what"] for one in shown["others"]] == ["loader", "own file"]


def test_named_loader_that_is_not_there(run: Run) -> None:
    make_folder()
    run("load", "mine.csv", "--folder", "own", "--loader", "mine")
    run("trace", "A1", "--folder", "own", "--manifest", "trace.json")
    shown = verdict(run("verify", "trace.json", "--json"), 1)
    assert shown["error"] == "there is no loader 'mine'"


def test_own_query(run: Run) -> None:
    make_folder()
    run("load", "exports")
    run("find", "my-droppers", "--folder", "own", "--manifest", "find.json")
    verdict(run("verify", "find.json", "--folder", "own", "--json"), 0)
    shown = verdict(run("verify", "find.json", "--json"), 1)
    assert "no query 'my-droppers'" in shown["error"]


def change(name: str, old: str, new: str) -> None:
    path = Path("own", name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def found(run: Run) -> Run:
    """A record of `my-droppers`, with each of its findings, in ``find.json``."""
    make_folder()
    for suffix in ("sql", "card.toml"):
        text = (our_folder("queries") / f"forward.{suffix}").read_text(encoding="utf-8")
        Path(f"own/queries/not-asked.{suffix}").write_text(text, encoding="utf-8")
    run("load", "exports", "--folder", "own")
    call = ("find", "my-droppers", "--min-score", "0", "--folder", "own")
    assert run(*call, "--manifest", "find.json").exit_code == 0
    assert record("find.json")["result"]["my-droppers"]
    return run


QUERY = ("queries/my-droppers.sql", "s.bank, s.received,", "s.bank, s.received + 1 as received,")
CARD = ("queries/my-droppers.card.toml", 'value = "payers"', 'value = "payers + 1"')
PARAM = '-- [param.more]\n-- default = 1\n-- unit = "count"\n-- about = "more"\n'


@pytest.mark.parametrize(
    ("edits", "is_same"),
    [
        ([QUERY], False),
        ([CARD], False),
        ([("queries/my-droppers.sql", "min_score = 0.5", "min_score = 0.6")], True),
    ],
)
def test_an_edited_query_is_named(
    found: Run, edits: list[tuple[str, str, str]], is_same: bool
) -> None:
    for edit in edits:
        change(*edit)
    change("queries/not-asked.sql", 'title = "', 'title = "Another ')
    call = ("verify", "find.json", "--folder", "own")
    shown = verdict(found(*call, "--json"), 0 if is_same else 1)
    assert shown["edited"] == sorted(name for name, _, _ in edits)
    printed = " ".join(found(*call).stdout.split())
    named = f"The answer depends on what was changed since: {', '.join(shown['edited'])}."
    assert (named in printed) is not is_same
    if not is_same:
        assert shown["difference"]["place"].startswith("my-droppers[0].")


@pytest.mark.parametrize(
    ("edit", "error", "left_out"),
    [
        ((CARD[0], CARD[1], 'value = "payrs"'), "my-droppers does not run", ""),
        # what other queries are made with is read with it, and goes without it
        (
            (CARD[0], 'unit = "decibans"', "unit = 1"),
            "my-droppers.card.toml has no unit",
            "left out: the card my-droppers.card.toml has no unit",
        ),
        (
            (QUERY[0], "-- [columns]\n", f"{PARAM}-- [columns]\n"),
            "no query 'my-droppers' with these par",
            "",
        ),
    ],
)
def test_an_edited_query_that_fails_is_named(
    found: Run, edit: tuple[str, str, str], error: str, left_out: str
) -> None:
    change(*edit)
    shown = verdict(found("verify", "find.json", "--folder", "own", "--json"), 1, left_out)
    assert error in shown["error"] and edit[0] in shown["edited"]


def test_what_an_answer_depends_on() -> None:
    others = [
        {"what": "version", "name": "moneygraph"},
        {"what": "loader", "name": "mine"},
        {"what": "own file", "name": "loaders/unused.toml"},
        {"what": "own file", "name": "tables/kinds.toml"},
        {"what": "own file", "name": "queries/mine.card.toml"},
        {"what": "own file", "name": "queries/other.sql"},
        {"what": "file", "name": "queries/droppers.sql"},
        {"what": "file", "name": "queries/crypto-exits.sql"},  # what traces end at
        {"what": "file", "name": "profiles/cash-after-credit.toml"},
    ]
    always = ["loaders/mine.toml", "queries/crypto-exits.sql", "tables/kinds.toml"]
    assert edited_files("trace", {"starts": ["1"]}, others, OURS) == always
    asked = {"queries": {"mine": {}}}
    assert edited_files("find", asked, others, OURS) == sorted([*always, "queries/mine.card.toml"])
