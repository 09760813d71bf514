"""What words of statement files mean by our tables: currencies, months, what became of a payment.

Distinct texts of a sheet are few, so currencies and statuses are looked up here and put into
temporary tables. Only words of our own tables and a user's get into the SQL, quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygraph.store.data import table_error
from moneygraph.store.message import Message
from moneygraph.store.schema import CURRENCIES
from moneygraph.store.words import LOOK_ALIKES, quoted, words_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.data import DataFiles

_SAME = Message("Write it as the table of that name in moneygraph does.")
_NUMBER = re.compile(r"'?\s*(\d{1,3})(\.0+)?\s*")
_CODE_FIRST = re.compile(r"([A-Z]{3})(?:[^A-Z].*)?", re.DOTALL)
_CODE_AND_NUMBER = re.compile(r"[A-Z]{3}\s*[-–—/(,:]?\s*(\d{3})\)?")
_NUMBER_FIRST = re.compile(r"(\d{3})\s*[-–—/(,:. ]\s*(\D+)", re.DOTALL)
#: What a status can mean, in the order in which it is asked.
STATUSES = ("unclear", "failed", "done")
#: The sides of an account as rows have them, and the lists of words for each.
_SIDES = (("D", "debit"), ("C", "credit"))
_BETWEEN = re.compile(r"[\s/()\-–—,:;|]+")
_LETTER = "a-zа-яёіәғқңөұүһ"


@dataclass(frozen=True)
class Vocabulary:
    """The tables of currencies, statuses and directions, and of words for nothing."""

    names: dict[str, str]
    numbers: dict[str, str]
    shared: dict[str, frozenset[str]]
    statuses: tuple[tuple[str, re.Pattern[str]], ...]
    directions: tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]
    none: tuple[str, ...]

    @classmethod
    def of(cls, data: DataFiles) -> Vocabulary:
        """Read the tables; raises `LoaderError` for one that is none."""
        currencies, statuses = data.table("currencies"), data.table("statuses")
        for code in (*currencies["names"].values(), *currencies["numbers"].values()):
            if code not in CURRENCIES:
                raise table_error(
                    "currencies.toml",
                    Message("has {code}, which is no code", code=repr(code)),
                    _SAME,
                )
        shared = currencies["shared"]
        return cls(
            {currency_key(name): code for name, code in currencies["names"].items()},
            dict(currencies["numbers"]),
            {
                currency_key(sign): frozenset(words_of("currencies", shared, sign))
                for sign in shared
            },
            tuple(
                (one, beginnings(words_of("statuses", statuses[one], "words"))) for one in STATUSES
            ),
            tuple(_direction(side, data.table("directions")[name]) for side, name in _SIDES),
            tuple(words_of("numbers", data.table("numbers")["none"], "words")),
        )

    def currency(self, text: str) -> str | None:
        """Return the code of the currency that a text names, None where it names none.

        By its name or sign, its code, its number, or several of these, which must then agree.
        """
        parts = [part for part in _BETWEEN.split(text) if part]
        if len(parts) > 1 and not self.names.get(currency_key(text)):
            codes = {self._one_name(part) for part in parts}
            if None not in codes:
                return codes.pop() if len(codes) == 1 else None
        return self._one_name(text)

    def _one_name(self, text: str) -> str | None:
        named = self.names.get(currency_key(text))
        if named:
            return named
        text = text.strip().upper()
        if number := _NUMBER.fullmatch(text):
            return self.numbers.get(number[1].zfill(3))
        if first := _CODE_FIRST.fullmatch(text):
            code = first[1] if first[1] in CURRENCIES else None
            both = _CODE_AND_NUMBER.fullmatch(text)
            return None if both and self.numbers.get(both[1]) != code else code
        if first := _NUMBER_FIRST.fullmatch(text):
            code = self.numbers.get(first[1])
            beside = re.match(r"[A-Z]{3}(?![A-Z])", first[2])
            return None if beside and beside[0] != code else code
        return None

    def agreeing(self, word: str) -> frozenset[str]:
        """Return the codes that the word beside an amount, a `currency_key`, can mean."""
        code = self.currency(word)
        return self.shared.get(word, frozenset()) | ({code} if code else set())

    def status(self, text: str) -> str:
        """Return which of `STATUSES` a text of a column of statuses means."""
        words = spaced_words(text)
        return next((one for one, pattern in self.statuses if pattern.search(words)), "unclear")

    def direction(self, text: str) -> str | None:
        """Return D where a text tells that money left an account, C where it came; else None."""
        words, sign = spaced_words(text), text.strip().casefold()
        found = {
            side
            for side, pattern, signs in self.directions
            if sign in signs or pattern.search(words)
        }
        return found.pop() if len(found) == 1 else None


def currency_key(name: str) -> str:
    """Return a currency's name as it is compared; ``word_beside`` in sums.sql does the same."""
    return re.sub(r"[\s.]+", "", name.lower())


