"""Hops of a partition are those of a case, wherever its batches and pieces are cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.detect.derived import ensure_hops
from moneygraph.store.sqltext import rows_of
from tests.laws import laws
from tests.small_case import SmallCase, case_of, cases, empty_tables, fill

from .conftest import IS_NEEDED, why_none

if not IS_NEEDED:
    pytest.importorskip("pyarrow", reason=why_none() or "")

_SIDES = """
with own as (
    select t.id, t.from_account as account, t.currency::varchar as currency, true as debit,
        t.ts, t.day_only, t.amount
    from transfer as t where t.from_account <> t.to_account or t.currency <> t.to_currency
    union all
    select t.id, t.to_account, t.to_currency::varchar, false, t.credit_ts, t.credit_day_only,
        t.to_amount
    from transfer as t where t.from_account <> t.to_account or t.currency <> t.to_currency)
select a.number as account, s.currency, s.debit, s.id::bigint as id, epoch_us(s.ts) as ts_us,
    s.amount, null::bigint as tie, null::bigint as position, 0::bigint as lowest,
    0::bigint as known,
    case when not s.day_only then epoch_us(s.ts)
        when s.debit then epoch_us(date_trunc('day', s.ts)) + 86400000000 - 1
        else epoch_us(date_trunc('day', s.ts)) end as at_us
from own as s join account as a on a.id = s.account
where not (a.kind in ('exchange', 'cash', 'merchant', 'loan desk', 'abroad', 'state', 'acquirer')
    or (a.kind = 'unknown' and a.number like '?%'))
order by a.number, at_us, s.debit, s.id
"""
_HOPS = """
select in_transfer, out_transfer, a.number, h.amount, dwell_s, in_offset, out_offset
from hop_lifo as h join account as a on a.id = h.account order by all
"""


def batches_of(table: Any, size: int) -> Iterator[Any]:
    yield from table.to_batches(max_chunksize=size)


@laws(60)
@given(
    case=cases(),
    size=st.integers(1, 9),
    worth=st.integers(1, 30),
    most=st.integers(1, 30),
)
def test_cut_anywhere(case: SmallCase, size: int, worth: int, most: int) -> None:
    from moneygraph.spark.hops import match_partition

    with empty_tables() as con:
        fill(con, SmallCase(case.moves, case.kinds, case.owners))
        ensure_hops(case_of(con), "lifo")
        table = con.sql(_SIDES).to_arrow_table()
        found = [
            tuple(row.values())
            for batch in match_partition(batches_of(table, size), worth, most)
            for row in batch.to_pylist()
        ]
        assert sorted(found) == rows_of(con, _HOPS)


def test_a_hub_keeps_only_what_lies_on_it() -> None:
    """Pieces of a hub that spends what it gets carry few rows over."""
    import pyarrow as pa

    from moneygraph.spark import hops

    count = 4_000
    number = np.arange(count)
    table = pa.table(
        {
            "account": ["H"] * count, "currency": ["KZT"] * count, "debit": number % 2 == 1,
            "id": number, "ts_us": number * 1_000_000, "amount": np.full(count, 100),
            "tie": pa.nulls(count, pa.int64()), "position": pa.nulls(count, pa.int64()),
            "lowest": np.zeros(count, np.int64), "known": np.zeros(count, np.int64),
        }
    )  # fmt: skip
    left = []
    kept = hops._left

    def noted(*args: Any) -> Any:
        left.append(kept(*args).num_rows)
        return kept(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hops, "_left", noted)
        found = list(hops.match_partition(batches_of(table, 100), 101, 101))
    assert sum(batch.num_rows for batch in found) == count // 2
    assert len(left) > 10 and max(left) <= 1
