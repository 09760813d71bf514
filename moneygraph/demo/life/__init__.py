"""Ordinary life: the transfers of people and companies without any crime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.demo.life import crypto, household, loans, people

if TYPE_CHECKING:
    from moneygraph.demo.ledger import Ledger
    from moneygraph.demo.world import World


def live(world: World, ledger: Ledger) -> None:
    """Add all ordinary transfers, in a fixed order so that a seed gives the same ones."""
    loans.borrow(world, ledger)
    people.collect_for_trips(world, ledger)
    people.sell(world, ledger)
    people.build(world, ledger)
    household.rent(world, ledger)
    people.share_flats(world, ledger)
    people.trade_up(world, ledger)
    people.hold_feasts(world, ledger)
    crypto.buy_from_traders(world, ledger)
    crypto.use_exchanges(world, ledger)
    household.pay_wages(world, ledger)
    household.pay_pensions(world, ledger)
    household.trade(world, ledger)
    household.pay_bills(world, ledger)
    household.shop(world, ledger)
    household.use_cash(world, ledger)
    people.help_friends(world, ledger)
    people.support_family(world, ledger)
    people.move_own_money(world, ledger)
