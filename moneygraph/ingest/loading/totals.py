"""Whether the sums of a case can be counted in 64 bits, which compiled loops and tables use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneygraph.store.errors import SumTooLarge
from moneygraph.store.message import Message
from moneygraph.store.schema import LARGEST_SUM, ROW_BASE
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

#: Complaints are claims on transfers, and count apart.
_SUMS = f"""
with part as (
    select id, 'row' as what, currency, amount from row_base
    union all select x.id, 'row', x.to_currency, x.to_amount from row_exchange as x
    union all select row, 'complaint', currency, amount from complaint
    where amount is not null),
summed as (
    select id // {ROW_BASE} as file, what, currency, sum(abs(amount::hugeint)) as amount
    from part group by all)
select arg_max({{'sha256': f.sha256, 'name': f.name}}, (s.amount, f.sha256))
    filter (f.sha256 in (select unnest($1::varchar[])))
from summed as s join statement_file as f on f.id = s.file
group by what, currency having sum(s.amount) > {LARGEST_SUM}
"""


def check_sums(con: duckdb.DuckDBPyConnection, sha256s: Sequence[str]) -> None:
    """Raise `SumTooLarge` naming, of the new files with these SHA-256, the one of largest sum."""
    found = rows_of(con, _SUMS, list(sha256s))
    if found:
        file = max((file for (file,) in found), key=lambda file: file["sha256"])
        raise SumTooLarge(
            file["sha256"],
            Message(
                "{name} has amounts that add up, with those of the case, to more than can be"
                " counted exactly",
                name=file["name"],
            ),
            Message("Look for what is no amount in its column of amounts."),
        )
