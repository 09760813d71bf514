"""Writes the two views through which a staged sheet is read: `cell` and `parsed`.

`cell` names the text columns as the loader maps them; `parsed` has times, amounts and
currencies read. Only our own words and column positions get into the SQL, never a text of
the statement file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from moneygraph.ingest.loading.loader import Loader
from moneygraph.ingest.loading.own import Column, source_of
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
#: What is between a masked number and the rest of what is known of its account.
AFTER_MASK = "\x1f"
#: A quick look for the phone of Kazakhstan in a text.
_PHONE_STARTS = ("+7", "87", "77", "8 7", "7 7", "(7", "-7")
#: Formats of dates that a cast to timestamp reads in no other way, or not at all.
_SAFE = re.compile(r"%Y[-/]%m[-/]%d|%\w\.%\w\.%\w")


#: Formats that read all times that `plain_time` calls dotted.
_DOTTED = {"%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"}
#: Columns of amounts, by field.
AMOUNTS = ("amount", "amount_debit", "amount_credit", "amount_kzt", "to_amount", *BALANCES)


@dataclass(frozen=True)
class Marks:
    """What the cells of a sheet show: it decides which of them are looked at closely.

    `ragged` are the columns that must be trimmed, `worded` the fields of amounts with a word or
    a sign of a currency beside them. `zoned`: some times have a zone or a word; `slashed`: some
    have slashes; `month_first`: some that have can only be read with the month before the day.
    `short_years`: what the column shows of years of two digits, as ``day_text`` takes it.
    `plain_sums` and `plain_times`: all have the usual forms, so that no others are looked for.
    """

    ragged: frozenset[int] = frozenset()
    worded: frozenset[str] = frozenset()
    zoned: bool = True
    slashed: bool = False
    month_first: bool = False
    short_years: str = ""
    plain_sums: bool = False
    plain_times: bool = False


def marks_query(staged: str, sheet: Recognised) -> str:
    """Return a query of one row, which `read_marks` takes."""
    found = [f"bool_or(ragged(c{i}))" for i in range(sheet.width)]
    sums = " and ".join(f"plain_sum(c{sheet.columns[one]})" for one in _amounts(sheet))
    dotted = _DOTTED.issubset(sheet.loader.dates)
    found += [f"bool_and({sums})", f"bool_and(plain_time(c{sheet.columns['ts']}, {dotted}))"]
    return f"select {', '.join(found)} from {staged}"


def read_marks(sheet: Recognised, found: tuple[bool | None, ...]) -> Marks:
    """Return the marks that the row of `marks_query` gives; plain cells have no others."""
    return Marks(
        frozenset(i for i in range(sheet.width) if found[i]),
        zoned=False,
        plain_sums=bool(found[-2]),
        plain_times=bool(found[-1]),
    )


def special_query(staged: str, sheet: Recognised) -> str:
    """Return a query of one row, which `read_special` takes."""
    ts = f"c{sheet.columns['ts']}"
    found = [f"bool_or(has_word_beside(c{sheet.columns[one]}))" for one in _amounts(sheet)]
    found += [f"bool_or(has_zone({ts}))", f"bool_or(contains({ts}, '/'))"]
    return f"select {', '.join(found)} from {staged}"


def read_special(sheet: Recognised, marks: Marks, found: tuple[bool | None, ...]) -> Marks:
    """Return `marks` with those that the row of `special_query` gives."""
    amounts = zip(_amounts(sheet), found[:-2], strict=True)
    worded = frozenset(name for name, is_worded in amounts if is_worded)
    return replace(marks, worded=worded, zoned=bool(found[-2]), slashed=bool(found[-1]))


def beside_cells(marks: Marks) -> list[str]:
    """Return the columns of `cell` that have amounts with a word beside them."""
    sums = ("amount", "amount_debit", "amount_credit", "amount_kzt")
    return sorted({f"{'amount' if one in sums else one}_cell" for one in marks.worded})


def _amounts(sheet: Recognised) -> list[str]:
    return [name for name in AMOUNTS if name in sheet.columns]


def _unless_nothing(cell: str, none: Sequence[str]) -> str:
    """Return a cell of an exchange, null where it is signs and zeros or a word for nothing."""
    words = f"trim(regexp_replace(lower({cell}), '[^\\pL\\d]+', ' ', 'g'))"
    return (
        f"case when regexp_matches({cell}, '[1-9\\pL\\p{{Sc}}]')"
        f" and {words} not in ({', '.join(map(quoted, none))}) then {cell} end"
    )


def cell_view(
    staged: str, sheet: Recognised, marks: Marks, none: Sequence[str], *, odd: bool
) -> str:
    """Return the query behind `cell`; ragged columns are trimmed, blanks become null.

    `none` are words for nothing. Where `odd`, the sheet has cells in ``odd_text`` that are no
    account numbers.
    """

    def cell(name: str) -> str:
        index = sheet.columns.get(name)
        if index is None:
            return "null::varchar"
        return f"trimmed(c{index})" if index in marks.ragged else f"c{index}"

    source, column = source_of(staged, sheet, cell, hundredths_of(marks))

    def exchange(name: str) -> str:
        return _unless_nothing(column(name), none) if name in sheet.columns else column(name)

    kind, knp = f"lower({column('kind')})", column("knp")
    # a cast and no list: DuckDB would look such a list up for every row of every query
    known_kind = f"try_cast({kind} as transfer_kind)"
    amount, side, differ = _amount_and_side(
        sheet, column, hundredths_of(marks), {"amount_debit", "amount_credit"} <= marks.worded
    )
    alone = sheet.columns.get("purpose") != sheet.columns.get("knp")
    tenge = f"{column('amount')} is null and {column('amount_kzt')} is not null"
    payer, payee = _parties(sheet.loader, column, odd)
    payers_balance, payees_balance = _balances(sheet.loader, column)
    out = {name: column(name) for name in _TEXTS}
    out |= {
        "knp": f"payment_code({knp}, {alone})",
        "kind": known_kind,
        "kind_cell": f"case when {known_kind} is null then {kind} end",
        "ts_cell": column("ts"),
        "amount_cell": amount,
        "side_cell": side,
        "sides_differ": differ,
        "status_cell": column("status"),
        "direction_cell": column("direction"),
        "currency_cell": column("currency"),
        "tenge_cell": column("amount_kzt"),
        "to_amount_cell": exchange("to_amount"),
        "to_currency_cell": exchange("to_currency"),
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
    return f"select n, extra, {columns} from {source}"


def hundredths_of(marks: Marks) -> str:
    """Return the macro that reads the amounts of a sheet."""
    return "plain_hundredths" if marks.plain_sums else "hundredths"


def _amount_and_side(
    sheet: Recognised, column: Column, read: str, worded: bool
) -> tuple[str, str, str]:
    """Return the amount, the side that reports, and whether debit and credit contradict."""
    own_side = "own_side" if sheet.loader.is_own else "null::varchar"
    if "amount_debit" in sheet.columns:
        debit, credit = column("amount_debit"), column("amount_credit")
        spent = f"coalesce({read}({debit}), 0) <> 0"
        words = f" or word_beside({debit}) <> word_beside({credit})" if worded else ""
        both = f"{debit} is not null and {credit} is not null"
        return (
            f"case when {spent} then {debit} else {credit} end",
            own_side if sheet.loader.is_own else f"case when {spent} then 'D' else 'C' end",
            f"{both} and {spent} and coalesce({read}({credit}), 0) <> 0"
            f" and (abs({read}({debit})) <> abs({read}({credit})){words})",
        )
    if "amount_kzt" in sheet.columns:
        return f"coalesce({column('amount')}, {column('amount_kzt')})", own_side, "false"
    return column("amount"), own_side, "false"


def _parties(loader: Loader, column: Column, odd: bool) -> tuple[str, str]:
    payer, payee = (_key(side, column, loader, odd) for side in ("from", "to"))
    return _swapped(loader, column, payer, payee)


def _balances(loader: Loader, column: Column) -> tuple[str, str]:
    """Return the balances after the row of the payer's account and of the payee's."""
    return _swapped(loader, column, column("from_balance"), column("to_balance"))


def _swapped(loader: Loader, column: Column, payers: str, payees: str) -> tuple[str, str]:
    """Return what is the payer's and the payee's where some operations name them in turn."""
    if not loader.swapped:
        return payers, payees
    swap = f"{column('operation')} in ({', '.join(map(quoted, loader.swapped))})"
    return (
        f"case when {swap} then {payees} else {payers} end",
        f"case when {swap} then {payers} else {payees} end",
    )


#: A first name and an initial: many people have the same.
_HALF_KNOWN = r"\s*\pL[\pL''-]+\s+\pL\.?\s*"


def _key(side: str, column: Column, loader: Loader, odd: bool) -> str:
    """Return the account's number, or '?' and what is known of an account without one.

    The masked number of an account goes before the rest, with `AFTER_MASK` between them. Who has
    only a first name and an initial is another person for each statement's account.
    """
    stated = column(f"{side}_account")
    number = f"case when not {_is(stated)} then {stated} end" if odd else stated
    if loader.bank_in_number:
        number = f"{column(f'{side}_bank')} || '-' || {number}"
    parts = [column(f"{side}_{what}") for what in ("id", "name", "bank")]
    if side == "to":
        parts.insert(0, _phone(column))
    if loader.is_own:
        named, own = column(f"{side}_name"), column("own_account")
        is_half = f"{column(f'{side}_id')} is null and regexp_full_match({named}, '{_HALF_KNOWN}')"
        parts.append(f"case when {is_half} then {own} end")
    unknown = f"lower(concat_ws(' ', {', '.join(parts)}))"
    if odd:
        masked = f"case when {_is(stated, 'masked')} then {stated} || chr({ord(AFTER_MASK)}) end"
        unknown = f"concat({masked}, {unknown})"
    return f"coalesce({number}, '?' || {unknown})"


def _is(number: str, odd: str | None = None) -> str:
    which = f" where odd = {quoted(odd)}" if odd else ""
    return f"({number} is not null and {number} in (select raw from odd_text{which}))"


def _cut(column: Column) -> str:
    sides = [column(f"{side}_account") for side in ("from", "to")]
    found = [f"case when {_is(one, 'cut')} then {one} end" for one in sides]
    return f"coalesce({', '.join(found)})"


def _phone(column: Column) -> str:
    """Return the phone by which a payee without IIN was paid: others can have the same name."""
    purpose = column("purpose")
    could_be = " or ".join(f"contains({purpose}, '{start}')" for start in _PHONE_STARTS)
    return f"case when {column('to_id')} is null and ({could_be}) then phone_in({purpose}) end"


def time_of(loader: Loader, marks: Marks, cell: str = "ts_cell") -> tuple[str, str]:
    """Return the expressions of the time in a cell and of whether it is only a day.

    Times with a zone are brought to the case's zone. Numbers between slashes are a day, a month
    and a year, unless the layout's `dates` say otherwise or some can only begin with the month.
    """
    if loader.hours_since:
        start = f"timestamp {quoted(loader.hours_since)}"
        return f"{start} + to_hours(try_cast({cell} as integer))", "false"
    text = f"before_zone({cell})" if marks.zoned else cell
    # the cast would read a day of two digits as a year, and pass over words such as PM
    is_iso = f"{text}[5] in ('-', '/')"
    if marks.zoned:
        is_iso += f" and not regexp_matches({text}, '[^-\\d:./ T]')"
    ways = [f"case when {is_iso} then try_cast({text} as timestamp) end"]
    if not marks.plain_times:
        ways.append(f"excel_day({text})")
    if loader.dates:
        formats = ", ".join(map(quoted, loader.dates))
        # the cast is quicker, but reads any three numbers as a year, a month and a day
        is_safe = all(map(_SAFE.match, loader.dates))
        ways.insert(1 if is_safe else 0, f"plausible(try_strptime({text}, [{formats}]))")
    if not marks.plain_times:
        first, short = _first_part(loader, marks), _short_years(loader, marks)
        ways.append(f"other_time({text}, {quoted(first)}, {quoted(short)})")
    ts = f"coalesce({', '.join(ways)})"
    if marks.zoned and loader.zones != "ignore":
        ts = f"in_case_zone({ts}, zone_in({cell}))"
    return ts, f"not shows_hours({cell})"


def _first_part(loader: Loader, marks: Marks) -> str:
    """Return what comes first where a time has another form than the layout's: see ``day_text``."""
    days = [form for form in loader.dates if "%d" in form and "%m" in form]
    first = [form for form in days if form.index("%d") < form.index("%m")]
    if days and not first:
        return "year"
    return "dots" if marks.month_first else "day"


