"""What `status` and `show` give to programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.report.values.json import json_text
from moneygraph.report.values.load import OTHER_COUNTS
from moneygraph.report.values.show import show
from moneygraph.report.values.status import remark_rows, status
from moneygraph.store.errors import CallError, UnknownStart

from .conftest import VICTIM

DROPPER = "KZ456010000000000001"


def test_status_adds_up(robbery: Case) -> None:
    data = robbery.status()
    assert json.loads(json_text(data)) == data
    assert [export["file"] for export in data["exports"]] == [
        "exports/halyk.csv",
        "exports/kaspi.csv",
    ]
    fates = ("transfers", "paired", "duplicates", *OTHER_COUNTS, "rejected", "skipped")
    for export in data["exports"]:
        assert export["rows"] == sum(export[fate] for fate in fates)
        assert len(export["sha256"]) == 64
    assert data["transfers"] == sum(export["transfers"] for export in data["exports"]) == 11
    assert sum(data["account_kinds"].values()) == data["accounts"]
    assert sum(data["transfer_kinds"].values()) == data["transfers"]
    assert data["amounts"] == {"KZT": "6400999.50"}
    assert (data["first_ts"], data["last_ts"]) == ("2026-03-02T10:00:00", "2026-03-02T13:00:00")


def test_status_shows_what_is_covered_and_how(robbery: Case) -> None:
    halyk, kaspi = robbery.status()["exports"]
    assert halyk["sections"] == [
        {
            **{"sheet": halyk["sections"][0]["sheet"], "loader": "canonical", "bank": "601"},
            **{"covers": "bank 601", "how": "bank on every row"},
            **{"first_day": "2026-03-02", "last_day": "2026-03-02"},
        }
    ]
    assert kaspi["sections"][0]["bank"] == "722"


def test_remarks_are_counted_with_examples_and_words(robbery: Case) -> None:
    remarks = status(robbery.con, "ru")["remarks"]
    assert [(one["fate"], one["reason"], one["rows"]) for one in remarks] == [
        ("rejected", "date", 1),
        ("warned", "iban", 1),
        ("warned", "iin", 1),
    ]
    assert remarks[0]["what"].startswith("дату")
    assert remarks[0]["examples"][0]["row"] == 9
    assert remarks[0]["examples"][0]["detail"] == "2026-13-02 12:00:00"
    rows = remark_rows(robbery.con)
    assert [(row["file"], row["row"], row["reason"]) for row in rows] == [
        ("exports/halyk.csv", 9, "date"),
        ("exports/halyk.csv", 10, "iban"),
        ("exports/halyk.csv", 10, "iin"),
    ]


def test_an_empty_case(case: Case) -> None:
    data = case.status()
    assert (data["exports"], data["transfers"], data["first_ts"]) == ([], 0, None)


def test_a_paired_transfer_shows_both_sides_as_they_stood(robbery: Case) -> None:
    shown = robbery.show(3)["transfer"]
    assert json.loads(json_text(shown)) == shown
    debit, credit = shown["sides"]
    assert (debit["side"], debit["file"], debit["row"]) == ("debit", "exports/kaspi.csv", 4)
    assert (credit["side"], credit["file"], credit["row"]) == ("credit", "exports/halyk.csv", 2)
    assert debit["purpose"] == "Перевод клиенту"
    assert credit["purpose"] == "Поступление от Иванов И."
    assert shown["amount"] == debit["amount"] == "1500000.00"
    assert shown["pairing"]["title"] == "same accounts, minutes apart"
    assert shown["pairing"]["seconds_apart"] == 70
    assert shown["pairing"]["wording_differs"] is True
    assert 0.8 < shown["pairing"]["score"] <= 1


def test_hops_of_a_transfer_are_shown_whatever_was_asked_before(robbery: Case, case: Case) -> None:
    hops = robbery.show(3)["transfer"]["hops"]["lifo"]
    assert [(hop["transfer"], hop["amount"]) for hop in hops["in"]] == [
        (1, "600000.00"),
        (2, "900000.00"),
    ]
    assert sum(float(hop["amount"]) for hop in hops["out"]) == 1_201_000
    case.load(Path(__file__).parent / "exports" / "kaspi.csv")
    again = case.show("3")["transfer"]["hops"]
    assert list(again) == ["lifo"]


def test_a_transfer_that_one_side_reports_is_unpaired(robbery: Case) -> None:
    shown = robbery.show("6")["transfer"]
    assert shown["pairing"] is None
    assert len(shown["sides"]) == 1


def test_a_row_that_another_file_repeats_is_listed(tmp_path: Path, case: Case) -> None:
    text = (Path(__file__).parent / "exports" / "kaspi.csv").read_text(encoding="utf-8")
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (tmp_path / "b.csv").write_text("\n".join(text.splitlines()[:3]) + "\n", encoding="utf-8")
    case.load(tmp_path / "a.csv", tmp_path / "b.csv")
    sides = [side["side"] for side in case.show("1")["transfer"]["sides"]]
    assert sorted(sides) in (["credit", "duplicate"], ["debit", "duplicate"])


def test_account_sums_and_limit(robbery: Case) -> None:
    account = show(robbery.file, DROPPER.lower(), limit=2)["account"]
    assert account["owner"] == "900101300215"
    assert account["sums"] == [
        {
            **{"currency": "KZT", "credits": 1, "received": "1500000.00"},
            **{"debits": 4, "sent": "1201000.00"},
            **{"first_ts": "2026-03-02T10:31:10", "last_ts": "2026-03-02T13:00:00"},
        }
    ]
    assert account["transfer_count"] == 5
    assert [one["id"] for one in account["transfers"]] == [3, 6]
    assert account["covered"][0]["file"] == "exports/halyk.csv"
    assert len(robbery.show(DROPPER)["account"]["transfers"]) == 5


def test_owner_shows_accounts(robbery: Case) -> None:
    owner = robbery.show("900101300116")["owner"]
    assert [account["number"] for account in owner["accounts"]] == [VICTIM]


def test_a_row_of_a_file(robbery: Case) -> None:
    found = robbery.show("halyk.csv:2")
    assert (found["row"]["fate"], found["transfer"]["id"]) == ("paired", 3)
    refused = robbery.show("exports/halyk.csv:9")
    assert refused["row"]["fate"] == "rejected"
    assert refused["row"]["remarks"][0]["reason"] == "date"
    assert "transfer" not in refused
    warned = robbery.show("halyk.csv:10")
    assert (warned["row"]["fate"], len(warned["row"]["remarks"])) == ("transfer", 2)


def test_a_row_in_several_files_must_be_named_clearly(tmp_path: Path, case: Case) -> None:
    line = "ts,from_account,to_account,amount\n2026-03-02,A,B,{}\n"
    for number in range(6):
        (tmp_path / str(number)).mkdir()
        text = line.format(number + 1)
        (tmp_path / str(number) / "same.csv").write_text(text, encoding="utf-8")
    case.load(tmp_path / "0", *(tmp_path / str(number) for number in range(1, 6)))
    with pytest.raises(CallError, match="6 places") as caught:
        case.show("same.csv:2")
    assert caught.value.remedy.endswith("….")
    assert case.show(f"{tmp_path}/3/same.csv:2")["transfer"]["amount"] == "4.00"


def test_one_text_can_be_two_things(tmp_path: Path, case: Case) -> None:
    path = tmp_path / "a.csv"
    text = "ts,from_account,to_account,amount\n2026-03-02,1,2,5\n"
    path.write_text(text, encoding="utf-8")
    case.load(path)
    assert sorted(case.show("1")) == ["account", "transfer"]
    assert list(case.show("account:1")) == ["account"]
    assert list(case.show("transfer: 1")) == ["transfer"]


@pytest.mark.parametrize("what", ["99", "KZ00", "", "900101300999", "x.csv:3", "halyk.csv:99",
                                  "owner:1", "transfer:KZ", "\x1b[31m", "٣"])  # fmt: skip
def test_nothing_is_called_so(robbery: Case, what: str) -> None:
    with pytest.raises(UnknownStart) as caught:
        robbery.show(what)
    assert caught.value.remedy and "\x1b" not in caught.value.message
