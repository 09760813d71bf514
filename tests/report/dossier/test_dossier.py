"""What a report says: all of it as a golden file, the laws it keeps, and what it refuses."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.report.dossier import found as found_values
from moneygraph.report.dossier import moves, tables
from moneygraph.report.pages.page import page
from moneygraph.report.text.texts import LANGUAGES, texts_of
from moneygraph.report.values.json import json_text
from moneygraph.store.errors import CallError, UnknownStart
from moneygraph.store.sqltext import rows_of
from tests.casework.conftest import SEEN, VICTIM_ACCOUNTS, Load, complains, load, paid
from tests.report.conftest import VICTIM

from .conftest import DROPPER, VICTIM_IIN, load_robbery

__all__ = ["load"]

pytestmark = pytest.mark.rare

GOLDEN = Path(__file__).parent / "golden"
SCOPES = {
    "case": ("case",),
    "complaint": ("complaints", "C-1"),
    "series": ("series", "1"),
    "account": ("account", DROPPER),
    "owner": ("owner", VICTIM_IIN),
}


@pytest.mark.parametrize("name", SCOPES)
def test_a_report_says_what_the_golden_file_says(
    complained: Case, name: str, request: pytest.FixtureRequest
) -> None:
    found = json.loads(json_text(complained.report(*SCOPES[name])))
    path = GOLDEN / f"{name}.json"
    if request.config.getoption("--write-golden"):
        text = json.dumps(found, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
    assert found == json.loads(path.read_text(encoding="utf-8"))
    check_laws(found)


def tiyn(text: str) -> int:
    return int(text.replace(".", ""))


def check_laws(found: dict[str, Any]) -> None:
    """A report's pictures, transfers and tables say the same of the same money."""
    accounts, columns = found["accounts"], found["transfers"]["columns"]
    rows = [dict(zip(columns, row, strict=True)) for row in found["transfers"]["rows"]]
    ids = {row["id"] for row in rows}
    assert rows == sorted(rows, key=lambda row: (row["ts"], row["id"])) and len(ids) == len(rows)
    assert all(row["places"] for row in rows)
    assert all({one, two} <= ids for one, two, *_ in found["hops"])
    assert {event["transfer"] for event in found["events"]} <= ids
    for trail in found["trails"]:
        check_trail(trail, rows)
        assert sum(tiyn(end["amount"]) for end in trail["ends"]) == tiyn(trail["traced"])
    for table in found["tables"].values():
        assert all(0 <= (row.get("account") or 0) < len(accounts) for row in table
                   if not isinstance(row.get("account"), str))  # fmt: skip
    forward = found["trails"][-1]
    if found["tables"]["victims"]:
        stolen = sum(tiyn(row["amount"]) for row in found["tables"]["victims"])
        assert stolen == tiyn(forward["traced"])
    exits = Counter[str]()
    for row in found["tables"]["exits"]:
        exits[row["end"]] += tiyn(row["amount"])
        assert row["least"] is None or tiyn(row["least"]) <= tiyn(row["amount"]) <= tiyn(
            row["most"]
        )
    sums = {end["end"]: tiyn(end["amount"]) for end in forward["ends"]}
    assert all(sums[end] == amount for end, amount in exits.items())
    for row in found["tables"]["freeze"] if len(found["trails"]) == 1 else ():
        assert sum(tiyn(part) for _, part in row["victims"]) == tiyn(row["amount"])


