"""Ordinary life: what people and companies do with honest money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.demo.life import (
    crypto,
    loans,
)
from moneygraph.demo.life import (
    household as homes,
)
from moneygraph.demo.life import (
    household as shopping,
)
from moneygraph.demo.life import (
    household as work,
)
from moneygraph.demo.life import (
    people as groups,
)
from moneygraph.demo.life import (
    people as neighbours,
)
from moneygraph.demo.life import (
    people as occasions,
)

if TYPE_CHECKING:
    from moneygraph.demo.ledger import Ledger
    from moneygraph.demo.world import World


def live(world: World, ledger: Ledger) -> None:
    """Add everything that happens in the region but for crime."""
    loans.borrow(world, ledger)
    groups.collect_for_trips(world, ledger)
    groups.sell(world, ledger)
    groups.build(world, ledger)
    homes.rent(world, ledger)
    groups.share_flats(world, ledger)
    occasions.trade_up(world, ledger)
    occasions.hold_feasts(world, ledger)
    crypto.buy_from_traders(world, ledger)
    crypto.use_exchanges(world, ledger)
    work.pay_wages(world, ledger)
    work.pay_pensions(world, ledger)
    work.trade(world, ledger)
    homes.pay_bills(world, ledger)
    shopping.shop(world, ledger)
    shopping.use_cash(world, ledger)
    neighbours.help_friends(world, ledger)
    neighbours.support_family(world, ledger)
    neighbours.move_own_money(world, ledger)
