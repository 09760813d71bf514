"""Money that came back to its victim: an end of its own, nothing to freeze or to ask for."""

from __future__ import annotations

import pytest

from moneygraph.api import Case
from moneygraph.store.schema import SHARING_RULES

from .conftest import SEEN, SILENT, VICTIM_ACCOUNTS, Load, complains, paid

VICTIM, OTHER = VICTIM_ACCOUNTS[:2]
ONE = [complains("1", 0, "500", "02 10:00")]
GIVEN_BACK = [
    paid("02 10:00", VICTIM, SEEN[0], "500"),
    paid("02 11:00", SEEN[0], VICTIM, "200"),
    paid("02 12:00", SEEN[0], SEEN[1], "300"),
    paid("03 12:00", VICTIM, SEEN[2], "150"),
]


def ends(case: Case, complaint: str, rule: str) -> set[tuple[str, str, int]]:
    trace = case.trace(complaints=[complaint], rule=rule)
    assert sum(end.amount for end in trace.ends) == trace.traced
    return {(end.end, end.account, end.amount) for end in trace.ends}


@pytest.mark.drawn
@pytest.mark.parametrize("rule", SHARING_RULES)
def test_what_the_victim_has_back_is_returned(load: Load, rule: str) -> None:
    case = load(GIVEN_BACK, ONE)
    assert ends(case, "1", rule) == {("returned", VICTIM, 20000), ("held", SEEN[1], 30000)}
    assert [row.account for row in case.freeze(rule=rule).rows] == [SEEN[1]]


def test_bounds_of_what_was_returned(load: Load) -> None:
    found = load(GIVEN_BACK, ONE).trace_all(complaints="all")
    assert {(b.end, b.account, b.least, b.most) for b in found.bounds} == {
        ("returned", VICTIM, 20000, 20000),
        ("held", SEEN[1], 30000, 30000),
    }


@pytest.mark.drawn
@pytest.mark.parametrize("rule", SHARING_RULES)
def test_no_statement_of_the_victim_is_asked_for(load: Load, rule: str) -> None:
    victim = SILENT[0]
    rows = [
        paid("02 10:00", victim, SEEN[0], "500"),
        paid("02 11:00", SEEN[0], victim, "200"),
        paid("02 12:00", SEEN[0], SILENT[1], "300"),
    ]
    case = load(rows, [f"1,,{victim},500,2026-03-02 10:00"])
    assert ends(case, "1", rule) == {("returned", victim, 20000), ("unseen", SILENT[1], 30000)}
    assert [row.account for row in case.requests(rule=rule).rows] == [SILENT[1]]
    assert case.freeze(rule=rule).rows == []


@pytest.mark.drawn
@pytest.mark.parametrize("rule", SHARING_RULES)
def test_another_victims_money_goes_on_through_a_victims_account(load: Load, rule: str) -> None:
    rows = [
        paid("02 10:00", VICTIM, SEEN[0], "500"),
        paid("03 10:00", OTHER, VICTIM, "300"),
        paid("03 10:05", VICTIM, SEEN[1], "300"),
    ]
    case = load(rows, [*ONE, complains("2", 1, "300", "03 10:00")])
    assert ends(case, "2", rule) == {("held", SEEN[1], 30000)}
    assert ends(case, "1", rule) == {("held", SEEN[0], 50000)}


def test_money_between_the_victims_own_accounts_has_not_come_back(load: Load) -> None:
    """The complaint names the first transfer, to the victim's other account."""
    rows = [paid("02 10:00", VICTIM, OTHER, "500"), paid("02 11:00", OTHER, SEEN[0], "500")]
    complaints = [f"1,,{VICTIM},500,2026-03-02 10:00", f"1,,{OTHER},500,2026-03-02 11:00"]
    case = load(rows, complaints)
    assert ends(case, "1", "lifo") == {("held", SEEN[0], 50000)}


def test_a_trace_of_an_account_goes_on_through_it(load: Load) -> None:
    """Whose money it is, only a complaint states."""
    trace = load(GIVEN_BACK, ONE).trace(VICTIM, until="2026-03-02")
    assert {end.end for end in trace.ends} == {"held"}
