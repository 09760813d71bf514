"""What a shell completes beside commands and options: our names, and numbers of the case.

The case is opened for one small query, to read, as any case of a stranger is. Where it is not
there, held, or no case, and where anything else fails, nothing is offered: a shell asks at every
press of a key, and an error would be written into the line that is being typed.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem, split_arg_string

if TYPE_CHECKING:
    from moneygraph.cli.command import Settings

Items = list[CompletionItem[str]]
Complete = Callable[[click.Context, click.Parameter, str], Items]

#: How many numbers of a case are offered at once.
MOST: Final = 50
#: What is offered at all: a text in which no shell sees anything but a word, and no terminal
#: anything but letters. Numbers come from exports, and names of files from anywhere.
SAFE: Final = "[0-9A-Za-z][0-9A-Za-z._/-]{0,63}"

_ACCOUNTS: Final = "select unnest([number, owner]) from clear.account"
_COMPLAINTS: Final = "select number from clear.complaint"
#: The least numbers that begin so, a list for each character that can be typed next. A shell
#: types on as far as all that is offered agrees: with the first fifty of all alone, too far.
_LEAST: Final = """
with every(number) as ({source}),
fit as (
    select number from every where starts_with(number, $1) and regexp_full_match(number, $2)
    limit 100_000
)
select min(number, $3) from (from fit group by number)
group by left(number, length($1) + 1) order by 1
"""


def files(_: click.Context, __: click.Parameter, begun: str) -> Items:
    """Let the shell complete names of files."""
    return [CompletionItem(begun, type="file")]


def folders(_: click.Context, __: click.Parameter, begun: str) -> Items:
    """Let the shell complete names of folders."""
    return [CompletionItem(begun, type="dir")]


def words(*every: str) -> Complete:
    """Return what completes words of ours."""
    return lambda _, __, begun: _items(every, begun)


def data_names(kind: str, suffix: str) -> Complete:
    """Return what completes names of data files, such as queries: ours and the user's own."""

    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> Items:
        with _quietly():
            return _items(_settings(ctx).data.files(kind, suffix), begun)
        return []

    return complete


queries: Final = data_names("queries", ".sql")


def banks(ctx: click.Context, _: click.Parameter, begun: str) -> Items:
    """Complete codes of banks in an IBAN."""
    with _quietly():
        return _items(_settings(ctx).data.table("banks")["bank"], begun)
    return []


def mess(_: click.Context, __: click.Parameter, begun: str) -> Items:
    """Complete kinds of mess of a made-up region."""
    from moneygraph.demo import KINDS

    return _items(KINDS, begun)


def forms(_: click.Context, __: click.Parameter, begun: str) -> Items:
    """Offer the forms in which a demo can be written."""
    from moneygraph.demo import FORMS

    return _items(FORMS, begun)


def accounts(ctx: click.Context, _: click.Parameter, begun: str) -> Items:
    """Complete the number of an account in the case, or the IIN or BIN of an owner."""
    return _numbers(ctx, _ACCOUNTS, begun)


def complaints(ctx: click.Context, _: click.Parameter, begun: str) -> Items:
    """Complete the number of a complaint in the case."""
    return _numbers(ctx, _COMPLAINTS, begun)


def queries_and_values(ctx: click.Context, param: click.Parameter, begun: str) -> Items:
    """Complete names of queries; after a parameter that takes an account, the account."""
    before = [word for word in ctx.params.get("words") or () if word != "="]
    if not before or not before[-1].startswith("--") or "=" in before[-1]:
        return queries(ctx, param, begun)
    return accounts(ctx, param, begun) if before[-1] == "--account" else []


def parameters(ctx: click.Context, begun: str) -> Items:
    """Complete the options that queries add to a command: of those named, or of all."""
    from moneygraph.detect.queries import read_queries

    with _quietly():
        given = [word for word in ctx.params.get("words") or () if not word.startswith("-")]
        every = read_queries(_settings(ctx).data)
        asked = [every[name] for name in given if name in every] or list(every.values())
        names = dict.fromkeys(name.replace("_", "-") for one in asked for name in one.params)
        return [CompletionItem(f"--{one}") for one in names if f"--{one}".startswith(begun)]
    return []


def _numbers(ctx: click.Context, source: str, begun: str) -> Items:
    """Return numbers of the case that begin so; none with a mask, which hides them."""
    settings = _settings(ctx)
    if settings.mask or "--mask" in split_arg_string(os.environ.get("COMP_WORDS", "")):
        return []
    from moneygraph.store.opening import connect_beside

    with _quietly():
        path = Path(settings.case).expanduser()  # a shell has not done so yet
        with closing(connect_beside(path, wait=0, lawful=False)) as con:
            rows = con.execute(_LEAST.format(source=source), [begun, SAFE, MOST]).fetchall()
        in_turn = chain.from_iterable(zip_longest(*(numbers for (numbers,) in rows)))
        found = islice((one for one in in_turn if one is not None), MOST)
        return [CompletionItem(one) for one in sorted(found)]
    return []


def _items(names: Iterable[str], begun: str) -> Items:
    fit = [one for one in names if one.startswith(begun) and re.fullmatch(SAFE, one)]
    return [CompletionItem(one) for one in fit]


def _settings(ctx: click.Context) -> Settings:
    found: Settings = ctx.find_root().obj
    return found


@contextmanager
def _quietly() -> Iterator[None]:
    """Let nothing that fails or warns in a block be seen."""
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
