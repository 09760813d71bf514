"""What a model is told of an account: the features, and in which direction each counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Feature:
    """A column of ``features.sql``; what it means is said under `[feature]` in the labels.

    `direction`: 1 where more of it never makes an account less suspicious, -1 where it never
    makes it more so, 0 where nobody can say. `unit` is share (0 to 1), amount (tiyn), times
    (multiples of the account's usual payment), count or seconds.
    """

    name: str
    direction: int
    unit: str = "share"


#: What is known before any label is seen.
UNTRAINED: Final = "untrained_score"

FEATURES: Final = (
    Feature("minute_passed_share", 1),
    Feature("hour_passed_share", 1),
    Feature("day_passed_share", 1),
    Feature("days_passed_share", 1),
    Feature("week_passed_share", 1),
    Feature("alike_passed_share", 1),
    Feature("hour_passed_times", 1, "times"),
    Feature("day_passed_times", 1, "times"),
    Feature("days_passed_times", 1, "times"),
    Feature("week_passed_times", 1, "times"),
    Feature("alike_passed_times", 1, "times"),
    Feature("passes", 1, "count"),
    Feature("whole_passes", 1, "count"),
    Feature("stranger_passes", 1, "count"),
    Feature("crowd", 1, "count"),
    Feature("crowd_times", 1, "times"),
    Feature("crowd_passed_share", 1),
    Feature("hour_sent_share", 1),
    Feature("day_sent_share", 1),
    Feature("stranger_share", 1),
    Feature("once_share", 1),
    Feature("emptied_share", 1),
    Feature("new_share", 1),
    Feature("night_share", 1),
    Feature("round_share", 0),
    Feature("equal_share", 0),
    Feature("stranger_sent_share", 1),
    Feature("emptying_share", 1),
    Feature("exit_sent_share", 1),
    Feature("firm_share", -1),
    Feature("household_share", -1),
    Feature("household_count", -1, "count"),
    Feature("wages", -1, "count"),
    Feature("fresh_s", -1, "seconds"),
    Feature("exit_share", 1),
    Feature("source_share", 1),
    # who is robbed pays such people too, and where all live from hand to mouth all pass money on
    Feature("payers_pass_share", 0),
    Feature("payees_pass_share", 0),
    Feature("beside_pass_share", 0),
    Feature("payers", 1, "count"),
    Feature("payees", 0, "count"),
    Feature("given_count", 0, "count"),
    Feature("sent_count", 0, "count"),
    Feature("usual", 0, "amount"),
    Feature("largest_given", 0, "amount"),
    Feature("largest_sent", 0, "amount"),
    Feature("mean_given", 0, "amount"),
    Feature("mean_sent", 0, "amount"),
    Feature("sent_to_given", 0),
    Feature(UNTRAINED, 1),
)
NAMES: Final = tuple(one.name for one in FEATURES)
