"""How a bank names an account of a row: in other spellings, by a word, by a phone or a card."""

from __future__ import annotations

from moneygraph.demo.statements.answer import Side

_CYRILLIC = str.maketrans("KZ", "КZ")


def spelt(number: str, form: str) -> str:
    """Return an account number in a form of ``manners.toml``.

    >>> spelt("KZ547220000000002001", "blanks")
    'KZ54 7220 0000 0000 2001'
    >>> spelt("KZ547220000000002001", "{} KZT")
    'KZ547220000000002001 KZT'
    """
    blocks = [number[first : first + 4] for first in range(0, len(number), 4)]
    if form == "blanks":
        return " ".join(blocks)
    if form == "dashes":
        return "-".join(blocks)
    if form == "lower":
        return number.lower()
    if form == "cyrillic":
        return number.translate(_CYRILLIC)
    return form.replace("{}", number)


def masked(side: Side, account: int, card: bool) -> Side:
    """Return a side that shows a first name with an initial, and a phone or a card in part."""
    family, _, first = side.name.partition(" ")
    name = f"{first.split(' ')[0]} {family[:1]}." if first else side.name
    end = f"{account % 10_000:04d}"
    number = f"4400 43** **** {end}" if card else f"+7 7** *** {end[:2]} {end[2:]}"
    return side._replace(name=name, id="", number=number)
