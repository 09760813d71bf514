"""Accounts through which hundreds of strangers' payments pass, and others that are only busy."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import iban, iin

pytestmark = pytest.mark.turns

HUB = iban("722", 99)
VICTIM, LAST = iban("601", 1), iban("965", 1)
HEADER = "ts,from_account,to_account,amount,kind,from_id,to_id,reference".split(",")
PERSON, FIRM = iin("90010130012"), iin("97114000010")
NOON = datetime(2026, 3, 2, 12)
#: minutes after noon, payer, payee, amount, kind, IIN or BIN of payer and payee, reference
Payment = tuple[float, str, str, int, str, str, str, str]


def shop(number: int) -> str:
    return iban("432", number)


def client(number: int) -> str:
    return iban("601", 1000 + number)


def passing(payers: int = 120, shops: int = 30, minutes: float = 3) -> Iterator[Payment]:
    """Payments that come from clients and each go on to a shop."""
    for one in range(payers):
        amount = 1000 + one
        yield one, client(one), HUB, amount, "transfer", "", FIRM, f"R{one}"
        yield one + minutes, HUB, shop(one % shops), amount, "transfer", FIRM, "", f"R{one}"


def selling(payers: int = 150) -> Iterator[Payment]:
    for one in range(payers):
        yield one, client(one), HUB, 5000, "transfer", "", FIRM, ""


def wages(kind: str) -> Iterator[Payment]:
    for one in range(150):
        yield 300 + one, HUB, iban("601", 5000 + one), 200_000 + one, kind, FIRM, "", ""


def refunds() -> Iterator[Payment]:
    for one in range(120):
        yield 300 + one, HUB, client(one), 5000, "transfer", FIRM, "", ""


def suppliers() -> Iterator[Payment]:
    for one in range(40):
        yield 300 + one, HUB, shop(one), 90_000 + one, "transfer", FIRM, FIRM, ""


def load(case: Case, folder: Path, payments: list[Payment], complained: bool = False) -> str | None:
    """Load payments and return the kind of the account in the middle."""
    path = folder / "bank.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = [(NOON + timedelta(minutes=minute), *rest) for minute, *rest in payments]
        csv.writer(file).writerows([HEADER, *rows])
    case.load(path, covers=HUB)
    if complained:
        complaints = folder / "complaints.csv"
        complaints.write_text(
            f"number,victim,account,amount,ts\n1,,{VICTIM},50000,2026-03-02 12:50:30\n",
            encoding="utf-8",
        )
        case.load(complaints)
    ((kind,),) = rows_of(case.con, "select kind from account where number = ?", HUB)
    return str(kind)


def test_what_passes_strangers_payments_on_is_an_acquirer(case: Case, tmp_path: Path) -> None:
    assert load(case, tmp_path, list(passing())) == "acquirer"


@pytest.mark.drawn
@pytest.mark.parametrize(
    "payments",
    [
        [*selling(), *wages("salary"), *suppliers()],
        [*selling(), *wages("transfer"), *suppliers()],
        [*selling(), *refunds()],
        list(selling()),
        list(wages("transfer")),
        list(passing(payers=90)),
        list(passing(shops=10)),
        [(day * 1440 + one[0], *one[1:]) for day, one in enumerate(passing())],
    ],
    ids=[
        "wages",
        "wages like transfers",
        "refunds",
        "shop",
        "employer",
        "few",
        "few shops",
        "slow",
    ],
)
def test_a_busy_firm_is_none(case: Case, tmp_path: Path, payments: list[Payment]) -> None:
    assert load(case, tmp_path, payments) == "company"


def test_a_person_is_none(case: Case, tmp_path: Path) -> None:
    payments = [tuple(PERSON if value == FIRM else value for value in one) for one in passing()]
    assert load(case, tmp_path, payments) == "person"  # type: ignore[arg-type]


STOLEN = (50.5, VICTIM, HUB, 50_000, "transfer", "", FIRM)


@pytest.mark.drawn
@pytest.mark.parametrize("rule", ["fifo", "lifo", "own-first", "libr", "pro-rata"])
def test_a_trail_ends_there(case: Case, tmp_path: Path, rule: str) -> None:
    load(case, tmp_path, [*passing(), (*STOLEN, "S1")], complained=True)
    ends = case.trace(complaints="all", rule=rule).ends
    assert [(end.end, end.account, end.amount) for end in ends] == [("unseen", HUB, 50_000_00)]


@pytest.mark.drawn
@pytest.mark.parametrize("rule", ["fifo", "lifo", "own-first", "libr", "pro-rata"])
def test_it_goes_on_where_reference_amount_and_minutes_agree(
    case: Case, tmp_path: Path, rule: str
) -> None:
    passed = (52, HUB, LAST, 50_000, "transfer", FIRM, "", "S1")
    load(case, tmp_path, [*passing(), (*STOLEN, "S1"), passed], complained=True)
    ends = case.trace(complaints="all", rule=rule).ends
    assert [(end.account, end.amount) for end in ends] == [(LAST, 50_000_00)]


@pytest.mark.parametrize(
    ("minute", "amount", "reference"),
    [(52, 50_000, "S2"), (52, 49_999, "S1"), (62, 50_000, "S1"), (49, 50_000, "S1")],
    ids=["reference", "amount", "later", "before"],
)
def test_it_does_not_go_on_where_one_differs(
    case: Case, tmp_path: Path, minute: float, amount: int, reference: str
) -> None:
    passed = (minute, HUB, LAST, amount, "transfer", FIRM, "", reference)
    load(case, tmp_path, [*passing(), (*STOLEN, "S1"), passed], complained=True)
    assert [end.account for end in case.trace(complaints="all").ends] == [HUB]


def test_it_does_not_go_on_where_two_could_be_it(case: Case, tmp_path: Path) -> None:
    passed = [(minute, HUB, LAST, 50_000, "transfer", FIRM, "", "S1") for minute in (52, 53)]
    load(case, tmp_path, [*passing(), (*STOLEN, "S1"), *passed], complained=True)
    assert [end.account for end in case.trace(complaints="all").ends] == [HUB]