def _short_years(loader: Loader, marks: Marks) -> str:
    """Return what is known of years of two digits: see ``day_text``."""
    if marks.short_years:
        return marks.short_years
    return "none" if any(form.startswith("%Y") for form in loader.dates) else "dots"


def parsed_view(sheet: Recognised, fine: list[str], marks: Marks) -> str:
    """Return the query behind `parsed`, over `cell`, `raw_currency` and `raw_status`.

    `fine` are the currencies of this sheet that are counted in hundred-millionths.
    """
    loader = sheet.loader
    ts, day_only = time_of(loader, marks)
    exchanged = "to_currency" in sheet.columns or "to_amount" in sheet.columns
    worded = bool(marks.worded & {"amount", "amount_debit", "amount_credit", "amount_kzt"})
    paid = "paid.code"
    if worded:
        stated = "currency_cell is not null or word_beside(amount_cell) is null"
        paid = f"case when {stated} then {paid} else beside_word.code end"
    read = f"""
        select cell.*, plausible({ts}) as ts, {day_only} as day_only,
            {paid} as currency,
            {"received" if exchanged else "paid"}.code as to_currency_stated,
            {"status.meant = 'failed'" if "status" in sheet.columns else "false"} as failed
        from cell left join raw_currency as paid on paid.raw is not distinct from currency_cell
        {_JOIN_RECEIVED if exchanged else ""} {_JOIN_STATUS if "status" in sheet.columns else ""}
        {_JOIN_BESIDE if worded else ""}"""
    amounts = f"""
        select *, {units_of("amount_cell", "currency", fine, marks)} as amount,
            {_balance_units(sheet, fine, marks)},
            {f"not {agrees('amount_cell', 'currency')}" if worded else "false"} as contradicts
        from ({read})"""
    completed = f"""
        select *, {_received(sheet, fine, marks) if exchanged else _AS_PAID} from ({amounts})"""
    debit = "case when amount < 0 then 'D' end" if loader.negative == "debit" else "null"
    credit = "'C'" if loader.positive == "credit" else "null"
    sided = "and side_cell is not null" if loader.is_own else ""
    received = (
        f"and to_amount between 1 and {MOST} and to_currency is not null" if exchanged else ""
    )
    return f"""
        select * exclude (to_currency_stated), coalesce(side_cell, {debit}, {credit}) as side,
            coalesce(ts is not null and amount <> 0 and abs(amount) <= {MOST} and extra is null
                and cut_cell is null and currency is not null and not sides_differ
                and not contradicts and not failed
                and (from_key <> '?' or to_key <> '?') {received} {sided}, false) as good
        from ({completed})"""


