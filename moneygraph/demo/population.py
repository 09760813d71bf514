"""Fills the region with people, companies and the accounts they start with."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import numpy as np

from moneygraph.demo.manners import ABROAD, BANKS, COVERED, LOCAL, SHOPS
from moneygraph.demo.names import foreign_name, person_name
from moneygraph.demo.world import Account, People, World

#: Group -> share of the people, first and last year of birth, typical income in tenge a month.
GROUPS = {
    "worker": (0.68, 1962, 2002, 320_000),
    "pensioner": (0.12, 1940, 1961, 110_000),
    "student": (0.09, 2002, 2007, 70_000),
    "self-employed": (0.11, 1965, 2003, 220_000),
}
_SECOND_BANK = 0.32
_DEPOSIT = 0.14
_EXCHANGES = (
    *("BN Kazakhstan Technologies (Binance)", "Bybit Technology Limited", "ATAIX Eurasia Ltd"),
    *("Intebix Ltd", "Binance Kazakhstan", "Biteeu Eurasia Ltd"),
)


def make_world(seed: int, people: int, days: int) -> World:
    """Return a region with its people, companies and accounts, before any transfer."""
    world = World(np.random.default_rng(seed), Random(seed), days)
    _add_banks(world)
    _add_companies(world, people)
    _add_abroad(world, max(4, people // 150))
    world.people = _make_people(world, people)
    return world


def _add_banks(world: World) -> None:
    for code in LOCAL:
        bank = world.add_company(BANKS[code].name)
        world.open_account(bank, code, "loan desk", "loan_desk")
        world.open_account(bank, code, "company", "fees")
        desk = world.add_party("", "Банкомат")
        world.accounts.append(Account(f"CASH-{code}", code, desk, "cash", "cash"))
    for code, role in (("070", "treasury"), ("009", "pensions")):
        world.open_account(world.add_company(BANKS[code].name), code, "state", role)


def _add_companies(world: World, people: int) -> None:
    counts = {
        "employer": max(4, people // 60),
        "supplier": max(4, people // 150),
        "utility": 4,
        "dealer": max(2, people // 1000),
        "travel": max(2, people // 600),
    }
    for role, count in counts.items():
        for _ in range(count):
            spare = world.random.randint(200_000, 4_000_000) * 100
            world.open_account(world.add_company(), world.any_bank(), "company", role, spare)
    for kind in SHOPS:
        for _ in range(max(2, round(people / 40 * SHOPS[kind]))):
            company, spare = world.add_company(), world.random.randint(50_000, 900_000) * 100
            world.open_account(company, world.any_bank(), "merchant", f"merchant:{kind}", spare)
    for index, name in enumerate(_EXCHANGES):
        bank = COVERED[index % len(COVERED)]
        world.open_account(world.add_company(name), bank, "exchange", "exchange", 90_000_000_00)


def _add_abroad(world: World, count: int) -> None:
    for index in range(count):
        bank = ABROAD[index % len(ABROAD)]
        party = world.add_party("", foreign_name(world.random), resident=False)
        number = world.numbers.foreign_account(bank)
        world.accounts.append(Account(number, bank, party, "abroad", "abroad"))


def _make_people(world: World, count: int) -> People:
    rng = world.rng
    shares = [share for share, *_ in GROUPS.values()]
    group = rng.choice(list(GROUPS), size=count, p=shares)
    typical = np.array([GROUPS[name][3] for name in group])
    income = (typical * rng.lognormal(0, 0.35, count)).astype(np.int64)
    party = np.array([add_person(world, name) for name in group], dtype=np.int64)
    nobody = np.full(count, -1, dtype=np.int64)
    people = People(
        party, nobody.copy(), nobody.copy(), nobody, group, income, np.ones(count, dtype=np.bool_)
    )
    more, deposit = rng.random(count), rng.random(count)
    for person in range(count):
        bank = world.any_bank()
        people.main[person] = open_for(world, party[person], bank)
        other = world.any_bank()
        if more[person] < _SECOND_BANK and other != bank:
            people.second[person] = open_for(world, party[person], other)
        if deposit[person] < _DEPOSIT:
            people.deposit[person] = open_for(world, party[person], bank, 8)
    return people


def add_person(world: World, group: str) -> int:
    """Add a person whose age suits the group; returns the party's index."""
    _, first, last, _ = GROUPS[group]
    woman = world.random.random() < 0.52
    day = world.random.randrange((last - first + 1) * 365)
    birth = date(first, 1, 1) + timedelta(days=day)
    return world.add_party(world.numbers.person(birth, woman), person_name(world.random, woman))


def open_for(world: World, party: int, bank: str, times: int = 1) -> int:
    """Open a person's account that always keeps some thousand tenge, or `times` as much."""
    spare = int(world.random.lognormvariate(9.6, 1.2)) * 100 * times
    return world.open_account(int(party), bank, "person", "person", spare)