def check_trail(trail: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """The flows between two layers are the transfers between them."""
    nodes, sign = trail["nodes"], -1 if trail["direction"] == "back" else 1
    flows: Counter[int] = Counter()
    for flow in trail["flows"]:
        flows[nodes[flow["from"]]["layer"]] += tiyn(flow["amount"])
    moved: Counter[int] = Counter()
    for row in rows:
        for layer, amount in row["layers"]:
            if (layer < 0) == (sign < 0):
                moved[-1 - layer if layer < 0 else layer] += tiyn(amount)
    drawn = {layer: amount for layer, amount in moved.items() if layer in flows}
    assert drawn == dict(flows)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_has_five_sentences_in_every_language(complained: Case, lang: str) -> None:
    for scope in SCOPES.values():
        found = complained.report(*scope, lang=lang)
        assert len(found["sentences"]) == 5 and all(found["sentences"]) and found["title"]


def test_files_in_another_order_give_the_same_report(complained: Case, tmp_path: Path) -> None:
    load_robbery(tmp_path / "turned.duckdb", tmp_path, -1)
    with Case.open(tmp_path / "turned.duckdb") as turned:
        for scope in SCOPES.values():
            assert json_text(turned.report(*scope)) == json_text(complained.report(*scope))


def test_a_masked_report_names_nobody(complained_file: Path) -> None:
    with Case.open(complained_file, masked=True) as case:
        for scope in SCOPES.values():
            if scope[0] != "series":
                text = json_text(case.report(*scope))
                assert not [one for one in (VICTIM, VICTIM_IIN, DROPPER, "Петров") if one in text]


def test_every_account_has_a_dossier(complained: Case) -> None:
    """Also one that only received or only paid: an exchange, a lender, a bank that is not held."""
    numbers = [number for (number,) in rows_of(complained.con, "select number from account")]
    for number in numbers:
        found = complained.report("account", number)
        check_laws(found)
        record = {"result": found, "exports": [], "decisions": [], "parameters": {}}
        record |= {"version": "1", "written": "2026-01-01T00:00:00", "result_sha256": ""}
        assert page(record, "{}", texts_of("en")).count("<section") > 5
    assert len(numbers) == 11


def test_what_is_too_much_is_said(complained: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((moves, "MOST"), (found_values, "MOST"), (tables, "MOST_PASSING")):
        monkeypatch.setattr(module, name, 1)
    found = complained.report()
    says = [row["says"] for row in found["unknown"] if row["kind"] == "left-out"]
    assert [int(one.split()[0]) for one in says] == [7, 5, 1]
    assert found["transfers"]["left_out"] == 7 and len(found["tables"]["droppers"]) == 1


def test_of_some_transfers_only_the_day_is_known(load: Load) -> None:
    rows = [
        f"2026-03-02,{VICTIM_ACCOUNTS[0]},{SEEN[0]},200,KZT,,,,",
        f"2026-03-03 10:00,{SEEN[0]},{SEEN[1]},50,KZT,,,,",
    ]
    found = load(rows, [f"1,,{VICTIM_ACCOUNTS[0]},200,2026-03-02"]).report()
    assert [event["ts"] for event in found["events"]] == ["2026-03-02", "2026-03-03T10:00:00"]
    assert [row[1] for row in found["transfers"]["rows"]] == ["2026-03-02", "2026-03-03T10:00:00"]
    (row,) = [row for row in found["unknown"] if row["kind"] == "day"]
    assert row["says"].startswith("Of 1 transfer, with 200.00 KZT of this money, only the day")


def test_what_runs_into_another_victims_payment_does_not_stay(load: Load) -> None:
    """A dropper's money buys back the trust of a second victim, who then pays another dropper."""
    rows = [
        paid("02 10:00", VICTIM_ACCOUNTS[0], SEEN[0], "200"),
        paid("02 11:00", SEEN[0], VICTIM_ACCOUNTS[1], "200"),
        paid("02 12:00", VICTIM_ACCOUNTS[1], SEEN[1], "200"),
        paid("02 13:00", SEEN[1], SEEN[2], "150"),
    ]
    complaints = [complains("1", 0, "200", "02 10:00"), complains("2", 1, "200", "02 12:00")]
    found = load(rows, complaints).report()
    assert found["trails"][0]["traced"] == "200.00" and found["trails"][0]["returned"] == "200.00"
    stays = {found["accounts"][row["account"]]["number"]: row["stays"]
             for row in found["tables"]["droppers"]}  # fmt: skip
    assert stays == {SEEN[0]: "0.00", VICTIM_ACCOUNTS[1]: "0.00", SEEN[1]: "50.00"}


def test_without_complaints_the_victims_who_are_found_stand_in(robbery: Case) -> None:
    found = robbery.report()
    assert found["stand_in"] and found["scope"] == {"kind": "case", "names": []}
    check_laws(found)


@pytest.mark.parametrize(
    ("scope", "says"),
    [
        (("month",), "there is no report on 'month'"),
        (("case", "1"), "a report on 'case' does not take these names"),
        (("complaints",), "a report on 'complaints' does not take these names"),
        (("series", "one"), "a report on 'series' does not take these names"),
        (("series", "7"), "there is no series 7"),
        (("complaints", "C-9"), "there is no complaint C-9"),
        (("account", "KZ00"), "no account"),
    ],
)
def test_a_report_on_nothing_is_refused(
    complained: Case, scope: tuple[str, ...], says: str
) -> None:
    with pytest.raises((CallError, UnknownStart), match=says) as raised:
        complained.report(*scope)
    assert raised.value.remedy


def test_a_rule_without_hops_is_refused(complained: Case) -> None:
    with pytest.raises(CallError, match="has no hops"):
        complained.report(rule="pro-rata")
