"""The register of complaints as it is kept: by hand, in a spreadsheet, never all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from moneygraph.demo.complaints.made import Complaint, Theft
from moneygraph.demo.exports.answer import START
from moneygraph.demo.truth import money
from moneygraph.demo.world import World

HEADER = (
    "number",
    "registered",
    "victim",
    "account",
    "amount",
    "ts",
    "transfer",
    "group",
    "region",
)
#: Shares of all rows; a row lacks the victim or the account, never both.
DAY_ONLY, TO_THE_MINUTE = 0.15, 0.25
NO_VICTIM, NO_ACCOUNT = 0.05, 0.2
SPACED_AMOUNT = 0.1
#: Share of the rows whose IIN begins with a zero.
ZEROS_LOST = 0.6
#: Share of all complaints.
REGISTERED_DAY_ONLY = 0.3


def register_rows(
    world: World, complaints: Sequence[Complaint], seed: int
) -> Iterator[Sequence[str]]:
    """Yield the header and a row a theft, in the register's order.

    `transfer` stays empty: the police know of no transfer ids.
    """
    random = Random(f"register {seed}")
    yield HEADER
    for complaint in complaints:
        registered = _registered(random, complaint.registered)
        for theft in complaint.thefts:
            number = world.accounts[theft.order.from_account].number
            # of two equal sums only a row that says everything can be found
            full = _has_twin(theft, complaint)
            yield (
                complaint.number,
                registered,
                *_who(random, complaint.victim, number, full),
                _amount(random, theft.order.amount),
                _when(random, theft.order.ts, full),
                "",
                complaint.group,
                complaint.region,
            )


def _registered(random: Random, ts: int) -> str:
    if random.random() < REGISTERED_DAY_ONLY:
        return _text(ts, "%Y-%m-%d")
    return _text(ts, "%Y-%m-%d %H:%M")


def _has_twin(theft: Theft, complaint: Complaint) -> bool:
    return sum(one.order.amount == theft.order.amount for one in complaint.thefts) > 1


def _who(random: Random, victim: str, number: str, full: bool) -> tuple[str, str]:
    lacks, loses = random.random(), random.random() < ZEROS_LOST
    # as a spreadsheet does that takes an IIN for a number
    shown = victim.lstrip("0") if loses else victim
    if full or lacks >= NO_VICTIM + NO_ACCOUNT:
        return shown, number
    return ("", number) if lacks < NO_VICTIM else (shown, "")


def _amount(random: Random, amount: int) -> str:
    if random.random() >= SPACED_AMOUNT:
        return money(amount)
    return f"{amount // 100:,}".replace(",", " ") + f",{amount % 100:02d}"


def _when(random: Random, ts: int, full: bool) -> str:
    how = random.random()
    if full or how >= DAY_ONLY + TO_THE_MINUTE:
        return _text(ts, "%Y-%m-%d %H:%M:%S")
    return _text(ts, "%Y-%m-%d" if how < DAY_ONLY else "%Y-%m-%d %H:%M")


def _text(ts: int, form: str) -> str:
    return (START + timedelta(seconds=ts)).strftime(form)
