"""Rows of cells from entries and payments of ISO 20022; values come by the path of their element.

An entry can be a batch: each of its details is a row, if they add up to the entry, with charges
that it names as a row of their own. If they do not, that stands in place of the amount, so that
the row is refused: nobody knows who was paid what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from moneygraph.ingest.readers.paths import AMOUNTS, DOMAIN, INSTRUCTED, first, number_of
from moneygraph.ingest.readers.told import told
from moneygraph.ingest.readers.ways import Read, Values

Row = list[str]

_CELLS: Final = (
    *("Mark", "Amount", "Currency", "Counterparty account", "Counterparty"),
    *("Counterparty ID", "Counterparty bank", "Instructed amount", "Instructed currency"),
    *("KNP", "Details", "Reference", "Type", "Status"),
)
ENTRY_HEADER: Final = ("Booked", "Account", "Holder", "Holder ID", *_CELLS)
NOTICE_HEADER: Final = ("Booked", "Notified account", "Holder", "Holder ID", *_CELLS)
PAYMENT_HEADER: Final = (
    *("Settled", "Debtor account", "Creditor account", "Amount", "Currency"),
    *("Debtor", "Debtor ID", "Debtor bank", "Creditor", "Creditor ID", "Creditor bank"),
    *("KNP", "Details", "Reference"),
)
#: What the codes of an entry's status say, in words that our table of statuses has.
_STATUSES: Final = {
    "BOOK": "booked",
    "PDNG": "pending",
    "INFO": "not executed",
    "FUTR": "not executed",
    "RJCT": "rejected",
}
_NONE: Final = frozenset({"NOTPROVIDED", "NOTAPPLICABLE", "NONREF", "NOT PROVIDED"})


def _reference(read: Read) -> str:
    for one in read.all("references"):
        if one.upper() not in _NONE:
            return one
    return ""


def _type(read: Read) -> str:
    one = read.one
    return one.get("type") or "-".join([one[name] for name in DOMAIN if name in one])


def _payment_code(read: Read) -> str:
    code = read.get("code")
    return code if len(code) == 3 and code.isdigit() else ""


def _charges(read: Read) -> Decimal:
    total = read.get("charges")
    parts = [total] if total else read.all("charges")
    return sum((_amount(part) or Decimal(0) for part in parts), Decimal(0))


#: Fields beside a side: its account, who it acts for, its bank.
_BESIDE: Final = {side: (f"{side}Acct", f"Ultmt{side}", f"{side}Agt") for side in ("Dbtr", "Cdtr")}


def _party(read: Read, side: str) -> tuple[str, str, str, str]:
    """Return account, name, number and bank of a side: of who it acts for, if that is all."""
    get, (account, ultimate, agent) = read.one.get, _BESIDE[side]
    return (
        "".join(get(account, "").split()),
        get(side) or get(ultimate, ""),
        number_of(read.all(side)) or number_of(read.all(ultimate)),
        get(agent, ""),
    )


def _words(read: Read, side: str) -> str:
    """Return the details, with who a side acts for, if that is another."""
    texts, ultimate = read.all("texts"), _BESIDE[side][1]
    if ultimate not in read.one and ultimate not in read.every:
        return " ".join(texts)
    own, other = (
        " ".join(filter(None, (read.get(one), number_of(read.all(one)))))
        for one in (side, ultimate)
    )
    return " ".join([*texts, f"({other})"] if own and other and own != other else texts)


def _amount(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


class _Entry:
    """An entry, what is the same for all of its details."""

    def __init__(self, read: Read, own: tuple[str, str, str], own_currency: str) -> None:
        self.read, self.own = read, own
        self.mark, self.total = read.get("mark"), read.get("amount")
        self.currency = read.get("currency") or own_currency
        self.is_back = read.get("is back").lower() in ("true", "1")

    def row(self, mark: str, amount: str, detail: Read, whole: bool = False, fee: str = "") -> Row:
        """Return a row of the `whole` entry, or of a part of it, or of a `fee`.

        A mark of an entry that takes another back is the other's, with a minus.
        """
        turned = _TURNED if self.is_back else _MARKS
        side, other = _COUNTERPARTIES[(mark == "CRDT") != self.is_back]
        account, name, number, bank = _party(detail, side)
        if account == self.own[0]:
            side = other
            account, name, number, bank = _party(detail, side)
        words = told(_words(detail, side) or self.read.get("told"))
        return [
            _booked(self.read.get("booked"), detail.get("time")),
            *self.own,
            turned.get(mark, mark),
            f"-{amount}" if self.is_back else amount,
            self.currency,
            account or words["Counterparty account"],
            name or words["Counterparty"],
            number or words["Counterparty ID"],
            bank or words["Counterparty bank"],
            *(self._instructed(detail) if whole else ("", "")),
            _payment_code(detail) or words["KNP"],
            words["Details"],
            _reference(detail) or _reference(self.read),
            fee or _type(detail) or _type(self.read),
            _status(self.read.get("status")),
        ]

    def _instructed(self, detail: Read) -> tuple[str, str]:
        """Return what was to be paid in another currency, of money that left."""
        amount, currency = detail.get(INSTRUCTED), detail.get(f"{INSTRUCTED}@Ccy")
        is_paid = self.mark == "DBIT" and not self.is_back
        if not is_paid or not amount or currency in ("", self.currency):
            return "", ""
        return amount, currency

    def amount_of(self, detail: Read) -> Decimal | None:
        """Return what moved in the account's own currency, None where that is not told."""
        for way in AMOUNTS:
            text = detail.get(way)
            if text and detail.get(f"{way}@Ccy") in ("", self.currency):
                return _amount(text)
        return None

    def charges(self, details: Sequence[Read]) -> Decimal:
        """Return what charges the entry names, or else all of its details do."""
        return _charges(self.read) or sum(map(_charges, details), Decimal(0))