_JOIN_RECEIVED = (
    "left join raw_currency as received on received.raw is not distinct from to_currency_cell"
)
_JOIN_STATUS = "left join raw_status as status on status.raw is not distinct from status_cell"
_JOIN_BESIDE = "left join beside_word on word = word_beside(amount_cell)"
_AS_PAID = "abs(amount) as to_amount, currency as to_currency, false as half_exchange"


def line_of(sheet: Recognised) -> str:
    """Return SQL of the cells of a row as one text, '' where all are blank."""
    cells = ", ".join(f"c{i}" for i in range(sheet.width))
    return f"coalesce(array_to_string([trimmed(cell) for cell in [{cells}]], ' '), '')"


def agrees(cell: str, code: str) -> str:
    """Return SQL that is true unless another currency than `code` is beside the amount."""
    return (
        f"(word_beside({cell}) is null or coalesce((word_beside({cell}), {code}) in"
        " (select (word, code) from beside_pair), false))"
    )


def _received(sheet: Recognised, fine: list[str], marks: Marks) -> str:
    """Return what was credited: what was paid, where the cells are blank or name the same money.

    `half_exchange` is true where one cell is blank and the other needs it.
    """
    units = units_of("to_amount_cell", "to_currency_stated", fine, marks)
    as_paid = units_of("to_amount_cell", "currency", fine, marks)
    if "to_amount" in marks.worded:
        units = f"case when {agrees('to_amount_cell', 'to_currency_stated')} then {units} end"
        as_paid = f"case when {agrees('to_amount_cell', 'currency')} then {as_paid} end"
    no_currency, no_amount = "to_currency_cell is null", "to_amount_cell is null"
    return f"""
        case when {no_amount} then
            case when {no_currency} or to_currency_stated = currency then abs(amount) end
        when {no_currency} then case when abs({as_paid}) = abs(amount) then abs(amount) end
        -- a row that takes a payment back has a minus before both
        else case when amount < 0 then abs({units}) else {units} end end as to_amount,
        case when {no_currency} then currency else to_currency_stated end as to_currency,
        coalesce(({no_currency} and not {no_amount} and abs({as_paid}) is distinct from abs(amount))
            or ({no_amount} and to_currency_stated <> currency), false) as half_exchange"""


def _balance_units(sheet: Recognised, fine: list[str], marks: Marks) -> str:
    def units(name: str) -> str:
        if name not in sheet.columns:
            return "null::bigint"
        found = units_of(f"{name}_cell", "currency", fine, marks)
        if name in marks.worded:  # a balance in another currency is of no use
            return f"case when {agrees(f'{name}_cell', 'currency')} then {found} end"
        return found

    return ", ".join(f"{units(name)} as {name}" for name in BALANCES)


def units_of(cell: str, code: str, fine: list[str], marks: Marks) -> str:
    """Return the expression of a cell's amount in minor units of the currency `code`."""
    read = hundredths_of(marks)
    if not fine:
        return f"{read}({cell})"
    listed = ", ".join(map(quoted, fine))
    return f"case when {code} in ({listed}) then hundred_millionths({cell}) else {read}({cell}) end"
