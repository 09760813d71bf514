"""Finds what a sheet covers: accounts with all their transfers, the days, and the bank it is from.

The lines above a header give accounts and the period; see `preamble`. What a
sheet covers is found by the first of these that applies: the option ``--covers``; the loader;
accounts that the preamble names; an account on one side of every row; a bank whose accounts are
on one side of every row. Where two accounts, two banks or an account and another bank are on
every row nothing follows, as either could be the subject (is it the statement of a shop, or what
one bank's clients paid it?), unless the loader is one of the two banks' own. The same where the
preamble names one account of the sheet and the rows show another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from moneygraph.ingest.loading.loader import Loader
from moneygraph.ingest.loading.preamble import Preamble, day_of
from moneygraph.ingest.loading.spelling import spelt_number
from moneygraph.ingest.readers.made import Stated
from moneygraph.store.amounts import units_in
from moneygraph.store.data import unusual_decimals
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.sqltext import rows_of, run_file
from moneygraph.store.words import has_word, quoted

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile

_BANK = re.compile(r"\d{3}")
_SAMPLE = 1000
_NAMED = 3


@dataclass(frozen=True)
class Covers:
    """`how` it is known, `what` in words, `where` as SQL over ``section_account``."""

    how: str
    what: str
    where: str
    bank: str | None = None


def make_bank_macro(case: CaseFile) -> None:
    """Create the macro ``bank_code(text, words)``: a bank's three digits from its name.

    `words` is the text after ``spaced``.
    """
    cases = " ".join(
        f"when {has_word('words', names)} then {quoted(code)}"
        for code, names in case.data.table("banks")["bank"].items()
    )
    case.con.execute(
        f"create or replace temp macro bank_code(text, words) as case {cases} else upper(text) end"
    ).fetchall()


def cover_section(
    con: duckdb.DuckDBPyConnection,
    section: int,
    row_ids: tuple[int, int],
    preamble: Preamble,
    loader: Loader,
    option: str | None,
) -> Covers:
    """Write what one section covers into ``cover`` and ``section``; return it.

    `row_ids` are the first and the last id its rows can have.
    """
    first, last = row_ids
    run_file(con, "ingest/loading/coverage.sql", section=section, first_row=first, last_row=last)
    if option is not None:
        covers = _given(option)
    elif loader.covers:
        covers = Covers("layout", loader.covers, "true" if loader.covers == "all" else "false")
    elif loader.is_own:
        covers = _own(con, section)
    else:
        covers = _inferred(con, section, preamble, loader.bank)
    _write(con, section, preamble, covers, loader.bank, is_own=loader.is_own)
    return covers


def _given(text: str) -> Covers:
    if text in ("all", "none"):
        return Covers("asked", text, "true" if text == "all" else "false")
    if text.startswith("bank:"):
        code = text.removeprefix("bank:")
        if not _BANK.fullmatch(code):
            raise CallError(
                Message("--covers names no bank: '{code}' is no code of three digits", code=code),
                Message("Say bank:722, with digits 5 to 7 of the bank's IBANs."),
            )
        return Covers("asked", f"bank {code}", f"bank = {quoted(code)}", code)
    accounts = [spelt_number(part) for part in text.split(",") if part.strip()]
    if not accounts:
        raise CallError(
            Message("--covers is empty"), Message("Say all, none, bank:722 or account numbers.")
        )
    return _accounts("asked", accounts)


def check_covers(option: str | None) -> None:
    """Raise `CallError` for an option --covers that cannot be followed."""
    if option is not None:
        _given(option)


def check_covered(con: duckdb.DuckDBPyConnection, option: str | None) -> None:
    """Raise `CallError` where an option --covers names an account that is a name, as of a bank.

    A number that no row has is none: an account may have had no transfers.
    """
    covers = None if option is None else _given(option)
    if covers is None or covers.bank is not None or covers.what in ("all", "none"):
        return
    query = f"select number from number where {covers.where}"
    known = {number for (number,) in rows_of(con, query)}
    for name in (option or "").split(","):
        if name.strip() and spelt_number(name) not in known and not any(map(str.isdigit, name)):
            raise CallError(
                Message("--covers names no account: '{name}'", name=name),
                Message("Say all, none, bank:722 or account numbers."),
            )


def _accounts(how: str, accounts: list[str]) -> Covers:
    listed = ", ".join(map(quoted, accounts))
    few = len(accounts) <= _NAMED
    what = ", ".join(accounts) if few else f"{len(accounts)} accounts"
    return Covers(how, what, f"number in ({listed})")


_OWN = """
account in (
    select case side when 'D' then from_account else to_account end from row_base
    where section = {section}) and number[1] <> '?'