_NOTHING: Final = Read({}, {})
_MARKS: Final = {"CRDT": "C", "DBIT": "D"}
_TURNED: Final = {"CRDT": "D", "DBIT": "C"}
#: The counterparty, and the own side, of what came and of what left.
_COUNTERPARTIES: Final = {True: ("Dbtr", "Cdtr"), False: ("Cdtr", "Dbtr")}


def entry_rows(
    read: Read, parts: Sequence[Read], own: tuple[str, str, str], own_currency: str
) -> Iterator[Row]:
    """Yield the rows of an entry with its parts; see the module for batches.

    `own` is the account's number, its holder's name and number.
    """
    entry = _Entry(read, own, own_currency)
    mark, total = entry.mark, entry.total
    if len(parts) == 1 and _is_the_same(entry, parts[0]):
        yield entry.row(mark, total, parts[0], whole=True)
        return
    amounts = [entry.amount_of(part) for part in parts]
    whole = _amount(total)
    if whole is None or None in amounts or not parts:
        if len(parts) < 2:
            yield entry.row(mark, total, parts[0] if parts else _NOTHING, whole=True)
        else:
            yield entry.row(mark, _unequal(total, amounts), _NOTHING)
        return
    marks = [part.get("mark") or mark for part in parts]
    moved = [one or Decimal(0) for one in amounts]
    left = whole - sum(
        (one if way == mark else -one for one, way in zip(moved, marks, strict=True)), Decimal(0)
    )
    if left and abs(left) != entry.charges(parts):
        if len(parts) > 1:
            yield entry.row(mark, _unequal(total, amounts), _NOTHING)
        else:
            yield entry.row(mark, total, parts[0], whole=True)
        return
    for way, one, part in zip(marks, moved, parts, strict=True):
        yield entry.row(way, str(one), part, whole=len(parts) == 1)
    if left:
        other = {"CRDT": "DBIT", "DBIT": "CRDT"}.get(mark, mark)
        yield entry.row(mark if left > 0 else other, str(abs(left)), _NOTHING, fee="fee")


def _is_the_same(entry: _Entry, detail: Read) -> bool:
    """Tell whether a detail says of amount and direction nothing but what its entry does."""
    is_of_other = detail.one.get("mark", entry.mark) != entry.mark
    stated = [detail.one[way] for way in AMOUNTS if way in detail.one]
    return not is_of_other and stated in ([], [entry.total])


def _unequal(total: str, amounts: Sequence[Decimal | None]) -> str:
    """Return what stands for an amount whose parts do not add up to it, which no reader takes."""
    shown = " + ".join("?" if one is None else str(one) for one in amounts[:3])
    return f"{total} ≠ {shown}{' + …' if len(amounts) > 3 else ''}"


def _status(code: str) -> str:
    return _STATUSES.get(code.upper(), code)


def _booked(booked: str, told_in: str) -> str:
    """Return when an entry was booked; with the hour of its payment, if that is of the same day.

    A notice may lack it: then it is when the payment was made.
    """
    if "T" in booked or not booked:
        return booked or told_in
    return told_in if told_in[:10] == booked[:10] and "T" in told_in else booked[:10]


def payment_row(read: Read, header: Values) -> Row:
    """Return the row of a payment between banks; `header` is that of its message."""
    settled = read.get("settled") or first(header, "IntrBkSttlmDt")
    accepted = read.get("accepted")
    day = accepted if accepted[:10] == settled[:10] or not settled else settled[:10]
    payer, payer_name, payer_id, payer_bank = _party(read, "Dbtr")
    payee, payee_name, payee_id, payee_bank = _party(read, "Cdtr")
    words = told(_words(read, "Cdtr"))
    return [
        *(day or first(header, "CreDtTm")[:10], payer, payee),
        *(read.get("amount"), read.get("currency")),
        *(payer_name, payer_id, payer_bank, payee_name, payee_id, payee_bank),
        *(_payment_code(read) or words["KNP"], words["Details"]),
        _reference(read),
    ]