def spaced_words(text: str) -> str:
    """Return the words of a text in one case, a blank before and after each."""
    return " " + " ".join(re.findall(r"[^\W_]+", text.casefold().translate(LOOK_ALIKES))) + " "


def _direction(side: str, entry: object) -> tuple[str, re.Pattern[str], frozenset[str]]:
    signs = frozenset(words_of("directions", entry, "signs"))
    return side, beginnings(words_of("directions", entry, "words")), signs


def beginnings(words: list[str]) -> re.Pattern[str]:
    """Return what finds words that begin so (whole ones, with a blank behind) in `spaced_words`."""
    found = []
    for word in words:
        plain = " ".join(re.findall(r"[^\W_]+", word.casefold().translate(LOOK_ALIKES)))
        found.append(f" {plain} " if word.endswith(" ") else f" {plain}")
    return re.compile("|".join(map(re.escape, found)) or r"(?!)")


def fill_currencies(
    con: duckdb.DuckDBPyConnection, words: Vocabulary, default: str, beside: Iterable[str]
) -> None:
    """Fill temporary tables of a sheet's currencies from `cell`, each distinct text once.

    ``raw_currency`` (raw, code): the texts of columns of currencies; a blank one is `default`.
    ``beside_word`` (word, code) and ``beside_pair`` (word, code): what is beside the amounts in
    the columns `beside` of `cell`, as the currency it means and as each that it agrees with.
    """
    con.execute(
        "create or replace temp table raw_currency (raw varchar, code currency_code);"
        "create or replace temp table beside_word (word varchar, code currency_code);"
        "create or replace temp table beside_pair (word varchar, code currency_code)"
    ).fetchall()
    texts = _distinct(con, ["currency_cell", "to_currency_cell"])
    codes = [(text, words.currency(text) if text is not None else default) for text in texts]
    _insert(con, "raw_currency", codes)
    found = [one for one in _distinct(con, [f"word_beside({cell})" for cell in beside]) if one]
    _insert(con, "beside_word", [(one, words.currency(one)) for one in found])
    pairs = [(one, code) for one in found for code in sorted(words.agreeing(one))]
    _insert(con, "beside_pair", pairs)


def fill_statuses(con: duckdb.DuckDBPyConnection, words: Vocabulary) -> None:
    """Fill temporary table ``raw_status`` (raw, meant) from `cell`; a blank one is done."""
    con.execute("create or replace temp table raw_status (raw varchar, meant varchar)").fetchall()
    texts = _distinct(con, ["status_cell"])
    meant = [(text, words.status(text) if text is not None else "done") for text in texts]
    _insert(con, "raw_status", meant)


def _distinct(con: duckdb.DuckDBPyConnection, columns: list[str]) -> list[str | None]:
    if not columns:
        return []
    query = " union ".join(f"select distinct {column} from cell" for column in columns)
    return [text for (text,) in con.execute(f"{query} order by all").fetchall()]


def _insert(con: duckdb.DuckDBPyConnection, table: str, pairs: list[tuple[Any, Any]]) -> None:
    if pairs:
        con.execute(
            f"insert into {table} select unnest($one::varchar[]), unnest($two::varchar[])",
            {"one": [one for one, _ in pairs], "two": [two for _, two in pairs]},
        ).fetchall()


def make_word_macros(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    """Create macros ``time_words``, ``is_payment_code`` and ``balance_words`` from the tables."""
    codes = ", ".join(quoted(code) for code in data.table("kinds")["knp"] if code != "*")
    balances = data.table("balances")
    said = [word for one in ("opening", "closing") for word in balances[one]["words"]]
    for macro in (
        f"balance_words() as {quoted('^(' + beginnings(said).pattern + ')')}",
        f"is_payment_code(code) as code in ({codes or quoted('')})",
        f"time_words(text) as {_time_words(data.table('dates'))}",
    ):
        con.execute(f"create or replace temp macro {macro}").fetchall()


def _time_words(table: dict[str, Any]) -> str:
    """Return SQL that makes ``mNN`` of a month's name, am or pm of theirs; other words go."""
    end = rf"($|[^{_LETTER}])"
    # first, as some begin like a month
    sql = _replaced("text", words_of("dates", table["beside"], "words"), "", rf"\.?{end}", r" \3")
    for month in table["months"]:
        words = words_of("dates", table["months"], month)
        sql = _replaced(sql, words, f"m{month}", rf"[{_LETTER}]*\.?", " ")
    for half in table["halves"]:
        sql = _replaced(sql, words_of("dates", table["halves"], half), half, end, r"\3")
    return _replaced(sql, words_of("dates", table["year"], "words"), "", end, r" \3")


def _replaced(sql: str, words: list[str], becomes: str, after: str, rest: str) -> str:
    if not words:
        return sql
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    pattern = rf"(^|[^{_LETTER}])({listed}){after}"
    replacement = rf"\1 {becomes}{rest}"
    return f"regexp_replace({sql}, {quoted(pattern)}, {quoted(replacement)})"
