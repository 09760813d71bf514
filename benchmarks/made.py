"""Makes the canonical CSV of a benchmark: a random bank with wages, loans and quick chains."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb

_ACCOUNTS = 300_000
_STEP_S = 6.2
FIRST_DAY = "2026-01-01"

#: How many transfers a year has where `_STEP_S` lies between two.
_YEARLY = 5_000_000

#: Account i as a valid IBAN: 'KZ' + check digits + bank + 13 digits. The bank is 722; where `$two`
#: are asked for it is 601 of four in nineteen, so that a third of transfers are between the two.
_IBANS = """
create temp table holder as
with body as (
    select i,
        case when $two and i % 19 < 4 then '601' else '722' end || lpad(i::varchar, 13, '0') as tail
    from range($accounts) as r(i))
select i, 'KZ' || lpad((98 - (tail || '203500')::hugeint % 97)::varchar, 2, '0') || tail as number
from body
"""

#: Which of n accounts, by a hash: all alike; or, with heavy tails, the account of rank r with a
#: share that falls as r^(-2/3), so that the number of accounts with k transfers falls as k^-2.5.
#: The cube is of whole numbers, so that every machine makes the same bytes.
_ALIKE = "create or replace temp macro chosen(h, n) as h % n"
_HEAVY = """
create or replace temp macro chosen(h, n) as
((h % 1048576)::hugeint * (h % 1048576) * (h % 1048576) * n)
    // (1048576::hugeint * 1048576 * 1048576)
"""

#: Accounts 0-19 are exchanges, 20-39 loan desks, then 5,000 shops and 2,000 employers; the
#: rest are people. Of twenty transfers one is a wage, six are purchases, one in a hundred is
#: a loan, and one in twenty goes on within the hour from where another just arrived.
_PEOPLE = 7040
_ONE_OF = f"{_PEOPLE} + chosen({{hash}}, $accounts - {_PEOPLE})"
_TRANSFERS = f"""
copy (
    with drawn as (
        select i, i % 20 as part, hash(i) as h1, hash(i * 7 + 1) as h2, hash(i * 13 + 5) as h3,
            {_ONE_OF.format(hash="hash((i - 1) * 7 + 1)")} as last_payee
        from range($transfers) as r(i)),
    placed as (
        select *,
            case when part = 1 then last_payee when part = 2 then 5040 + h1 % 2000
            when part = 3 and h3 % 5 = 0 then 20 + h1 % 20
            else {_ONE_OF.format(hash="h1")} end as payer,
            case when part between 4 and 9 then 40 + chosen(h2, 5000)
            when part = 1 and h3 % 10 = 0 then h2 % 20
            else {_ONE_OF.format(hash="h2")} end as payee
        from drawn)
    select
        strftime(timestamp '{FIRST_DAY}' + to_seconds((placed.i * $step_s)::bigint),
            '%Y-%m-%d %H:%M:%S') as ts,
        f.number as from_account, t.number as to_account,
        printf('%.2f', (100 + h3 % 50000000) / 100.0) as amount, 'KZT' as currency,
        case when part = 2 then 'salary' when payer between 20 and 39 then 'loan'
        when part between 4 and 9 then 'card' else 'transfer' end as kind,
        'Payment ' || (h1 % 1000) as purpose, '119' as knp,
        case when payee < 20 then 'Bybit ' || payee end as to_name
    from placed join holder as f on f.i = payer join holder as t on t.i = payee
    order by ts, placed.i) to '{{path}}' (header)
