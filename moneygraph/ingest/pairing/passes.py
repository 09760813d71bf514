"""The pairing of the two sides that two banks report of one transfer.

Passes go from certain to likely. In each, rows of the same block (the same amount, currency and
the columns of the pass) are matched one to one, by time as the banks' clocks have it. Rows that a
pass paired are not considered again, so the outcome does not depend on the order of loading.
Between the same two accounts the pairs of a block are the best in total; where a party is missing,
the nearest that contradicts nothing is taken, and given up again where that leaves a row alone that
both banks should report. What is left and differs in its amount is compared at the end. The only
debit and the only credit of one amount between two accounts need no passes, and are most rows.
Rows whose side is not known come in a second round, so that they cannot displace a bank's own row;
where both banks have reported a transfer, such a row only repeats it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from moneygraph.ingest.pairing.converted import pair_converted
from moneygraph.ingest.pairing.evidence import score_sql
from moneygraph.ingest.pairing.pass_list import (
    BY_OWNER,
    EARLIER,
    HOURS,
    JOINED,
    LATE,
    LATER,
    MINUTES,
    MINUTES_APART,
    PASSES,
    VAGUE,
    Pass,
)
from moneygraph.store.data import DataFiles
from moneygraph.store.sqltext import named_sql, rows_of, run_file

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    Found: TypeAlias = NDArray[np.int64]

_Columns: TypeAlias = "dict[str, NDArray[Any]]"

#: First those rows of which the side that reports them is known.
_FIRST_ROUND = """
create or replace temp table open_row as
select * from side_row
where side < 2 and id not in (select debit_row from pair union all select credit_row from pair)
"""
_JOINED = """
insert into pair
select case when is_turned then b else a end, case when is_turned then a else b end, 1.0, $number
from joined_row where not repeats
"""
#: The banks of payer and payee, of their numbers or as stated; 0 where not known.
_BANKS = """
    coalesce((select code from number join named_bank using (bank) where number.id = from_account),
        (select from_bank from party_bank where party_bank.id = chosen.id), 0) as payer_bank,
    coalesce((select code from number join named_bank using (bank) where number.id = to_account),
        (select to_bank from party_bank where party_bank.id = chosen.id), 0) as payee_bank
"""
_NO_BANKS = "0 as payer_bank, 0 as payee_bank"
_IS_NAMELESS = "select 1 from side_row where from_account is null or to_account is null limit 1"
#: Every pass with a block compares equal amounts.
_IS_AMOUNT_SHARED = """
select 1 from open_row group by amount, currency having min(side) < max(side) limit 1
"""
_IS_VAGUE = "select 1 from pair where pass in (select unnest($1::integer[])) limit 1"
_IS_SECOND_NEEDED = """
select 1 from side_row where side = 3 or (side = 2 and source < 0) limit 1
"""


def find_certain(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``certain_pair`` from ``side_row``: pairs that are certain without their times."""
    con.execute(_certain("find")).fetchall()


