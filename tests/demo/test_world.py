from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from moneygraph.demo.manners import BANKS, COVERED, MANNER, MANNERS, MISSING
from moneygraph.demo.region import Region, make_region
from moneygraph.demo.truth import visible
from moneygraph.store.errors import CallError
from moneygraph.store.schema import ACCOUNT_KINDS, ENDS, KINDS

from .test_identity import holds, iban_holds


def test_numbers_of_all_parties_hold(region: Region) -> None:
    ids = [party.id for party in region.world.parties if party.id]
    assert all(holds(id_) for id_ in ids)
    assert len(set(ids)) == len(ids)


def test_account_numbers_hold_and_name_their_bank(region: Region) -> None:
    for account in region.world.accounts:
        if account.kind == "cash":
            continue
        assert iban_holds(account.number)
        assert account.number[4:7] == account.bank or account.number[:2] == account.bank


def test_no_covered_account_goes_below_zero(region: Region) -> None:
    events = defaultdict(list)
    for transfer in region.transfers:
        amount = int(transfer["amount"])
        assert amount > 0
        events[int(transfer["from_account"])].append((int(transfer["ts"]), 1, -amount))
        events[int(transfer["to_account"])].append((int(transfer["credit_ts"]), 0, amount))
    for place, of_account in events.items():
        balance = int(region.opening[place])
        assert balance >= 0
        if region.world.accounts[place].bank in COVERED:
            for *_, delta in sorted(of_account):
                balance += delta
                assert balance >= 0, region.world.accounts[place]


def test_everything_happens_in_the_period(region: Region) -> None:
    assert region.transfers["ts"].min() > 0
    assert region.transfers["credit_ts"].max() < region.world.days * 86_400
    assert np.all(region.transfers["credit_ts"] >= region.transfers["ts"])


def test_each_victims_ends_add_up_to_what_was_lost(region: Region) -> None:
    ended: Counter[int] = Counter()
    for (victim, end, _), amount in region.run.ends.items():
        assert end in ENDS
        assert amount > 0
        ended[victim] += amount
    lost: Counter[int] = Counter()
    for order in region.run.orders:
        if region.world.accounts[order.from_account].role == "victim" and order.parcels:
            lost[order.parcels[0].victim] += order.amount
    assert ended == lost
    assert len(lost) == sum(len(ring.victims) for ring in region.cast)


def test_what_came_to_a_dropper_went_on_or_stayed(region: Region) -> None:
    stays: Counter[tuple[int, int]] = Counter()
    for (victim, end, account), amount in region.run.ends.items():
        if end in ("held", "unseen"):
            stays[account, victim] += amount
    flow: Counter[tuple[int, int]] = Counter()
    unseen_cash: Counter[tuple[int, int]] = Counter()
    for order in region.run.orders:
        assert sum(parcel.amount for parcel in order.parcels) in (0, order.amount)
        seen = {
            region.world.accounts[place].bank for place in (order.from_account, order.to_account)
        }
        for parcel in order.parcels:
            flow[order.to_account, parcel.victim] += parcel.amount
            flow[order.from_account, parcel.victim] -= parcel.amount
            if not seen & set(COVERED):
                unseen_cash[order.from_account, parcel.victim] += parcel.amount
    for ring in region.cast:
        for dropper in ring.droppers:
            for place in range(len(stays)):
                key = (dropper.account, place)
                assert flow[key] + unseen_cash[key] == stays[key]


def test_every_theft_and_every_dropper_is_in_a_statement_file(region: Region) -> None:
    seen = visible(region)
    known = set(region.transfers["to_account"][seen]) | set(region.transfers["from_account"][seen])
    for ring in region.cast:
        assert all(dropper.account in known for dropper in ring.droppers if dropper.received)
    theft = np.array(
        [
            region.world.accounts[order.from_account].role == "victim" and bool(order.parcels)
            for order in region.run.orders
        ]
    )
    orders = region.transfers["order"]
    assert np.all(seen[(orders >= 0) & theft[orders]])


