"""Ordinary loans and what people do with the money."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from moneygraph.demo.ledger import DAY, Ledger
from moneygraph.demo.life.clock import moments, monthly, pick, tenge
from moneygraph.demo.population import open_for
from moneygraph.demo.world import Ints, World

_HOUR = 3600


def borrow(world: World, ledger: Ledger) -> None:
    """Some take a loan, a few take two within the hour; a fifth repays older ones."""
    rng, people = world.rng, world.people
    count = people.party.size
    for index, person in enumerate(people.take(rng, max(2, count // 160), _grown(world))):
        _take_loans(world, ledger, int(person), 2, _USES[index % len(_USES)])
    for index, person in enumerate(people.take(rng, count // 30, _grown(world))):
        _take_loans(world, ledger, int(person), 1, _USES[index % len(_USES)])
    debtors = np.flatnonzero(_grown(world) & (rng.random(count) < 0.2))
    who, day = monthly(world.days, rng.integers(1, 28, debtors.size))
    payers = people.main[debtors[who]]
    desks = [_desk(world, account) for account in payers]
    due = tenge(people.income[debtors[who]] * rng.uniform(0.08, 0.2, who.size))
    ledger.add("repayment", moments(rng, day), payers, desks, due)


def _grown(world: World) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    grown: np.ndarray[tuple[int], np.dtype[np.bool_]] = world.people.group != "student"
    return grown


def _desk(world: World, account: int) -> int:
    return world.at_bank("loan_desk", world.accounts[account].bank)


def _take_loans(
    world: World, ledger: Ledger, person: int, loans: int, use: Callable[..., None]
) -> None:
    """Loans come to the person's accounts at the lenders within half an hour."""
    rng, people = world.rng, world.people
    if people.second[person] < 0:
        own = world.accounts[people.main[person]].bank
        other = next(bank for bank in iter(world.any_bank, "") if bank != own)
        people.second[person] = open_for(world, people.party[person], other)
    accounts = np.array([people.main[person], people.second[person]])[:loans]
    world.give_role(accounts, "borrower")
    day = int(rng.integers(1, max(2, world.days - 5)))
    ts = moments(rng, np.full(loans, day), 9, 19).min() + np.sort(rng.integers(0, 1800, loans))
    amount = tenge(rng.uniform(300_000, 2_000_000, loans), 10_000)
    desks = [_desk(world, account) for account in accounts]
    received = ledger.add("loan", ts, desks, accounts, amount)
    use(world, ledger, person, received["to_account"], received["credit_ts"], received["amount"])


def _keep(world: World, ledger: Ledger, person: int, at: Ints, ts: Ints, sum_: Ints) -> None:
    """The money stays for the weeks of a repair and goes out in cash."""
    rng = world.rng
    for account, since, amount in zip(at, ts, sum_, strict=True):
        times = since + np.sort(rng.integers(2 * DAY, 20 * DAY, 5))
        desk = world.at_bank("cash", world.accounts[account].bank)
        ledger.add("cash_out", times, account, desk, tenge(amount / 100 * 0.15, 1_000))


def _car_from_a_person(
    world: World, ledger: Ledger, person: int, at: Ints, ts: Ints, sum_: Ints
) -> None:
    """A private seller is paid at once, and keeps the money or moves it to his other bank."""
    rng, people = world.rng, world.people
    seller = int(people.take(rng, 1)[0]) if people.plain.any() else -1
    if seller < 0:
        return
    later = ts.max() + np.sort(rng.integers(600, 2 * _HOUR, at.size))
    price = tenge(sum_ / 100 * 0.98, 1_000)
    received = ledger.add("car", later, at, people.main[seller], price)
    if received.size and people.second[seller] >= 0:
        moved_at = received["credit_ts"].max() + rng.integers(DAY, 4 * DAY)
        part = tenge(received["amount"].sum() / 100 * 0.9, 10_000)
        ledger.add("own", moved_at, people.main[seller], people.second[seller], part)


def _to_company(role: str, manner: str, wait: int) -> Callable[..., None]:
    def use(world: World, ledger: Ledger, person: int, at: Ints, ts: Ints, sum_: Ints) -> None:
        later = ts.max() + np.sort(world.rng.integers(300, wait, at.size))
        company = pick(world.rng, world.having(role), 1)
        ledger.add(manner, later, at, company, tenge(sum_ / 100 * 0.97, 1_000))

    return use


def _refinance(world: World, ledger: Ledger, person: int, at: Ints, ts: Ints, sum_: Ints) -> None:
    """An older loan at another bank is paid off with the new one."""
    desks = pick(world.rng, world.having("loan_desk"), at.size)
    later = ts.max() + np.sort(world.rng.integers(300, 3 * _HOUR, at.size))
    ledger.add("refinance", later, at, desks, tenge(sum_ / 100 * 0.95))


def _to_own_account(
    world: World, ledger: Ledger, person: int, at: Ints, ts: Ints, sum_: Ints
) -> None:
    """Everything goes to one account of the same person, and stays there."""
    people = world.people
    home = people.second[person] if at.size == 1 else people.main[person]
    later = ts.max() + np.sort(world.rng.integers(300, 2 * _HOUR, at.size))
    ledger.add("own", later, at, home, tenge(sum_ / 100 * 0.98, 1_000))


_USES: tuple[Callable[..., None], ...] = (
    _car_from_a_person,
    _to_own_account,
    _to_company("dealer", "supply", 3 * _HOUR),
    _keep,
    _refinance,
    _to_company("merchant:electronics", "electronics", 2 * _HOUR),
)
