"""Of which accounts links are sent: a person's, at a bank that answered."""

from __future__ import annotations

import numpy as np

from moneygraph.demo.banks import COVERED
from moneygraph.demo.region import Region


def told_accounts(region: Region) -> dict[int, int]:
    """Return the party of each account told of, by the account's place and in that order.

    An account on which no money moved stands in no export, and nobody asks for it.
    """
    moved = np.union1d(region.transfers["from_account"], region.transfers["to_account"])
    accounts = region.world.accounts
    return {
        place: accounts[place].party
        for place in moved.tolist()
        if accounts[place].kind == "person" and accounts[place].bank in COVERED
    }
