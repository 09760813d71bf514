"""What a trace returns. Amounts are whole minor units of the traced currency.

Its rows are named tuples, the ends kept as columns: poison gives hundreds of thousands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from moneygraph.store.rows import Rows, frame_of

if TYPE_CHECKING:
    import pandas as pd


class End(NamedTuple):
    """Money of the trail that is at one account, or came from it when traced back.

    ``end`` is one of `schema.ENDS` (of `schema.ORIGINS` when traced back), ``hops`` the fewest
    between a start and here, ``first_ts`` and ``last_ts`` when such money came here (left here,
    when traced back). ``victims``: whom it was stolen from, as pairs of a complaint's number and an
    amount, the largest first, where complaints are traced; they add up to ``amount``.
    ``unsure`` is how much of it came through transfers that are not sure (`Trace.hangs_on`); rules
    without hops leave it at nothing.
    """

    end: str
    account: str
    bank: str | None
    owner: str | None
    name: str | None
    amount: int
    hops: int
    first_ts: datetime
    last_ts: datetime
    victims: tuple[tuple[str, int], ...] = ()
    unsure: int = 0


class Doubt(NamedTuple):
    """A transfer that traced money went through and that is not sure, or an undone payment.

    ``reason``: "one-sided" (reported by one side although a statement of the other is held),
    "other-half" (it may be the other half of such a one), "pair" (its two rows may be two
    transfers), "refund" (it may give back another payment), "status" (its status may mean that
    nothing moved), "undone" (a payment that is taken to be undone, and no transfer: `row` is its
    place, as FILE:ROW). ``amount`` of the traced money is or can be in it.
    """

    transfer: int | None
    reason: str
    amount: int
    row: str = ""


class Hop(NamedTuple):
    """The traced money with which in_transfer paid for out_transfer inside ``account``.

    ``uncovered``: we lack the account's own statement for the day of the credit or of the
    debit, so that money it had or passed on may be missing. ``tied``: the order of the two
    is not known: one instant, or one day where a time of day is missing.
    """

    in_transfer: int
    out_transfer: int
    account: str
    amount: int
    dwell_s: int
    uncovered: bool
    tied: bool


class Party(NamedTuple):
    """An account at one side of a transfer."""

    account: str
    bank: str | None
    owner: str | None
    name: str | None
    kind: str


class Touched(NamedTuple):
    """A transfer that traced money went through.

    ``traced`` is how much of the traced money that is. ``amount`` and ``to_amount`` are all
    that the transfer debited and credited, in ``currency`` and ``to_currency``.
    """

    id: int
    ts: datetime
    credit_ts: datetime
    kind: str
    amount: int
    currency: str
    to_amount: int
    to_currency: str
    sender: Party
    receiver: Party
    traced: int


@dataclass(frozen=True)
class Trace:
    """The trail of some money under a rule; the ends' amounts add up to ``traced``.

    ``starts`` maps each starting transfer to the money that begins there. Where the money
    of one start runs into another, it is counted where it began first, so that ``traced``
    is less than what the starting transfers moved by ``returned``. ``tied`` is how much of
    ``traced`` went over at least one hop that is tied. ``hops`` are ordered by their two
    transfers, ``ends`` by amount (the largest first) and account, ``transfers`` by id.

    A taint rule has no hops and only its largest ``transfers``: ``through`` gives how much of
    which transfer is traced (of those with any, by id). Under poison every amount is the most that
    there can be, and the ends do not add up. Beside other rules (`RulesTrace`) it has neither.
    ``hangs_on`` are the transfers it went through that are not sure, by id.
    """

    rule: str
    back: bool
    traced: int
    currency: str
    ends: Rows[End]
    hops: list[Hop]
    transfers: dict[int, Touched]
    starts: dict[int, int]
    returned: int
    tied: int
    through: dict[int, int] = field(default_factory=dict)
    hangs_on: tuple[Doubt, ...] = ()

    @property
    def is_bound(self) -> bool:
        """Tell whether the ends are bounds of their own, which do not add up."""
        return self.rule == "poison"

    @property
    def df(self) -> pd.DataFrame:
        """The ends as a frame, a row an end; amounts in whole minor units."""
        return frame_of(End, self.ends)

    @property
    def hops_df(self) -> pd.DataFrame:
        """The hops as a frame, a row a hop; amounts in whole minor units, dwell in seconds."""
        return frame_of(Hop, self.hops)


class Bound(NamedTuple):
    """The least and the most that can be at one end under every rule that pays with what is there.

    ``least`` is what the account's other money cannot be, ``most`` what poison allows. They hold
    for the transfers of the case as they are; docs/reference/rules.md says over what, exactly.
    """

    end: str
    account: str
    bank: str | None
    owner: str | None
    name: str | None
    least: int
    most: int


@dataclass(frozen=True)
class RulesTrace:
    """The trace under each rule, by its name, and the bounds, the largest ``most`` first.

    ``tied``: the money went through moments whose order is not known; the bounds then hold in
    any order of them. ``hangs_on``: the transfers that are not sure and may have moved some of it,
    each with the most that can be of it; the bounds hold for whatever they were.
    """

    rules: dict[str, Trace]
    bounds: Rows[Bound]
    tied: bool
    hangs_on: tuple[Doubt, ...] = ()

    @property
    def spans(self) -> dict[tuple[str, str], tuple[int, int]]:
        """The least and the most by kind of end and account."""
        return {(one.end, one.account): (one.least, one.most) for one in self.bounds}

    @property
    def df(self) -> pd.DataFrame:
        """The bounds as a frame, a row an end; amounts in whole minor units."""
        return frame_of(Bound, self.bounds)
