"""The fixed facts of the region: its banks, its shops, and the manners in which money moves.

Five banks sent statement files, one did not. The manners are read from ``manners.toml``, the
texts and codes that a bank would write for each; so is the mess, how banks differ in booking them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Bank:
    """A bank: code in its IBANs, names, its share of the region's accounts.

    `covered`: its statement file is written.
    """

    code: str
    name: str
    bic: str
    share: float = 0.0
    covered: bool = False


BANKS = {
    bank.code: bank
    for bank in (
        Bank("722", 'АО "Kaspi Bank"', "CASPKZKA", 0.33, True),
        Bank("601", 'АО "Народный Банк Казахстана"', "HSBKKZKX", 0.24, True),
        Bank("856", 'АО "Банк ЦентрКредит"', "KCJBKZKX", 0.14, True),
        Bank("886", 'ДБ АО "Банк Хоум Кредит"', "INLMKZKA", 0.12, True),
        Bank("432", "ДО АО Банк ВТБ (Казахстан)", "VTBAKZKZ", 0.08, True),
        Bank("965", 'АО "ForteBank"', "IRTYKZKA", 0.09, False),
        Bank("070", "Комитет казначейства Министерства финансов РК", "KKMFKZ2A"),
        Bank("009", "Государственная корпорация", "GCVPKZ2A"),
        Bank("TR", "ZIRAAT BANKASI, TURKEY", "TCZBTR2A"),
        Bank("AE", "EMIRATES NBD, UAE", "EBILAEAD"),
        Bank("GE", "TBC BANK, GEORGIA", "TBCBGE22"),
        Bank("LT", "SEB BANKAS, LITHUANIA", "CBVILT2X"),
    )
}
#: Banks with customers in the region.
LOCAL = tuple(bank.code for bank in BANKS.values() if bank.share)
COVERED = tuple(bank.code for bank in BANKS.values() if bank.covered)
MISSING = tuple(code for code in LOCAL if code not in COVERED)
ABROAD = ("TR", "AE", "GE", "LT")
#: This bank gives only the day of a payment that came from another bank.
DAY_ONLY = "886"


@dataclass(frozen=True)
class Manner:
    """How a transfer is made: its kind, payment purpose code, and texts by who writes them."""

    kind: str
    knp: str
    debit: tuple[str, ...]
    credit: tuple[str, ...]
    kk: tuple[str, ...]


_FOUND = tomllib.loads(Path(__file__).with_name("manners.toml").read_text(encoding="utf-8"))
#: Kind of mess -> how often and how much, as ``manners.toml`` states it.
MESS: dict[str, dict[str, Any]] = _FOUND.pop("mess")


def _read() -> dict[str, Manner]:
    return {
        name: Manner(
            how["kind"],
            how.get("knp", ""),
            *(tuple(how[side]) for side in ("debit", "credit", "kk")),
        )
        for name, how in _FOUND.items()
    }


_BY_NAME = _read()
MANNERS = tuple(_BY_NAME.values())
#: Name -> index in `MANNERS`.
MANNER = {name: index for index, name in enumerate(_BY_NAME)}
#: Kind of shop -> its share of all purchases.
SHOPS = {
    "groceries": 0.40,
    "cafe": 0.16,
    "bus": 0.14,
    "pharmacy": 0.10,
    "fuel": 0.10,
    "clothes": 0.07,
    "electronics": 0.03,
}
