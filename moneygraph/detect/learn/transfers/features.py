"""The features of a transfer that a model gets: its own, and those of the accounts at both ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.learn.features import ModelFeature, model_features

if TYPE_CHECKING:
    from moneygraph.store.data import DataFiles

#: The two ends of a transfer, as the names of features begin.
ENDS: Final = ("payer", "payee")
#: What is taken out of sums that hold the transfer itself, by its end.
_ITSELF: Final = {
    "payer": {"paid": "t.amount", "one_paid": "1", "received": "0", "one_received": "0"},
    "payee": {"paid": "0", "one_paid": "0", "received": "t.to_amount", "one_received": "1"},
}


@dataclass(frozen=True)
class TransferFeature(ModelFeature):
    """A feature of a transfer; `column` is its name too.

    `sql` is over a row `t` of ``measured_transfer`` and the rows `payer` and `payee` of the
    features of accounts. `ahead`: it looks at what came after the transfer.
    """

    sql: str = ""
    ahead: bool = False


def transfer_features(data: DataFiles) -> tuple[TransferFeature, ...]:
    """Return the features of a model of transfers, in order."""
    own = [
        feature for name, one in transfer_table(data).items() for feature in _declared(name, one)
    ]
    of_ends = [
        TransferFeature(
            f"{end}_{one.name}",
            f"{end}_{one.name}",
            one.direction,
            None,
            f"{end}.{one.column}",
            True,
        )
        for end in ENDS
        for one in model_features(data)
    ]
    return (*own, *of_ends)


def transfer_table(data: DataFiles) -> dict[str, dict[str, Any]]:
    """Return ``tables/transfer-features.toml``, with the user's: a table a feature, by name."""
    return data.table("transfer-features")


def _declared(name: str, one: dict[str, Any]) -> list[TransferFeature]:
    """Return what one table declares: a feature, or one of each end."""
    sql = str(one["sql"])
    direction, ahead = int(one.get("direction", 0)), bool(one.get("ahead", False))
    if not one.get("ends"):
        return [TransferFeature(name, name, direction, None, sql, ahead)]
    return [
        TransferFeature(
            f"{end}_{name}",
            f"{end}_{name}",
            direction,
            None,
            sql.format(end=end, **_ITSELF[end]),
            ahead,
        )
        for end in ENDS
    ]