def pair_sides(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    """Fill ``pair`` (debit_row, credit_row, score, pass) and ``also_reported`` from ``side_row``.

    ``also_reported`` (row, kept) has rows that repeat the pair whose debit row is `kept`.
    """
    for table in (
        "pair (debit_row bigint, credit_row bigint, score float, pass integer)",
        "also_reported (row bigint, kept bigint)",
    ):
        con.execute(f"create or replace temp table {table}").fetchall()
    con.execute(
        f"create or replace temp macro pair_score(d, c, is_hours) as {score_sql()}"
    ).fetchall()
    con.execute(_JOINED, {"number": JOINED}).fetchall()
    if not rows_of(con, "select 1 from decision limit 1"):
        _pair_certain(con)
    con.execute(_FIRST_ROUND).fetchall()
    _find_banks(con, data)
    apart = _apart(con)
    columns = _columns_of_both(con)
    _pass_by_pass(con, columns, apart)
    if rows_of(con, _IS_VAGUE, list(VAGUE)):
        values = {"vague": list(VAGUE), "later": LATER, "earlier": EARLIER, "late": LATE}
        run_file(con, "ingest/pairing/released.sql", **values)
        for number in VAGUE if rows_of(con, "select 1 from released limit 1") else ():
            _match(con, number, PASSES[number - 1], apart)
    pair_converted(con, data, columns)
    if rows_of(con, _IS_SECOND_NEEDED):
        run_file(con, "ingest/pairing/second_round.sql")
        for number, one in enumerate(PASSES[:LATER], start=1):
            _match(con, number, one, apart)


def _pass_by_pass(con: duckdb.DuckDBPyConnection, columns: set[str], apart: Found) -> None:
    """Pair what has equal amounts, as long as some are open on both sides."""
    for number in (*range(1, LATER + 1), *BY_OWNER):
        one = PASSES[number - 1]
        if not columns.issuperset(one.block.split(", ")):
            continue
        if not rows_of(con, _IS_AMOUNT_SHARED):
            break
        if number in (MINUTES_APART, LATER):
            _align(con, one, apart, loose=number == LATER)
        else:
            _match(con, number, one, apart)


def _pair_certain(con: duckdb.DuckDBPyConnection) -> None:
    """Pair what is certain and minutes apart, as the first two passes would."""
    values = {"by_reference": 1, "minutes_apart": MINUTES_APART, "within": MINUTES}
    con.execute(_certain("pair"), values).fetchall()


def _certain(name: str) -> str:
    return named_sql("ingest/pairing/certain.sql")[name]


def _find_banks(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    """Make ``party_bank`` (id, from_bank, to_bank) of the rows that lack an account number."""
    sql = named_sql("ingest/pairing/party_banks.sql")
    con.execute(sql["named"], [list(data.table("banks")["bank"])]).fetchall()
    con.execute(sql["stated" if rows_of(con, _IS_NAMELESS) else "none"]).fetchall()


def _columns_of_both(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the columns of blocks that are known in open rows of both sides."""
    names = sorted({name for one in PASSES[:LATER] for name in one.block.split(", ")})
    known = ", ".join(
        f"min(side) filter ({name} is not null) < max(side) filter ({name} is not null)"
        for name in names
    )
    (found,) = rows_of(con, f"select {known} from open_row")
    return {name for name, is_known in zip(names, found, strict=True) if is_known}


def _apart(con: duckdb.DuckDBPyConnection) -> Found:
    """Return the rows of which a person decided that they are of two transfers, shape (n, 2)."""
    import numpy as np

    rows = rows_of(con, "select a, b from decided where kind = 'not-same' order by all")
    return np.array(rows, np.int64).reshape(-1, 2)


def _match(con: duckdb.DuckDBPyConnection, number: int, one: Pass, apart: Found) -> None:
    """Pair rows of a block, each with the earliest that fits."""
    columns = _blocks(con, one)
    if not len(columns["id"]):
        return
    import numpy as np

    from moneygraph.ingest.pairing.kernel import match_blocks

    names = ("payer", "payee", "payer_owner", "payee_owner", "payer_bank", "payee_bank")
    other = match_blocks(
        columns["block"].astype(np.uint64),
        columns["seconds"].astype(np.int64),
        columns["day_only"].astype(np.bool_),
        columns["side"].astype(np.int64),
        columns["source"].astype(np.int64),
        np.column_stack([columns[name].astype(np.int64) for name in names]),
        one.within,
        one.days,
        one.ordered,
        columns["id"].astype(np.int64),
        apart,
    )
    first = np.flatnonzero(other > np.arange(len(other)))
    _keep(con, columns["id"][first], columns["id"][other[first]], np.full(len(first), number))


def _align(con: duckdb.DuckDBPyConnection, one: Pass, apart: Found, *, loose: bool) -> None:
    """Pair rows of a block in order, so that all pairs are the best in total."""
    columns = _blocks(con, one)
    if not len(columns["id"]):
        return
    import numpy as np

    from moneygraph.ingest.pairing.kernel import align_blocks

    seconds = columns["seconds"].astype(np.int64)
    other = align_blocks(
        columns["block"].astype(np.uint64),
        seconds,
        columns["day_only"].astype(np.bool_),
        columns["side"].astype(np.int64),
        columns["clock_group"].astype(np.int64),
        loose,
        columns["id"].astype(np.int64),
        apart,
    )
    debits = np.flatnonzero((columns["side"] == 0) & (other >= 0))
    lag = seconds[other[debits]] - seconds[debits]
    by_day = (columns["day_only"][debits] | columns["day_only"][other[debits]]).astype(bool)
    if loose:
        number = np.where((lag < 0) & ~by_day, EARLIER, LATER)
    else:
        number = np.where(np.abs(lag) <= MINUTES, MINUTES_APART, HOURS)
    _keep(con, columns["id"][debits], columns["id"][other[debits]], number)


def _blocks(con: duckdb.DuckDBPyConnection, one: Pass) -> _Columns:
    """Return the open rows of blocks that hold both sides, by block and time, as columns."""
    known = " and ".join(f"{column} is not null" for column in one.block.split(", "))
    # where both accounts are compared, their banks are
    banks = _NO_BANKS if "from_account, to_account" in one.block else _BANKS
    return con.execute(
        f"""
        with chosen as (
            select *, hash(amount, currency, {one.block}) as block from open_row where {known}),
        shared as (
            select block from chosen group by block
            having count(*) > 1 and (min(side) <> max(side) or max(side) = 3))
        select id, block, epoch(moment)::bigint as seconds, day_only, side, source,
            coalesce(clock_group, 0) as clock_group,
            coalesce(from_account, 0) as payer, coalesce(to_account, 0) as payee,
            coalesce(from_owner, 0) as payer_owner, coalesce(to_owner, 0) as payee_owner,
            {banks}
        from chosen left join clock_group using (source)
        where block in (select block from shared)
        order by block, moment, side, position"""
    ).fetchnumpy()


def _keep(con: duckdb.DuckDBPyConnection, a: Found, b: Found, number: Found) -> None:
    con.register("found", {"a": a, "b": b, "number": number})
    run_file(con, "ingest/pairing/pair.sql", hours=HOURS)
    con.unregister("found")
