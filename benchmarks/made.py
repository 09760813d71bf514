"""Makes the canonical CSV of a benchmark: a random bank with wages, loans and quick chains."""

from __future__ import annotations

from pathlib import Path

import duckdb

_ACCOUNTS = 300_000

#: Account i as a valid IBAN of bank 722: 'KZ' + check digits + '722' + 13 digits.
_IBANS = f"""
create temp table holder as
with body as (
    select i, '722' || lpad(i::varchar, 13, '0') as tail from range({_ACCOUNTS}) as r(i))
select i, 'KZ' || lpad((98 - (tail || '203500')::hugeint % 97)::varchar, 2, '0') || tail as number
from body
"""

#: One transfer in twenty goes on within the hour from where another just arrived.
_TRANSFERS = f"""
copy (
    with drawn as (
        select i, i // 20 as chain, i % 20 as part, hash(i) as h1, hash(i * 7 + 1) as h2,
            hash(i * 13 + 5) as h3
        from range($transfers) as r(i)),
    placed as (
        select *, h1 % {_ACCOUNTS} as payer,
            case when part = 1 then hash((i - 1) * 7 + 1) % {_ACCOUNTS} else h2 % {_ACCOUNTS} end
                as payee_seed
        from drawn),
    chained as (
        select i, part, h1, h3,
            case when part = 1 then hash((i - 1) * 7 + 1) % {_ACCOUNTS} else payer end as payer,
            h2 % {_ACCOUNTS} as payee
        from placed)
    select
        strftime(timestamp '2026-01-01' + to_seconds((chained.i * 6.2)::bigint),
            '%Y-%m-%d %H:%M:%S') as ts,
        f.number as from_account, t.number as to_account,
        printf('%.2f', (100 + h3 % 50000000) / 100.0) as amount, 'KZT' as currency,
        case when part = 2 then 'salary' when part = 3 and h3 % 5 = 0 then 'loan'
        when part between 4 and 8 then 'card' else 'transfer' end as kind,
        'Payment ' || (h1 % 1000) as purpose, '119' as knp
    from chained join holder as f on f.i = payer join holder as t on t.i = payee
    order by ts, chained.i) to '{{path}}' (header)
"""


def make_csv(path: Path, transfers: int) -> None:
    """Write `transfers` rows; the same number gives the same bytes."""
    with duckdb.connect() as con:
        con.execute(_IBANS).fetchall()
        text = _TRANSFERS.format(path=str(path).replace("'", "''"))
        con.execute(text, {"transfers": transfers}).fetchall()
