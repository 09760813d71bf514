"""What can be labelled and learnt: accounts (also by their owners), or transfers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from moneygraph.detect.learn.features import model_features
from moneygraph.detect.learn.measured import (
    label_accounts,
    measure_all,
    measure_halves,
    usual_cut,
)
from moneygraph.detect.learn.transfers.features import transfer_features
from moneygraph.detect.learn.transfers.labelled import (
    label_transfers,
    measure_all_transfers,
    measure_transfer_halves,
    points_of_transfers,
    usual_cut_of_transfers,
)
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.evaluate import Known
    from moneygraph.detect.learn.features import ModelFeature
    from moneygraph.detect.learn.measured import Floats, Measured
    from moneygraph.store.data import DataFiles
    from moneygraph.store.file import CaseFile


@dataclass(frozen=True)
class Subject:
    """How one kind of thing is labelled, measured, parted in time and scored without a model."""

    of: str
    features: Callable[[DataFiles], Sequence[ModelFeature]]
    label: Callable[[CaseFile, Known], None]
    usual_cut: Callable[[duckdb.DuckDBPyConnection], datetime | None]
    measure_all: Callable[[CaseFile], Measured]
    measure_halves: Callable[[CaseFile, datetime], tuple[Measured, Measured]]
    points: Callable[[duckdb.DuckDBPyConnection, list[Any]], Floats]


def _points_of_accounts(con: duckdb.DuckDBPyConnection, numbers: list[str]) -> Floats:
    """Return the query's own score of each account, over the whole time."""
    score = dict(
        rows_of(
            con,
            "select a.number, u.score from untrained as u join account as a on a.id = u.account"
            " where u.of_table = 'measure'",
        )
    )
    return np.array([score.get(number, np.nan) for number in numbers])


ACCOUNTS: Final = Subject(
    "account",
    model_features,
    label_accounts,
    usual_cut,
    measure_all,
    measure_halves,
    _points_of_accounts,
)
TRANSFERS: Final = Subject(
    "transfer",
    transfer_features,
    label_transfers,
    usual_cut_of_transfers,
    measure_all_transfers,
    measure_transfer_halves,
    points_of_transfers,
)


def subject_of(of: str) -> Subject:
    """Return what labels of accounts, owners or transfers are learnt as."""
    return TRANSFERS if of == "transfer" else ACCOUNTS
