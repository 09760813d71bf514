"""A small region for the laws of loading: true transfers, and how three banks tell of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from tests.ingest.loading.exports import Party, Row, iban, iin

_DAY = dt.datetime(2026, 3, 2)
_PEOPLE = (900101300123, 850315400124, 771231300125, 920704400126)
_OWNERS = [iin(f"{number:012}"[:11]) for number in _PEOPLE]
#: Each bank has an account of each of three people; some people bank at more than one.
BANKS = {"722": (0, 1, 2), "601": (1, 2, 3), "432": (0, 2, 3)}
OWN_LAYOUT = {"722": "kaspi", "601": "halyk", "432": "vtb"}
ACCOUNTS = {
    (bank, place): Party(iban(bank, 7000 + place), f"Person {who}", _OWNERS[who], bank)
    for bank, people in BANKS.items()
    for place, who in enumerate(people)
}


@dataclass(frozen=True)
class Transfer:
    """What truly happened, once."""

    payer: tuple[str, int]
    payee: tuple[str, int]
    tiyn: int
    ts: dt.datetime


@dataclass(frozen=True)
class Telling:
    """How one bank reports one transfer: its clock, and whether it has the other's number."""

    skew: int
    hides: bool


@dataclass(frozen=True)
class Region:
    """Transfers; `tellings[bank]` goes with them one by one."""

    transfers: list[Transfer]
    tellings: dict[str, list[Telling]]
    layouts: dict[str, str]
    day_only: frozenset[str]

    def rows_of(self, bank: str) -> list[list[Row]]:
        """Return what a bank reports: for each transfer its rows, none where it took no part.

        Halyk tells a transfer between two of its clients from both sides.
        """
        return [
            [self._row(bank, one, telling, side) for side in self._sides(bank, one)]
            for one, telling in zip(self.transfers, self.tellings[bank], strict=True)
        ]

    def nobodys(self, index: int, skew: int) -> Row:
        """Return a transfer as written down by somebody who does not name himself."""
        one = self.transfers[index]
        payer, payee = (Party(ACCOUNTS[key].number) for key in (one.payer, one.payee))
        return Row(one.ts + dt.timedelta(seconds=skew), payer, payee, one.tiyn, purpose="told")

    def _sides(self, bank: str, one: Transfer) -> str:
        mine = "D" * (one.payer[0] == bank) + "C" * (one.payee[0] == bank)
        return mine if self.layouts[bank] in ("halyk", "vtb") else mine[:1]

    def _row(self, bank: str, one: Transfer, telling: Telling, side: str) -> Row:
        payer, payee = ACCOUNTS[one.payer], ACCOUNTS[one.payee]
        if telling.hides and payer.bank != bank:
            payer = replace(payer, number="")
        if telling.hides and payee.bank != bank:
            payee = replace(payee, number="")
        ts: dt.datetime | dt.date = one.ts + dt.timedelta(seconds=telling.skew)
        if bank in self.day_only:
            ts = one.ts.date()
        return Row(ts, payer, payee, one.tiyn, side, purpose=f"told by {bank}")


@st.composite
def _transfers(draw: st.DrawFn) -> list[Transfer]:
    """Equal payments come a minute or so apart, or more than an hour."""
    keys = sorted(ACCOUNTS)
    pair = st.tuples(st.sampled_from(keys), st.sampled_from(keys)).filter(lambda p: p[0] != p[1])
    when = st.tuples(st.integers(0, 2), st.sampled_from((9, 11, 16)), st.integers(0, 240))
    drawn = draw(
        st.lists(
            st.tuples(pair, st.sampled_from((500_000, 500_001, 7_000_000)), when),
            min_size=1,
            max_size=14,
        )
    )
    # each bank's statement file shows whose it is: two transfers between clients of its own
    drawn += [
        (((bank, a), (bank, b)), 10_000 + a, (0, 8, 60 * a))
        for bank in BANKS
        for a, b in ((0, 1), (1, 2))
    ]
    return [
        Transfer(payer, payee, tiyn, _DAY + dt.timedelta(days=day, hours=hour, seconds=second))
        for (payer, payee), tiyn, (day, hour, second) in drawn
    ]


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Draw a region in which it is decidable which rows report one transfer."""
    transfers = draw(_transfers())
    telling = st.builds(Telling, st.integers(-180, 180), st.booleans())
    many = st.lists(telling, min_size=len(transfers), max_size=len(transfers))
    return Region(
        transfers,
        {bank: draw(many) for bank in BANKS},
        {bank: draw(st.sampled_from((OWN_LAYOUT[bank], "statutory-ru"))) for bank in BANKS},
        frozenset(bank for bank in BANKS if draw(st.integers(0, 3)) == 0),
    )