"""


def _own(con: duckdb.DuckDBPyConnection, section: int) -> Covers:
    """Return that a statement covers its own accounts, of which each row is one's."""
    where = _OWN.format(section=int(section))
    numbers = f"select number from section_account where {where} order by number"
    ((count,),) = rows_of(con, f"select count(*) from ({numbers})")
    few = [number for (number,) in rows_of(con, f"{numbers} limit {_NAMED}")]
    what = ", ".join(few) if count <= _NAMED else f"{count} accounts"
    return Covers("own account", what or "none", where)


def _inferred(
    con: duckdb.DuckDBPyConnection, section: int, preamble: Preamble, loader_bank: str | None
) -> Covers:
    if preamble.accounts:
        named = _accounts("preamble", preamble.accounts)
        if _on_every_row(con, section, named.where):
            return named
    first = rows_of(
        con,
        "with top as (select from_account, to_account from row_base where section = ?"
        " order by id limit 1)"
        " select number, bank from section_account where account in"
        " (select from_account from top union select to_account from top)"
        " and number[1] <> '?' order by number",
        section,
    )
    subjects = [
        (bank, _accounts("on every row", [number]))
        for number, bank in first
        if _on_every_row(con, section, f"number = {quoted(number)}")
    ]
    for bank in sorted({bank for _, bank in first if bank} - {bank for bank, _ in subjects}):
        where = f"bank = {quoted(bank)}"
        if _on_every_row(con, section, where):
            subjects.append((bank, Covers("bank on every row", f"bank {bank}", where, bank)))
    if len(subjects) > 1:
        subjects = [pair for pair in subjects if loader_bank and pair[0] == loader_bank]
    if len(subjects) == 1:
        bank, found = subjects[0]
        if (loader_bank and bank == loader_bank) or not _leaves_out(con, preamble, found):
            return found
    return Covers("nothing follows", "none", "false")


def _leaves_out(con: duckdb.DuckDBPyConnection, preamble: Preamble, found: Covers) -> bool:
    """Tell whether the preamble names an account of the sheet that would not be covered."""
    named = _accounts("preamble", preamble.accounts).where if preamble.accounts else "false"
    sql = f"select 1 from section_account where {named} and not coalesce({found.where}, false)"
    return bool(rows_of(con, sql))


def _on_every_row(con: duckdb.DuckDBPyConnection, section: int, where: str) -> bool:
    """Tell whether accounts chosen by `where` are on a side of every row; a sample first."""
    for limit in (f"limit {_SAMPLE}", ""):
        ((missing, rows),) = rows_of(
            con,
            "with mine as (select account from section_account where " + where + ")"
            " select count(*) filter (from_account not in (select account from mine)"
            " and to_account not in (select account from mine)), count(*)"
            f" from (select from_account, to_account from row_base where section = ? {limit})",
            section,
        )
        if missing:
            return False
        if limit and rows < _SAMPLE:
            break
    return True


def _write(
    con: duckdb.DuckDBPyConnection,
    section: int,
    preamble: Preamble,
    covers: Covers,
    loader_bank: str | None,
    *,
    is_own: bool,
) -> None:
    first, last = preamble.period or (None, None)
    days = rows_of(
        con,
        "select least(min(ts)::date, ?::date), greatest(max(ts)::date, ?::date) from row_base"
        " where section = ?",
        *(first, last, section),
    )[0]
    con.execute(
        f"insert into cover select account, $first, $last, $section from section_account"
        f" where {covers.where} and number[1] <> '?' and $first is not null",
        {"first": days[0], "last": days[1], "section": section},
    ).fetchall()
    # a statement is its own accounts' bank's, also one that covers none of them
    where = _OWN.format(section=int(section)) if is_own else covers.where
    own_banks = rows_of(con, f"select distinct bank from section_account where {where}")
    bank = covers.bank or (own_banks[0][0] if len(own_banks) == 1 else None) or loader_bank
    con.execute(
        "update section set bank = $bank, how = $how, covers = $what, first_day = $first,"
        " last_day = $last where id = $section",
        {
            **{"bank": bank, "how": covers.how, "what": covers.what, "section": section},
            **{"first": days[0], "last": days[1]},
        },
    ).fetchall()
    _write_stated(con, section, preamble.stated, covers, days)


def _write_stated(
    con: duckdb.DuckDBPyConnection,
    section: int,
    stated: Sequence[Stated],
    covers: Covers,
    days: tuple[date | None, date | None],
) -> None:
    if not stated or days[0] is None:
        return
    covered = f"select number from section_account where {covers.where} limit 2"
    accounts = [number for (number,) in rows_of(con, covered)]
    only = accounts[0] if len(accounts) == 1 else ""
    run_file(
        con,
        "ingest/loading/stated.sql",
        section=section,
        first=days[0],
        last=days[1],
        numbers=[spelt_number(one.account) if one.account else only for one in stated],
        whats=[one.what for one in stated],
        days=[day_of(one.day) for one in stated],
        currencies=[one.currency for one in stated],
        amounts=[units_in(one.amount, one.currency) for one in stated],
        unusual=list(unusual_decimals()),
        counts=[int(one.count) if one.count.isdecimal() else None for one in stated],
    )