"""


def make_csv(path: Path, transfers: int, *, heavy: bool = False, wide: bool = False) -> None:
    """Write `transfers` rows; the same number gives the same bytes.

    `heavy`: with heavy tails. Some people then have thousands of payers and payees, as small firms
    have, whose money goes on, and a few shops have most purchases; the rings stay as they are.
    `wide`: more transfers are of more people in the same year, and not of the same in more years.
    """
    accounts, step_s = _ACCOUNTS, _STEP_S
    if wide:
        accounts = max(2 * _PEOPLE, transfers * _ACCOUNTS // _YEARLY)
        step_s = _STEP_S * _YEARLY / transfers
    with duckdb.connect() as con:
        con.execute(_IBANS, {"two": False, "accounts": accounts}).fetchall()
        con.execute(_HEAVY if heavy else _ALIKE).fetchall()
        text = _TRANSFERS.format(path=str(path).replace("'", "''"))
        values = {"transfers": transfers, "accounts": accounts, "step_s": step_s}
        con.execute(text, values).fetchall()


#: The same transfers as AMLworld's files have them: minutes, a bank beside each account, both sums.
_AMLWORLD = """
copy (
    select 'Timestamp' as a, 'From Bank' as b, 'Account' as c, 'To Bank' as d, 'Account' as e,
        'Amount Received' as f, 'Receiving Currency' as g, 'Amount Paid' as h,
        'Payment Currency' as i, 'Payment Format' as j, 'Is Laundering' as k
    union all
    select replace(ts[:16], '-', '/'), from_account[5:7], from_account[8:], to_account[5:7],
        to_account[8:], amount, 'Euro', amount, 'Euro', if(kind = 'card', 'Credit Card', 'ACH'), '0'
    from read_csv($source, all_varchar = true)) to '{path}' (header false)
"""


def make_amlworld(path: Path, source: Path) -> None:
    """Write a file of `make_csv` in AMLworld's layout."""
    with duckdb.connect() as con:
        text = _AMLWORLD.format(path=str(path).replace("'", "''"))
        con.execute(text, {"source": str(source)}).fetchall()


_SIDE = """
copy (
    select strftime(ts::timestamp + to_seconds($late * (hash(amount) % 20)::bigint),
        '%Y-%m-%d %H:%M:%S') as ts, * exclude (ts)
    from read_csv($source, all_varchar = true)
    where from_account[5:7] = $bank or to_account[5:7] = $bank
    order by ts) to '{path}' (header)
"""


def make_two_banks(folder: Path, rows: int) -> list[Path]:
    """Write what two banks report of the same transfers, about `rows` rows in all.

    Half of the rows are sides of transfers that both banks report, seconds apart.
    """
    source = folder / "both.csv"
    paths = [folder / f"bank_{bank}.csv" for bank in ("722", "601")]
    with duckdb.connect() as con:
        con.execute(_IBANS, {"two": True, "accounts": _ACCOUNTS}).fetchall()
        con.execute(_ALIKE).fetchall()
        text = _TRANSFERS.format(path=str(source).replace("'", "''"))
        values = {"transfers": rows * 3 // 4, "accounts": _ACCOUNTS, "step_s": _STEP_S}
        con.execute(text, values).fetchall()
        for late, path in enumerate(paths):
            side = _SIDE.format(path=str(path).replace("'", "''"))
            values = {"late": late, "source": str(source), "bank": path.stem[-3:]}
            con.execute(side, values).fetchall()
    source.unlink()
    return paths


_COMPLAINTS = """
copy (
    select 'B' || row_number() over (order by drawn.ts, drawn.from_account) as number,
        strftime(drawn.ts + interval 1 day, '%Y-%m-%d') as registered, '' as victim,
        drawn.from_account as account, printf('%.2f', drawn.amount) as amount,
        strftime(drawn.ts, '%Y-%m-%d %H:%M:%S') as ts
    from (
        select * from read_csv($source) where kind = 'transfer' and to_name is null
            and ts >= $since::timestamp
        order by hash(ts, from_account, amount), from_account limit $complaints) as drawn
    order by drawn.ts, drawn.from_account) to '{path}' (header)
"""


def make_complaints(path: Path, source: Path, complaints: int, since: str) -> None:
    """Write at most `complaints` complaints of transfers between people.

    They are drawn from the transfers of `source` from the day `since` on (ts >= since).
    """
    with duckdb.connect() as con:
        text = _COMPLAINTS.format(path=str(path).replace("'", "''"))
        values = {"source": str(source), "complaints": complaints, "since": since}
        con.execute(text, values).fetchall()


def recent_day(source: Path) -> str:
    """Return the first day of about the last sixth of a file's period: of a year, two months.

    A period of less than three days has its last day alone.
    """
    with duckdb.connect() as con:
        times = "select min(ts)::timestamp, max(ts)::timestamp from read_csv($source)"
        [(first, last)] = con.execute(times, {"source": str(source)}).fetchall()
    return str(last.date() - timedelta(days=round((last - first) / timedelta(days=6))))
