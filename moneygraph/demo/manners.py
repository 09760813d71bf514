"""The manners in which money moves here, read from ``manners.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Manner:
    """How a transfer is made: its kind, payment purpose code, and texts by who writes them."""

    kind: str
    knp: str
    debit: tuple[str, ...]
    credit: tuple[str, ...]
    kk: tuple[str, ...]


def _read() -> dict[str, Manner]:
    path = Path(__file__).with_name("manners.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: Manner(
            how["kind"],
            how.get("knp", ""),
            *(tuple(how[side]) for side in ("debit", "credit", "kk")),
        )
        for name, how in found.items()
    }


_BY_NAME = _read()
MANNERS = tuple(_BY_NAME.values())
#: Name -> place in `MANNERS`.
MANNER = {name: place for place, name in enumerate(_BY_NAME)}
#: What a shop may sell, and how much of all purchases it draws.
SHOPS = {
    "groceries": 0.40,
    "cafe": 0.16,
    "bus": 0.14,
    "pharmacy": 0.10,
    "fuel": 0.10,
    "clothes": 0.07,
    "electronics": 0.03,
}
