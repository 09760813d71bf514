from __future__ import annotations

import csv
import ipaddress
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from moneygraph.demo import write_demo
from moneygraph.demo.links import CONTROLLED, HEADER, write_links
from moneygraph.demo.manners import COVERED
from moneygraph.demo.names import luhn_digit
from moneygraph.demo.region import Region

Links = list[tuple[str, str, str]]
PERSONAL = ("phone", "device")


@pytest.fixture(scope="module")
def links(region: Region, tmp_path_factory: pytest.TempPathFactory) -> Links:
    folder = tmp_path_factory.mktemp("links")
    write_links(region, 11, folder)
    return read(folder / "links.csv")


def read(path: Path) -> Links:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == HEADER
    return [(account, kind, value) for account, kind, value in rows]


def owners(region: Region) -> dict[str, int]:
    return {account.number: account.party for account in region.world.accounts}


def holders(links: Links, *kinds: str) -> dict[tuple[str, str], set[str]]:
    """Return the accounts by kind and value."""
    found = defaultdict(set)
    for account, kind, value in links:
        if kind in kinds:
            found[kind, value].add(account)
    return found


def used_droppers(region: Region) -> Iterator[set[str]]:
    """Yield the used droppers of each ring at banks that answered."""
    for ring in region.cast:
        accounts = [region.world.accounts[one.account] for one in ring.droppers if one.received]
        yield {account.number for account in accounts if account.bank in COVERED}


def test_links_are_of_peoples_accounts_that_exports_show(region: Region, links: Links) -> None:
    moved = {*region.transfers["from_account"].tolist(), *region.transfers["to_account"].tolist()}
    accounts = region.world.accounts
    shown = {
        accounts[place].number
        for place in moved
        if accounts[place].kind == "person" and accounts[place].bank in COVERED
    }
    assert {account for account, _, _ in links} == shown
    assert links == sorted(set(links))
    assert {kind for _, kind, _ in links} == {"phone", "device", "ip", "address", "atm"}


def test_values_are_nobodys(links: Links) -> None:
    for _, kind, value in links:
        if kind == "phone":
            assert value.startswith("+7799")
            assert len(value) == 12
        if kind == "device":
            assert len(value) == 15
            assert value[-1] == luhn_digit(value[:-1])
        if kind == "ip":
            assert not ipaddress.ip_address(value).is_global


def test_a_persons_accounts_share_the_persons_phone(region: Region, links: Links) -> None:
    owner = owners(region)
    phones: dict[str, set[str]] = defaultdict(set)
    for account, kind, value in links:
        if kind == "phone":
            phones[account].add(value)
    droppers = {owner[account] for ring in used_droppers(region) for account in ring}
    ordinary: dict[int, list[set[str]]] = defaultdict(list)
    for account in {account for account, _, _ in links}:
        if owner[account] not in droppers:
            ordinary[owner[account]].append(phones[account])
    assert sum(len(accounts) > 1 for accounts in ordinary.values()) > 100
    own = [set.union(*accounts) for accounts in ordinary.values()]
    assert all(len(phone) == 1 for phone in own)
    assert len(set.union(*own)) == len(own)


def test_a_rings_droppers_are_run_from_one_or_two_hands(region: Region, links: Links) -> None:
    held_by = holders(links, *PERSONAL)
    several = 0
    for droppers in used_droppers(region):
        shared = {
            value: accounts & droppers
            for value, accounts in held_by.items()
            if len(accounts & droppers) > 1
        }
        held = set().union(*shared.values())
        assert len(held) == round(CONTROLLED * len(droppers))
        groups = {frozenset(accounts) for accounts in shared.values()}
        assert 1 <= len(groups) <= 2
        assert sum(map(len, groups)) == len(held)
        assert all(held_by[value] <= droppers for value in shared)
        several += len(groups) == 2
    assert several


def test_families_share_a_home_and_some_spouses_a_device(region: Region, links: Links) -> None:
    owner = owners(region)
    homes = [
        len({owner[account] for account in accounts})
        for (_, value), accounts in holders(links, "address").items()
        if "кв." in value
    ]
    assert max(homes) == 5
    assert 0.5 < sum(size > 1 for size in homes) / len(homes) < 0.9
    droppers = set().union(*used_droppers(region))
    shared = [
        accounts
        for accounts in holders(links, "device").values()
        if len({owner[account] for account in accounts}) == 2 and not accounts & droppers
    ]
    assert len(shared) > region.world.people.party.size // 60


def test_what_very_many_share_is_on_droppers_as_on_others(region: Region, links: Links) -> None:
    droppers = set().union(*used_droppers(region))
    others = {account for account, _, _ in links} - droppers
    for kind, expected in (("ip", 0.3), ("address", 0.06), ("atm", 0.4)):
        many = {
            value: accounts
            for value, accounts in holders(links, kind).items()
            if len(accounts) > 6 * (2 if kind == "ip" else 1) and "кв." not in value[1]
        }
        assert many
        on = set().union(*many.values())
        assert len(on & others) / len(others) == pytest.approx(expected, abs=0.03)
        assert len(on & droppers) / len(droppers) == pytest.approx(expected, abs=0.2)


def test_links_grow_with_the_region_and_come_without_rings(tmp_path: Path) -> None:
    sizes = []
    for people in (60, 240):
        write_demo(tmp_path, people=people, days=7, rings=0)
        sizes.append(len(read(tmp_path / "links.csv")))
    assert 3 < sizes[1] / sizes[0] < 5


def test_links_depend_on_the_seed_alone(region: Region, links: Links, tmp_path: Path) -> None:
    before = (region.world.rng.bit_generator.state, region.world.random.getstate())
    write_links(region, 11, tmp_path)
    assert read(tmp_path / "links.csv") == links
    write_links(region, 12, tmp_path)
    assert read(tmp_path / "links.csv") != links
    assert before == (region.world.rng.bit_generator.state, region.world.random.getstate())
