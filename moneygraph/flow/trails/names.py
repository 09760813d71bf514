"""From what a user names as a start to accounts and transfers of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.spelling import spelt_number
from moneygraph.store.errors import UnknownStart
from moneygraph.store.masking import file_as_masked, masked_names
from moneygraph.store.message import Message
from moneygraph.store.schema import ROW_BASE
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

_BY_NUMBER = "select id from account where number in (select unnest($1)) order by id"
_BY_OWNER = """
select distinct account from holder
where counts and owner in (select unnest($1)) order by account
"""
_BY_ID = "select id from transfer where id = $1::bigint"
_LAST_ID = "select coalesce(max(id), 0) from transfer"
_FILES = """
select id, name from statement_file where name = $1 or ends_with(name, '/' || $1) order by name, id
"""
_FATE = """
select distinct transfer from fate where row = $1 and transfer is not null order by transfer
"""
_REMARK = (
    "select fate, reason from remark where row = $1 and fate <> 'warned' order by fate, reason"
)
_CLOSE = """
select name from (
    select number as name from account where not starts_with(number, '?')
    union select owner from holder where counts)
where name is not null
order by jaro_winkler_similarity(name, $1) desc, name
limit 3
"""
_PREFIXES: Final = ("account", "owner", "transfer")
_LONGEST_ID: Final = 18


@dataclass(frozen=True)
class Start:
    """What one name means: accounts (of one owner, or one account), or transfers."""

    accounts: tuple[int, ...] = ()
    transfers: tuple[int, ...] = ()


def resolve(con: duckdb.DuckDBPyConnection, name: str) -> Start:
    """Return what a name means: an account number, an owner, a transfer id or FILE:ROW.

    ``account:``, ``owner:`` or ``transfer:`` before it decides where one text could be
    two of them. Raises `UnknownStart` when it means nothing or more than one thing.
    """
    text = name.strip()
    prefix, colon, rest = text.partition(":")
    requested = prefix if colon and prefix in _PREFIXES else ""
    meanings = _meanings(con, rest.strip() if requested else text)
    if requested:
        meanings = {what: start for what, start in meanings.items() if what == requested}
    if len(meanings) > 1:
        raise UnknownStart(
            Message("'{text}' has more than one meaning: {names}", text=text, names=meanings),
            Message("Write which: {names}.", names=[f"{what}:{text}" for what in meanings]),
        )
    for start in meanings.values():
        return start
    if colon and not requested:
        return _row_of_file(con, text)
    raise unknown(con, rest.strip() if requested else text)


def _meanings(con: duckdb.DuckDBPyConnection, text: str) -> dict[str, Start]:
    """Return all that a text can mean, by the word for it."""
    plain = text.upper().replace(" ", "")
    found: dict[str, Start] = {}
    accounts = rows_of(con, _BY_NUMBER, masked_names(con, "number", text))
    for spelling in (plain, spelt_number(text)):
        if not accounts and spelling != text:
            accounts = rows_of(con, _BY_NUMBER, masked_names(con, "number", spelling))
    if accounts:
        found["account"] = Start(accounts=tuple(account for (account,) in accounts))
    owned = rows_of(con, _BY_OWNER, masked_names(con, "owner", plain))
    if owned:
        found["owner"] = Start(accounts=tuple(account for (account,) in owned))
    if not (plain.isascii() and plain.isdigit()):
        return found
    if len(plain) <= _LONGEST_ID and rows_of(con, _BY_ID, plain):
        found["transfer"] = Start(transfers=(int(plain),))
    return found


def _row_of_file(con: duckdb.DuckDBPyConnection, text: str) -> Start:
    """Return the transfer of a row that is named by its statement file and its number there."""
    file, _, number = text.rpartition(":")
    if not (number.isascii() and number.isdigit() and 0 < int(number) < ROW_BASE):
        raise unknown(con, text)
    files = files_named(con, file)
    if not files:
        raise UnknownStart(
            Message("there is no export '{file}' in the case", file=file),
            Message("`moneygraph status` lists the exports."),
        )
    if len(files) > 1:
        raise UnknownStart(
            Message(
                "'{file}' could be any of {n} exports: {names}",
                file=file,
                n=len(files),
                names=[name for _, name in files[:3]],
            ),
            Message("Name the transfer by its id."),
        )
    row = files[0][0] * ROW_BASE + int(number)
    transfers = tuple(transfer for (transfer,) in rows_of(con, _FATE, row))
    if not transfers:
        raise UnknownStart(_no_transfer(con, file, row, number))
    return Start(transfers=transfers)


def files_named(con: duckdb.DuckDBPyConnection, file: str) -> list[tuple[int, str]]:
    """Return id and name of the statement files of a name, given with or without their folder.

    Raises `CallError` in a masked case where it could be any of several.
    """
    return [(one, name) for one, name in rows_of(con, _FILES, file_as_masked(con, file))]


_DAYS = """
select min(ts)::date::varchar, max(ts)::date::varchar from transfer
where {side} in (select unnest($1::integer[]))
"""


def days_of(
    con: duckdb.DuckDBPyConnection, names: Sequence[str], *, back: bool
) -> tuple[str, str] | None:
    """Return the first and last day on which money left accounts or owners (`back`: came).

    None where none did, or they are something else.
    """
    sql = _DAYS.format(side="to_account" if back else "from_account")
    accounts = [account for name in names for account in resolve(con, name).accounts]
    ((first, last),) = rows_of(con, sql, accounts)
    return None if first is None else (first, last)


def _no_transfer(con: duckdb.DuckDBPyConnection, file: str, row: int, number: str) -> Message:
    """Return that a row is no transfer, and what became of it where it was refused."""
    place = {"file": file, "number": number}
    for fate, reason in rows_of(con, _REMARK, row):
        shown = {"fate": Message(fate), "reason": reason}
        return Message(
            "row {number} of {file} is no transfer: it was {fate} ({reason})", **place, **shown
        )
    return Message("row {number} of {file} is no transfer", **place)


def unknown(con: duckdb.DuckDBPyConnection, text: str) -> UnknownStart:
    """Return the error that nothing is called so, with what is close."""
    if text.isascii() and text.isdigit() and len(text) in (11, 13):
        return UnknownStart(
            Message("'{text}' has {n} digits; an IIN or BIN has 12", text=text, n=len(text)),
            Message("Write all of them, also zeros at its beginning."),
        )
    if text.isascii() and text.isdigit() and len(text) != 12:
        ((last,),) = rows_of(con, _LAST_ID)
        return UnknownStart(
            Message("there is no transfer or account '{text}' in the case", text=text),
            Message("Its transfers are 1 to {last}.", last=last)
            if last
            else Message("It holds no transfers."),
        )
    close = [name for (name,) in rows_of(con, _CLOSE, text.upper())]
    return UnknownStart(
        Message("there is no account, owner or transfer '{text}' in the case", text=text),
        Message("The closest are {names}.", names=close)
        if close
        else Message("It holds no accounts."),
    )
