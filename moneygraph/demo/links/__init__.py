"""What ties accounts together beside money: phones, devices, IP addresses, addresses."""

from __future__ import annotations

from pathlib import Path
from random import Random

from moneygraph.demo.exports.files import write_csv
from moneygraph.demo.links.contacts import Contacts
from moneygraph.demo.links.crew import controlled
from moneygraph.demo.links.homes import home_links
from moneygraph.demo.links.places import place_links
from moneygraph.demo.links.told import told_accounts
from moneygraph.demo.region import Region

__all__ = ["HEADER", "write_links"]

HEADER = ("account", "kind", "value")


def write_links(region: Region, seed: int, folder: Path) -> None:
    """Write ``links.csv``: one row for each thing tied to an account, sorted."""
    random = Random(f"links {seed}")
    contacts = Contacts(random)
    told = told_accounts(region)
    links = {
        *controlled(random, contacts, region.cast, told),
        *home_links(random, contacts, region, told),
        *place_links(random, contacts, region.world, told),
    }
    accounts = region.world.accounts
    rows = sorted((accounts[link.account].number, link.kind, link.value) for link in links)
    write_csv(folder / "links.csv", [HEADER, *rows])
