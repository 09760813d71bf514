"""Records made with loaders and queries of the user's own."""

from __future__ import annotations

from pathlib import Path

from moneygraph.store.data import our_folder

from .conftest import Run, record, states, verdict

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
