"""A feed: transfers go in as they are made, and what each completes comes out.

The law: after every call, the findings that stand are those that `Case.find` gives on a case of the
accounts that were declared and exactly the transfers that were taken, with its defaults, field by
field. What bounds of the state may have changed is in `notes`, by account. See
docs/explanation/live.md.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from moneygraph.detect.queries import read_queries
from moneygraph.detect.queries.units import read_value
from moneygraph.live.feed import objects
from moneygraph.live.feed.engine import Engine
from moneygraph.live.feed.journal import Journal
from moneygraph.live.feed.settling import Change
from moneygraph.live.feed.taking import accounts_of, transfer_of, transfers_of
from moneygraph.live.feed.times import SECOND
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

#: The queries whose findings a feed gives.
QUERIES: Final = ("loan-then-transfer", "mule-chains", "crypto-exits")
#: How long movements are kept, and how many of an account at the most.
KEEP: Final = "14d"
MOST: Final = 1000
#: So many transfers of a batch are taken before what they changed is worked out.
_CHUNK: Final = 512
#: All that is known is written when the entries since have so many bytes, and twice as many as it.
_LEAST_ENTRIES: Final = 16_000_000
_TIMES: Final = 2
_VERSION: Final = 1
_STATE: Final = (
    *("accounts", "owners", "transfers", "recent", "told", "position", "now", "before", "notes"),
)


class Answer(NamedTuple):
    """How a finding changed; the last answer of a `key` of a `query` is how it stands.

    `number` counts answers from 1. `change` is "new", "revised" or "gone". `key` is the owner
    (loan-then-transfer), the account (crypto-exits) or the last transfer (mule-chains). `row` is as
    a row of `Findings`, without its transfers; of one that is gone, the last. `added` and `removed`
    are the transfers that prove it now and did not before, and the other way, by position.
    """

    number: int
    query: str
    key: str
    change: str
    row: dict[str, Any]
    added: tuple[int, ...]
    removed: tuple[int, ...]


class Note(NamedTuple):
    """Why answers about an account may be others than those of a case, and how often.

    `what`: "late" (a movement came later than movements are kept), "busy" (it had more than are
    kept), "refund" (what was given back is not kept), "trader" (it sells cryptocurrency, or does
    so no longer, and earlier movements are not kept), "stolen" (money is traced through transfers
    that are not kept), "loans" or "chains" (it had more than are kept), "proof" (the first of the
    transfers that prove what it was paid are not kept), "currency" (it has money in another
    currency than tenge, which counts as if it were tenge).
    """

    what: str
    account: str
    times: int


class Feed:
    """A feed that is open. Use it in a ``with`` block, or call `close`.

    `position` is how many transfers were taken, `number` the number of the last answer. A call
    that returned is kept; one that was killed is kept whole or not at all, which `position`
    tells. So who gives transfers on from `position`, and asks for the `answers` after the last that
    he has, loses none and repeats none.
    """

    def __init__(self, journal: Journal, engine: Engine) -> None:
        self._journal = journal
        self._engine = engine
        self._answers: list[Answer] = []
        self.number = 0
        self._state_bytes = 0
        self._least_entries = _LEAST_ENTRIES

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        keep: str = KEEP,
        most: int = MOST,
        folder: str | Path | None = None,
    ) -> Self:
        """Open the feed in the folder `path`, or begin it there.

        `keep` is how long movements are kept and `most` how many an account has at the most; a
        feed that is there must have been begun with the same. `folder` holds queries' cards and
        tables of your own. Raises `CallError`, `CaseError`, or `CaseLocked`.
        """
        data = DataFiles.beside(folder)
        keep_s = int(read_value("keep", keep, "duration"))
        if most < 16:
            raise CallError(
                Message("a feed cannot keep so few movements: {most}", most=most),
                Message("Keep 16 or more of an account."),
            )
        queries = read_queries(data)
        ours = read_queries(OURS)
        for name in QUERIES:
            if name not in queries or queries[name].text != ours[name].text:
                raise CallError(
                    Message("a feed cannot run the query {name} of your own folder", name=name),
                    Message("Leave it out there; its card and the defaults of its head count."),
                )
        made_with = sha256(" ".join(queries[name].sha256 for name in QUERIES).encode()).hexdigest()
        settings = [_VERSION, keep_s, most, made_with]
        journal = Journal(Path(path))
        try:
            feed = cls(journal, Engine(queries, keep_s * SECOND, most))
            feed._begin(settings)
        except BaseException:
            journal.close()
            raise
        return feed

    def _begin(self, settings: list[Any]) -> None:
        """Take up what is kept, or keep how a new feed is set."""
        self._settings = settings
        journal = self._journal
        entries, journal.entries = journal.entries, []
        if journal.state is None and not entries:
            journal.add(["set", settings])
            return
        kept = journal.state
        before = kept["settings"] if kept is not None else entries.pop(0)[1]
        if before != settings:
            raise CallError(
                Message("this feed was begun with another version, queries, keep or most"),
                Message("Open it with the same, or begin a new one and give it all again."),
            )
        if kept is not None:
            self._take_up(kept)
            journal.state = None
        with _no_cycles():
            for kind, given in entries:
                self._do(kind, given)

    def _take_up(self, kept: dict[str, Any]) -> None:
        values, self.number, answers = objects.read(*kept["objects"])
        for name in _STATE:
            setattr(self._engine, name, values[name])
        self._answers = [Answer(*one) for one in answers]

    # -- what goes in

    def declare(self, accounts: Any) -> None:
        """Take what is known of accounts, before their first transfer.

        Each has `number` and may have `kind` (of the schema; "unknown" unless given), `owner` (an
        IIN or BIN), `bank`, `name`, and `covered`: whether all its movements are in this feed. A
        sequence of mappings, or a batch as `take_batch` takes. One that was not declared is
        unknown, of no known owner. Raises `CallError` for one that has transfers already.
        """
        declared = accounts_of(accounts)
        known = self._engine.accounts
        for number, *rest in declared:
            if number in known and not _is_as(known[number], rest):
                raise CallError(
                    Message("the account {number} was declared otherwise, or has transfers",
                            number=number),
                    Message("Declare each account once, before its first transfer."),
                )  # fmt: skip
        new = [one for one in declared if one[0] not in known]
        if new:
            self._journal.add(["accounts", new])
            self._do("accounts", new)

    def take(self, transfer: Mapping[str, Any]) -> list[Answer]:
        """Take one transfer and return what it changes; an empty list mostly.

        It has `ts`, `from_account`, `to_account` and `amount` (whole minor units), and may have
        `credit_ts`, `currency` (KZT), `to_amount`, `to_currency`, `kind` (of the schema),
        `day_only`, `credit_day_only`, `own` (derived from the owners where not given) and
        `gives_back`: positions of earlier transfers, each with the amount of it that comes back.
        Raises `CallError`, and takes nothing then.
        """
        taken = [transfer_of(transfer, self.position + 1)]
        self._journal.add(["take", taken])
        answers = self._do("take", taken)
        self._keep_if_long()
        return answers

    def take_batch(self, batch: Any) -> list[Answer]:
        """Take many transfers at once, in their order, and return what they change together.

        `batch` gives an Arrow stream (a table of pyarrow, polars or DuckDB), or is a data frame or
        a mapping of columns, named as in `take`. All of it is taken, or nothing (`CallError`).
        """
        with _no_cycles():
            taken = transfers_of(batch, self.position + 1)
            self._journal.add(["take", taken])
            answers = self._do("take", taken)
        self._keep_if_long()
        return answers

    def acknowledge(self, number: int) -> None:
        """Let go of the answers up to a number: whoever needs them has them."""
        self._journal.add(["heard", number])
        self._do("heard", number)

    def _do(self, kind: str, given: Any) -> list[Answer]:
        if kind == "accounts":
            for number, what, owner, bank, name, covered in given:
                self._engine.declare(number, what, owner, bank, name, covered=covered)
            return []
        if kind == "heard":
            self._answers = [one for one in self._answers if one.number > given]
            return []
        engine, answers, most = self._engine, [], min(_CHUNK, self._engine.most // 2)
        for first in range(0, len(given), most):
            for one in given[first : first + most]:
                engine.take(one)
            answers += [self._numbered(one) for one in engine.settle()]
        self._answers += answers
        return answers

    def _numbered(self, one: Change) -> Answer:
        self.number += 1
        return Answer(self.number, *(getattr(one, name) for name in Answer._fields[1:]))

    # -- what comes out

    @property
    def position(self) -> int:
        """How many transfers were taken."""
        return self._engine.position

    @property
    def notes(self) -> list[Note]:
        """Where an answer may be another than that of a case with the same transfers."""
        return [
            Note(what, account, times)
            for what, of in sorted(self._engine.notes.items())
            for account, times in sorted(of.items())
        ]

    def answers(self, after: int = 0) -> list[Answer]:
        """Return the answers after a number, but for those that were acknowledged."""
        return [one for one in self._answers if one.number > after]

    # -- what is kept

    def _keep_if_long(self) -> None:
        if self._journal.size > max(self._least_entries, _TIMES * self._state_bytes):
            self.keep()

    def keep(self) -> None:
        """Write all that is known, so that opening it again does not repeat what was taken."""
        with _no_cycles():
            values = {name: getattr(self._engine, name) for name in _STATE}
            answers = [tuple(one) for one in self._answers]
            state = objects.written((values, self.number, answers))
            kept = {"settings": self._settings, "objects": state}
            self._state_bytes = self._journal.keep(kept)

    def close(self) -> None:
        """Close it; all that was taken is on disk already."""
        self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _is_as(account: Any, rest: list[Any]) -> bool:
    known = [account.kind, account.owner_id, account.bank, account.name, account.covered]
    return bool(known == rest)


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Let Python not look for cycles among a feed's many objects again and again meanwhile."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
