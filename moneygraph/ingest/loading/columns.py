"""Writes the two views through which a staged sheet is read: `cell` and `parsed`.

`cell` names the text columns as the loader maps them; `parsed` has times, amounts and
currencies read. Only our own words and column positions get into the SQL, never a text of
the statement file.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from moneygraph.ingest.loading.loader import Loader
from moneygraph.ingest.loading.recognise import Recognised
from moneygraph.store.words import quoted

#: Ten trillion tenge: no transfer of a person or a company is that large.
MOST = 10**15
_TEXTS = (
    *("from_name", "from_id", "from_bank", "to_name", "to_id", "to_bank"),
    *("operation", "purpose", "mcc", "reference"),
)
#: What an account holds after the row: that of the reporting bank, or of either side.
BALANCES = ("balance", "from_balance", "to_balance")
_Column = Callable[[str], str]
#: What is between a masked number and the rest of what is known of its account.
AFTER_MASK = "\x1f"
#: A quick look for the phone of Kazakhstan in a text.
_PHONE_STARTS = ("+7", "87", "77", "8 7", "7 7", "(7", "-7")
#: Formats of dates that a cast to timestamp reads in no other way, or not at all.
_SAFE = re.compile(r"%Y[-/]%m[-/]%d|%\w\.%\w\.%\w")


def cell_view(staged: str, sheet: Recognised, ragged: frozenset[int], *, odd: bool) -> str:
    """Return the query behind `cell`; columns in `ragged` are trimmed, blanks become null.

    Where `odd`, the sheet has cells in ``odd_text`` that are no account numbers.
    """

    def column(name: str) -> str:
        index = sheet.columns.get(name)
        if index is None:
            return "null::varchar"
        return f"trimmed(c{index})" if index in ragged else f"c{index}"

    kind, knp = f"lower({column('kind')})", column("knp")
    # a cast and no list: DuckDB would look such a list up for every row of every query
    known_kind = f"try_cast({kind} as transfer_kind)"
    amount, side = _amount_and_side(sheet, column)
    tenge = f"{column('amount')} is null and {column('amount_kzt')} is not null"
    payer, payee = _parties(sheet.loader, column, odd)
    payers_balance, payees_balance = _balances(sheet.loader, column)
    out = {name: column(name) for name in _TEXTS}
    out |= {
        "knp": f"payment_code({knp})",
        "kind": known_kind,
        "kind_cell": f"case when {known_kind} is null then {kind} end",
        "ts_cell": column("ts"),
        "amount_cell": amount,
        "side_cell": side,
        "currency_cell": column("currency"),
        "tenge_cell": column("amount_kzt"),
        "to_amount_cell": column("to_amount"),
        "to_currency_cell": column("to_currency"),
        "from_key": payer,
        "to_key": payee,
        "cut_cell": _cut(column) if odd else "null::varchar",
        "balance_cell": column("balance"),
        "from_balance_cell": payers_balance,
        "to_balance_cell": payees_balance,
    }
    if "amount_kzt" in sheet.columns and "amount" in sheet.columns:
        out["currency_cell"] = f"case when {tenge} then 'KZT' else {column('currency')} end"
    columns = ", ".join(f"{sql} as {name}" for name, sql in out.items())
    return f"select n, extra, {columns} from {staged}"


def _amount_and_side(sheet: Recognised, column: _Column) -> tuple[str, str]:
    if "amount_debit" in sheet.columns:
        debit, credit = column("amount_debit"), column("amount_credit")
        spent = f"coalesce(hundredths({debit}), 0) <> 0"
        return (
            f"case when {spent} then {debit} else {credit} end",
            f"case when {spent} then 'D' else 'C' end",
        )
    if "amount_kzt" in sheet.columns:
        return f"coalesce({column('amount')}, {column('amount_kzt')})", "null::varchar"
    return column("amount"), "null::varchar"


def _parties(loader: Loader, column: _Column, odd: bool) -> tuple[str, str]:
    payer, payee = (_key(side, column, loader.bank_in_number, odd) for side in ("from", "to"))
    return _swapped(loader, column, payer, payee)


def _balances(loader: Loader, column: _Column) -> tuple[str, str]:
    """Return the balances after the row of the payer's account and of the payee's."""
    return _swapped(loader, column, column("from_balance"), column("to_balance"))


def _swapped(loader: Loader, column: _Column, payers: str, payees: str) -> tuple[str, str]:
    """Return what is the payer's and the payee's where some operations name them in turn."""
    if not loader.swapped:
        return payers, payees
    swap = f"{column('operation')} in ({', '.join(map(quoted, loader.swapped))})"
    return (
        f"case when {swap} then {payees} else {payers} end",
        f"case when {swap} then {payers} else {payees} end",
    )


def _key(side: str, column: _Column, bank_in_number: bool, odd: bool) -> str:
    """Return the account's number, or '?' and what is known of an account without one.

    The masked number of an account goes before the rest, with `AFTER_MASK` between them.
    """
    stated = column(f"{side}_account")
    number = f"case when not {_is(stated)} then {stated} end" if odd else stated
    if bank_in_number:
        number = f"{column(f'{side}_bank')} || '-' || {number}"
    parts = [column(f"{side}_{what}") for what in ("id", "name", "bank")]
    if side == "to":
        parts.insert(0, _phone(column))
    unknown = f"lower(concat_ws(' ', {', '.join(parts)}))"
    if odd:
        masked = f"case when {_is(stated, 'masked')} then {stated} || chr({ord(AFTER_MASK)}) end"
        unknown = f"concat({masked}, {unknown})"
    return f"coalesce({number}, '?' || {unknown})"


def _is(number: str, odd: str | None = None) -> str:
    which = f" where odd = {quoted(odd)}" if odd else ""
    return f"({number} is not null and {number} in (select raw from odd_text{which}))"


def _cut(column: _Column) -> str:
    sides = [column(f"{side}_account") for side in ("from", "to")]
    found = [f"case when {_is(one, 'cut')} then {one} end" for one in sides]
    return f"coalesce({', '.join(found)})"


def _phone(column: _Column) -> str:
    """Return the phone by which a payee without IIN was paid: others can have the same name."""
    purpose = column("purpose")
    could_be = " or ".join(f"contains({purpose}, '{start}')" for start in _PHONE_STARTS)
    return f"case when {column('to_id')} is null and ({could_be}) then phone_in({purpose}) end"


def time_of(loader: Loader, cell: str = "ts_cell") -> tuple[str, str]:
    """Return the expressions of the time in a cell and of whether it is only a day."""
    if loader.hours_since:
        start = f"timestamp {quoted(loader.hours_since)}"
        return f"{start} + to_hours(try_cast({cell} as integer))", "false"
    ways = [f"try_cast({cell} as timestamp)", f"excel_day({cell})"]
    if loader.dates:
        formats = ", ".join(map(quoted, loader.dates))
        # the cast is quicker, but reads any three numbers as a year, a month and a day
        is_safe = all(map(_SAFE.match, loader.dates))
        ways.insert(1 if is_safe else 0, f"try_strptime({cell}, [{formats}])")
    day_only = (
        f"case when contains({cell}, ':') then false"
        f" else not regexp_full_match({cell}, '\\d{{5}}\\.\\d+') end"
    )
    return f"coalesce({', '.join(ways)})", day_only


def parsed_view(sheet: Recognised, fine: list[str]) -> str:
    """Return the query behind `parsed`, over `cell` and `raw_currency`.

    `fine` are the currencies of this sheet that are counted in hundred-millionths.
    """
    loader = sheet.loader
    ts, day_only = time_of(loader)
    exchanged = "to_currency" in sheet.columns
    to_join = (
        "left join raw_currency as received on received.raw is not distinct from to_currency_cell"
    )
    to_units = units_of("to_amount_cell", "received.code", fine) if exchanged else "null::bigint"
    read = f"""
        select cell.*, plausible({ts}) as ts, {day_only} as day_only, paid.code as currency,
            {"received" if exchanged else "paid"}.code as to_currency,
            {units_of("amount_cell", "paid.code", fine)} as amount,
            {to_units} as to_amount_read, {_balance_units(sheet, fine)}
        from cell left join raw_currency as paid on paid.raw is not distinct from currency_cell
        {to_join if exchanged else ""}"""
    debit = "case when amount < 0 then 'D' end" if loader.negative == "debit" else "null"
    credit = "'C'" if loader.positive == "credit" else "null"
    received = (
        f"and to_amount between 1 and {MOST} and to_currency is not null" if exchanged else ""
    )
    # a row that takes a payment back has a minus before both
    received_units = (
        "case when amount < 0 then abs(to_amount_read) else to_amount_read end"
        if exchanged
        else "abs(amount)"
    )
    return f"""
        select * exclude (to_amount_read), coalesce(side_cell, {debit}, {credit}) as side,
            {received_units} as to_amount,
            coalesce(ts is not null and amount <> 0 and abs(amount) <= {MOST} and extra is null
                and cut_cell is null and currency is not null
                and (from_key <> '?' or to_key <> '?') {received}, false) as good
        from ({read})"""


def _balance_units(sheet: Recognised, fine: list[str]) -> str:
    def units(name: str) -> str:
        stated = name in sheet.columns
        return units_of(f"{name}_cell", "paid.code", fine) if stated else "null::bigint"

    return ", ".join(f"{units(name)} as {name}" for name in BALANCES)


def units_of(cell: str, code: str, fine: list[str]) -> str:
    """Return the expression of a cell's amount in minor units of the currency `code`."""
    if not fine:
        return f"hundredths({cell})"
    listed = ", ".join(map(quoted, fine))
    return (
        f"case when {code} in ({listed}) then hundred_millionths({cell})"
        f" else hundredths({cell}) end"
    )
