"""What is true of each complaint: whose money, whose crime, where it ended, which transfers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from moneygraph.demo.complaints.lifo import Ends, lifo_ends
from moneygraph.demo.complaints.made import Complaint
from moneygraph.demo.region import Region
from moneygraph.demo.truth import Rows, money


def complaint_truth(region: Region, complaints: Sequence[Complaint]) -> dict[str, Rows]:
    """Return the tables of the truth by name, each with its header."""
    return {
        "complaints": _complaints(complaints),
        "complaint_ends": _ends(region, region.run.theft_ends, complaints),
        "complaint_ends_lifo": _ends(region, lifo_ends(region), complaints),
        "complaint_transfers": _transfers(complaints),
    }


def _complaints(complaints: Sequence[Complaint]) -> Rows:
    yield ("number", "victim", "ring", "lost")
    for complaint in complaints:
        yield (complaint.number, complaint.victim, str(complaint.ring), money(complaint.lost))


def _ends(region: Region, found: Ends, complaints: Sequence[Complaint]) -> Rows:
    """A complaint's ends are those of its own thefts alone, so both come to the same sum."""
    yield ("number", "end", "account", "amount")
    number_of = {
        theft.place: complaint.number for complaint in complaints for theft in complaint.thefts
    }
    ends: Counter[tuple[str, str, str]] = Counter()
    for (theft, end, account), amount in found.items():
        if theft in number_of:
            ends[number_of[theft], end, region.world.accounts[account].number] += amount
    for key, amount in sorted(ends.items()):
        yield (*key, money(amount))


def _transfers(complaints: Sequence[Complaint]) -> Rows:
    """`row` is the line of ``complaints.csv`` in a spreadsheet, the header being line 1."""
    yield ("number", "row", "transfer")
    row = 1
    for complaint in complaints:
        for theft in complaint.thefts:
            row += 1
            yield (complaint.number, str(row), theft.transfer)
