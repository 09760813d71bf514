"""The worked examples of docs/reference/rules.md come out as they are written there."""

from __future__ import annotations

import re

import pytest

from moneygraph.flow.taint import read_money, taint_bound
from moneygraph.store.schema import RULES
from tests.conftest import TESTS
from tests.flow.taint.test_tainted import CON, claims_of, one_rule, shares_of
from tests.small_case import SmallCase, fill, move

TEXT = (TESTS.parent / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```example\n(.*?)```", TEXT, re.DOTALL)
_PAYMENT = re.compile(r"(\w+) -> (\w+) (\d+)")
Places = dict[tuple[str, str], int]


def places_of_text(text: str) -> Places:
    """Read ``M has V1 10, V2 100; X has 5``."""
    found: Places = {}
    for place in text.split(";"):
        account, _, shares = place.strip().partition(" has ")
        for share in shares.split(","):
            *victim, amount = share.split()
            found[account, "".join(victim)] = int(amount)
    return found


def found_places(case: SmallCase, rule: str) -> Places:
    payers = {one: m.sender for one, m in case.transfers.items() if m.sender.startswith("V")}
    claimed = {one: (int(v[1:]), case.transfers[one].amount) for one, v in payers.items()}
    if rule == "least":
        con = fill(CON, case)
        bound = taint_bound(read_money(con), claims_of(claimed), least=True)
        return {(account, ""): amount for (account, _), amount in shares_of(con, bound).items()}
    trace = one_rule(case, claimed, rule)
    if trace.is_bound:
        return {(end.account, ""): end.amount for end in trace.ends}
    return {(end.account, name): amount for end in trace.ends for name, amount in end.victims}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("\n")[-2][:30])
def test_example(example: str) -> None:
    lines = example.strip().splitlines()
    paid = [match for line in lines if (match := _PAYMENT.fullmatch(line))]
    case = SmallCase(
        [move(minute, m[1], m[2], int(m[3])) for minute, m in enumerate(paid)],
    )
    rules = [line.split(": ") for line in lines if ": " in line]
    assert len(paid) + len(rules) == len(lines)
    assert rules
    for rule, places in rules:
        assert found_places(case, rule) == places_of_text(places), rule


def test_every_rule_is_documented_with_an_example() -> None:
    for rule in RULES:
        assert f"## {rule} – " in TEXT
        assert any(f"\n{rule}: " in example for example in EXAMPLES)
