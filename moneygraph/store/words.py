"""SQL that finds the words of data tables in texts of statement files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from moneygraph.store.data import DataFiles, table_error
from moneygraph.store.message import Message

_SAME = Message("Write it as the table of that name in moneygraph does.")

#: Latin letters that replace Kazakh ones in some files, and ё; ``spaced`` in parse.sql does the
#: same. So they make no difference, in names of columns or in words.
LOOK_ALIKES: Final = str.maketrans({"ё": "е", "ə": "ә", "ǝ": "ә", "i": "і"})


def fold(header: str) -> str:
    """Return a header cell as it is compared: letters and digits only, in one case.

    Latin look-alikes of Kazakh letters, ё, punctuation and line breaks make no difference.
    """
    return re.sub(r"[\W_]+", "", header.casefold().translate(LOOK_ALIKES))


def quoted(text: str) -> str:
    """Return a SQL literal of this text."""
    return "'" + text.replace("'", "''") + "'"


def has_word(column: str, words: list[str]) -> str:
    """Return SQL that is true where a text has one of these beginnings of words.

    A word that ends in a blank is a whole one: no letter follows it. One without a letter or
    a digit is passed over, as it would be in every text. `column` must have gone through the
    macro ``spaced``: one blank before every word, nothing but letters and digits in it. That
    is quicker than a regular expression for each list.
    """
    found = [_has_one(column, word) for word in words if re.search(r"[^\W_]", word)]
    return f"({' or '.join(found) or 'false'})"


def begins_with(column: str, word: str) -> str:
    """Return SQL that is true where a text begins with a beginning of a word; see `has_word`."""
    return f"starts_with({column}, {quoted(_plain(word))})"


def _plain(word: str) -> str:
    return " " + " ".join(re.findall(r"[^\W_]+", word.casefold().translate(LOOK_ALIKES)))


@lru_cache(maxsize=4096)  # every load asks for the same
def _has_one(column: str, word: str) -> str:
    plain = _plain(word)
    found = f"contains({column}, {quoted(plain)})"
    if not word.endswith(" "):
        return found
    alone = quoted(plain + r"([^\pL]|$)")
    return f"({found} and regexp_matches({column}, {alone}))"


def words_of(name: str, entry: object, key: str) -> list[str]:
    """Return the list of words under `key` of an entry of table `name`; none where it has none.

    Raises `LoaderError` where they are no list of texts.
    """
    words = entry.get(key, []) if isinstance(entry, dict) else None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise table_error(
            f"{name}.toml", Message("has {key} that are no list of words", key=key), _SAME
        )
    return words


def kind_in(name: str, kind: object, kinds: Sequence[str]) -> str:
    """Return a kind that table `name` gives; raises `LoaderError` where there is no such kind."""
    if kind not in kinds:
        raise table_error(
            f"{name}.toml",
            Message("has an unknown kind {kind}", kind=repr(kind)),
            Message("Kinds are: {names}.", names=kinds),
        )
    return str(kind)


def exchange_names(data: DataFiles) -> list[str]:
    """Return the beginnings of words by which an exchange's name is found."""
    groups = data.table("exchanges").values()
    return [word for group in groups for word in words_of("exchanges", group, "names")]
