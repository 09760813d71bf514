"""An account with several holders: each finds it, and money between accounts of one is own."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import iban, iin

ALMA, BOLAT, DANA = (iin(f"9{n}010130011") for n in range(3))
JOINT, OTHER, SHOP = (iban("722", n) for n in (5, 6, 7))
HEADER = "ts,from_account,to_account,amount,from_name,from_id,to_name,to_id"


@pytest.fixture
def joint(case: Case, tmp_path: Path) -> Case:
    rows = [
        f"2026-02-02 10:00,{OTHER},{JOINT},500,Дана,{DANA},Алма,{ALMA}",
        f"2026-02-02 10:01,{JOINT},{SHOP},100,Алма,{ALMA},,",
        f"2026-02-02 10:02,{JOINT},{OTHER},90,Болат,{BOLAT},Дана,{DANA}",
        f"2026-02-02 10:03,{OTHER},{JOINT},80,Болат,{BOLAT},Алма,{ALMA}",
    ]
    (tmp_path / "a.csv").write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    case.load(tmp_path / "a.csv")
    return case


def test_all_holders_are_kept(joint: Case) -> None:
    sql = "select number, h.owner, h.name, rows from holder h join number on id = account"
    assert sorted(rows_of(joint.con, sql)) == sorted(
        (
            *((JOINT, ALMA, "Алма", 3), (JOINT, BOLAT, "Болат", 1)),
            *((OTHER, BOLAT, "Болат", 1), (OTHER, DANA, "Дана", 2)),
        )
    )
    likely = rows_of(
        joint.con, "select number, owner from account where owner is not null order by 1"
    )
    assert likely == sorted([(JOINT, ALMA), (OTHER, DANA)])
    assert joint.status()["owners"] == 3


def test_an_account_is_found_by_each_holder(joint: Case) -> None:
    for owner, numbers in ((ALMA, [JOINT]), (BOLAT, sorted([JOINT, OTHER])), (DANA, [OTHER])):
        assert [one["number"] for one in joint.show(owner)["owner"]["accounts"]] == numbers
    holders = joint.show(JOINT)["account"]["holders"]
    assert [(one["owner"], one["rows"]) for one in holders] == [(ALMA, 3), (BOLAT, 1)]
    assert joint.trace(BOLAT).traced == 10_000


def test_money_between_accounts_with_a_holder_in_common_is_own(joint: Case) -> None:
    found = rows_of(joint.con, "select amount, own from transfer order by ts")
    assert found == [(50_000, True), (10_000, False), (9_000, True), (8_000, True)]


def test_a_complaint_of_the_other_holder_is_matched(joint: Case, tmp_path: Path) -> None:
    stranger = iin("93010130011")
    rows = [f"{n},{one},100,2026-02-02 10:01" for n, one in enumerate((BOLAT, stranger))]
    text = "\n".join(("number,victim,amount,ts", *rows))
    (tmp_path / "complaints.csv").write_text(text, encoding="utf-8")
    joint.load(tmp_path / "complaints.csv")
    assert [one.transfer is not None for one in joint.complaints()] == [True, False]


def test_an_agent_is_nobodys_joint_account(case: Case, tmp_path: Path) -> None:
    ids = [iin(f"{n + 70}010130011") for n in range(12)]
    rows = [
        f"2026-02-02 10:{n:02},{SHOP},{JOINT},{n + 1},,{one},,{ids[-1]}"
        for n, one in enumerate(ids)
    ]
    (tmp_path / "a.csv").write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    case.load(tmp_path / "a.csv")
    assert rows_of(case.con, "select count(*), count(*) filter (counts) from holder") == [(13, 2)]
    assert [one["number"] for one in case.show(ids[-1])["owner"]["accounts"]] == [JOINT]