def test_the_scams_are_of_every_sort(region: Region) -> None:
    assert {ring.depth for ring in region.cast} == {2, 3, 4}
    droppers = [dropper for ring in region.cast for dropper in ring.droppers]
    assert {dropper.fresh for dropper in droppers} == {True, False}
    assert {dropper.quick for dropper in droppers} == {True, False}
    assert {end for _, end, _ in region.run.ends} >= set(ENDS) - {"fee", "repaid", "returned"}
    assert any(region.world.accounts[dropper.account].bank in MISSING for dropper in droppers)


def test_victims_borrow_within_the_hour_from_two_to_four_lenders(region: Region) -> None:
    loans = defaultdict(list)
    for order in region.run.orders:
        if order.manner == "quick_loan":
            loans[region.world.accounts[order.to_account].party].append(order)
    for ring in region.cast:
        assert 3 <= len(ring.victims) <= 8
        for victim in ring.victims:
            orders = loans[victim.party]
            assert 2 <= len({order.from_account for order in orders}) <= 4
            times = [order.ts for order in orders]
            assert max(times) - min(times) <= 3600


def test_a_fresh_card_begins_with_the_scam(region: Region) -> None:
    for ring in region.cast:
        for dropper in ring.droppers:
            touches = (region.transfers["from_account"] == dropper.account) | (
                region.transfers["to_account"] == dropper.account
            )
            if dropper.fresh:
                assert np.all(region.transfers["order"][touches] >= 0)
                assert region.opening[dropper.account] == 0


def test_honest_look_alikes_are_there(region: Region) -> None:
    roles = Counter(account.role for account in region.world.accounts)
    for role in ("seller", "collector", "landlord", "foreman", "trader"):
        assert roles[role] >= 2
    honest = region.transfers[region.transfers["order"] < 0]
    lent = honest[np.isin(honest["manner"], [MANNER["loan"], MANNER["quick_loan"]])]
    owners = Counter(region.world.accounts[place].party for place in lent["to_account"])
    assert max(owners.values()) == 2


def test_words_are_those_of_the_schema(region: Region) -> None:
    # how banks word what they undo, give back and exchange has no kind of its own in a case
    of_mess = {"storno", "refund", "conversion"}
    assert {manner.kind for manner in MANNERS} - of_mess <= set(KINDS)
    assert {account.kind for account in region.world.accounts} <= set(ACCOUNT_KINDS)
    for manner in MANNERS:
        for text in (*manner.debit, *manner.credit, *manner.kk):
            assert "{" not in text.format(n=1, card="0001", to="SHOP")


def test_without_rings_there_is_no_crime() -> None:
    region = make_region(seed=2, people=200, rings=0, days=30)
    assert not region.run.orders
    assert not region.run.ends
    assert np.all(region.transfers["order"] == -1)
    assert not {"victim", "dropper"} & {account.role for account in region.world.accounts}


def test_a_region_grows_with_its_people() -> None:
    small, large = (make_region(5, people, None, 30) for people in (330, 990))
    assert (len(small.cast), len(large.cast)) == (1, 3)
    assert 2 < large.transfers.size / small.transfers.size < 4


def test_three_thousand_people_have_rings_enough() -> None:
    region = make_region(1, 3000, None, 30)
    assert len(region.cast) >= 8
    assert sum(len(ring.victims) for ring in region.cast) >= 30


@pytest.mark.parametrize(
    ("people", "rings", "days"), [(10, 0, 30), (500, 11, 30), (500, 1, 3), (500, -1, 30)]
)
def test_sizes_that_cannot_be(people: int, rings: int, days: int) -> None:
    with pytest.raises(CallError):
        make_region(1, people, rings, days)


@pytest.mark.parametrize("days", [7, 45])
def test_other_periods(days: int) -> None:
    region = make_region(4, 400, 2, days)
    assert region.transfers["credit_ts"].max() < days * 86_400
    assert sum(region.run.ends.values()) > 0


def test_banks_shares_are_a_whole() -> None:
    assert sum(bank.share for bank in BANKS.values()) == pytest.approx(1)
    assert len(COVERED) == 5
