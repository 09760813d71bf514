"""What must not be read in anything masked: every number, name and word of a case's files."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from moneygraph.store.data import OURS

_COLUMNS: Final = (
    *(
        "number.number",
        "account.owner",
        "account.name",
        "statement_file.name",
        "statement_file.sha256",
    ),
    *("section.name", "section.covers", "remark.detail", "row_words.purpose", "row_words.knp"),
    *("row_codes.operation", "row_codes.mcc", "row_codes.reference"),
    *("row_parties.from_name", "row_parties.from_id", "row_parties.from_bank"),
    *("row_parties.to_name", "row_parties.to_id", "row_parties.to_bank"),
    *("complaint.number", "complaint.victim", "complaint.account", "complaint.team"),
    *("complaint.region", "link.kind", "link.value", "account.bank"),
)
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_NUMBER: Final = re.compile(r"[A-Z]{0,2}\d[\dA-Z]{5,}|\d{6,}")
#: Pseudonyms and digests, whose letters may happen to be a name. (What is long is looked for
#: in them too.)
_RANDOM: Final = re.compile(r"\b[A-Z]+\d*-[0-9A-V]{16}\b|\b[0-9a-f]{40,64}\b")
_OURS: Final = Path(__file__).resolve().parents[3] / "moneygraph"


@cache
def secrets_of(path: Path) -> frozenset[str]:
    """Return words of four letters and numbers of six digits, but those that may be shown."""
    found: set[str] = set()
    with duckdb.connect(str(path), read_only=True) as con:
        (key,) = con.execute("select value from meta where key = 'mask key'").fetchone() or ("",)
        for column in _COLUMNS:
            table, name = column.split(".")
            for (text,) in con.execute(f"select distinct {name} from {table}").fetchall():
                found |= {text} if name == "sha256" else tokens(text or "")
    return frozenset({one for one in found if one.casefold() not in _known()} | {key, key[:20]})


def tokens(text: str) -> set[str]:
    return {*_WORD.findall(text), *_NUMBER.findall(text)}


@cache
def _known() -> frozenset[str]:
    """Return words of our own texts and of banks, which say nothing of anybody."""
    texts = [path.read_text(encoding="utf-8") for path in _OURS.rglob("*.po")]
    texts += [path.read_text(encoding="utf-8") for path in _OURS.parent.glob("queries/*")]
    texts += [path.read_text(encoding="utf-8") for path in (_OURS / "cli").glob("*.py")]
    texts += [name for names in OURS.table("banks")["bank"].values() for name in names]
    texts += ["phone device address masked"]
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def leaked(output: str | bytes, secrets: Set[str]) -> set[str]:
    """Return the secrets that stand in an output, as words of their own."""
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    message = {one.casefold() for one in re.findall(r"\w+", _RANDOM.sub(" ", text))}
    message |= {part for one in message for part in _WORD.findall(one)}
    long = {one for one in secrets if len(one) >= 10}
    return {one for one in secrets if one.casefold() in message} | {
        one for one in long if one in text
    }
