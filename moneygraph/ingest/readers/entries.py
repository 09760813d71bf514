"""Rows of cells from entries and payments of ISO 20022; values come by the path of their element.

An entry can be a batch: each of its details is a row, if they add up to the entry, with charges
that it names as a row of their own. If they do not, that stands in place of the amount, so that
the row is refused: nobody knows who was paid what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from moneygraph.ingest.readers.shapes import Values, Ways
from moneygraph.ingest.readers.told import told

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
_IDS: Final = tuple(
    f"Id/{kind}/{how}"
    for kind in ("PrvtId", "OrgId")
    for how in ("Othr/Id", "OthrId/Id", "TaxIdNb", "TaxId", "PrtryId/Id")
)
_ACCOUNTS: Final = (
    *("Id/IBAN", "IBAN", "Id/Othr/Id", "Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN", "Prxy/Id"),
)
_BANKS: Final = ("FinInstnId/BICFI", "FinInstnId/BIC", "FinInstnId/ClrSysMmbId/MmbId")
_BANKS_NAMED: Final = (*_BANKS, "FinInstnId/Nm", "FinInstnId/CmbndId/BIC", "FinInstnId/CmbndId/Nm")
#: What the codes of an entry's status say, in words that our table of statuses has.
_STATUSES: Final = {
    "BOOK": "booked",
    "PDNG": "pending",
    "INFO": "not executed",
    "FUTR": "not executed",
    "RJCT": "rejected",
}
_NONE: Final = frozenset({"NOTPROVIDED", "NOTAPPLICABLE", "NONREF", "NOT PROVIDED"})
_REFERENCES: Final = ("EndToEndId", "UETR", "TxId", "InstrId", "AcctSvcrRef", "PmtInfId")
_TEXTS: Final = ("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf", "AddtlTxInf")


def first(values: Values, *paths: str) -> str:
    """Return the first text that one of the paths has, in their order; "" where none has any."""
    for path in paths:
        found = values.get(path)
        if found:
            return found[0]
    return ""


def account_of(values: Values, party: str) -> str:
    """Return an account's number: its IBAN, or another number of it."""
    found = first(values, *(f"{party}/{way}" for way in _ACCOUNTS))
    return "".join(found.split())


def holder_of(values: Values, account: str) -> tuple[str, str]:
    """Return the name and the number of who holds an account."""
    party = f"{account}/Ownr"
    numbers = [one for way in _numbers(party) for one in values.get(way, ())]
    return first(values, f"{party}/Nm", f"{account}/Nm"), _number(numbers)


def _numbers(party: str) -> list[str]:
    return [f"{party}/{way}" for way in _IDS]


def _number(found: Sequence[str]) -> str:
    """Return a party's number: one of twelve digits, as IIN and BIN have, or the first."""
    for one in found:
        if len(one) == 12 and one.isdigit():
            return one
    return found[0] if found else ""


class _Read(NamedTuple):
    """What an element has: the text of each field, and all texts of those that have several."""

    one: dict[str, str]
    every: dict[str, list[str]]

    def get(self, name: str) -> str:
        return self.one.get(name, "")

    def all(self, name: str) -> Sequence[str]:
        return self.every.get(name, ())

    @property
    def mark(self) -> str:
        return self.get("mark")

    @property
    def reference(self) -> str:
        for one in self.all("references"):
            if one.upper() not in _NONE:
                return one
        return ""

    @property
    def type(self) -> str:
        parts = [self.one[name] for name in _DOMAIN if name in self.one]
        return self.get("type") or "-".join(parts)

    @property
    def payment_code(self) -> str:
        code = self.get("code")
        return code if len(code) == 3 and code.isdigit() else ""

    @property
    def charges(self) -> Decimal:
        total = self.get("charges")
        parts = [total] if total else self.all("charges")
        return sum((_amount(part) or Decimal(0) for part in parts), Decimal(0))

    def party(self, side: str) -> tuple[str, str, str, str]:
        """Return account, name, number and bank of a side: of who it acts for, if that is all."""
        return (
            "".join(self.get(f"{side}Acct").split()),
            self.get(side) or self.get(f"Ultmt{side}"),
            _number(self.all(side)) or _number(self.all(f"Ultmt{side}")),
            self.get(f"{side}Agt"),
        )

    def words(self, side: str) -> str:
        """Return the details, with who a side acts for, if that is another."""
        texts, ultimate = self.all("texts"), f"Ultmt{side}"
        if ultimate not in self.one and ultimate not in self.every:
            return " ".join(texts)
        own, other = (
            " ".join(filter(None, (self.get(one), _number(self.all(one)))))
            for one in (side, ultimate)
        )
        return " ".join([*texts, f"({other})"] if own and other and own != other else texts)


_DOMAIN: Final = ("domain", "family", "subfamily")
_TYPES: Final = {
    "type": ["BkTxCd/Prtry/Cd"],
    "domain": ["BkTxCd/Domn/Cd"],
    "family": ["BkTxCd/Domn/Fmly/Cd"],
    "subfamily": ["BkTxCd/Domn/Fmly/SubFmlyCd"],
}
_CHARGES: Final = ["Chrgs/Rcrd/Amt", "Chrgs/Amt"]
#: Where the amount of a detail stands, the surest first.
_AMOUNTS: Final = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt")
_INSTRUCTED: Final = "AmtDtls/InstdAmt/Amt"


def _sides(inside: str, agents: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return where payer and payee stand, below `inside`: and who they act for, and their banks."""
    one, every = {}, {}
    for side in ("Dbtr", "Cdtr"):
        one[f"{side}Acct"] = [f"{inside}{side}Acct/{way}" for way in _ACCOUNTS]
        one[f"{side}Agt"] = [f"{agents}{side}Agt/{way}" for way in _BANKS_NAMED]
        for party in (side, f"Ultmt{side}"):
            one[party] = [f"{inside}{party}/Nm"]
            every[party] = _numbers(f"{inside}{party}")
    return one, every


_SIDES_OF_DETAIL: Final = _sides("RltdPties/", "RltdAgts/")
_SIDES_OF_PAYMENT: Final = _sides("", "")
_ENTRY: Final = Ways(
    {
        "amount": ["Amt"],
        "currency": ["Amt@Ccy"],
        "mark": ["CdtDbtInd"],
        "is back": ["RvslInd"],
        "told": ["AddtlNtryInf"],
        "status": ["Sts/Cd", "Sts/Prtry", "Sts"],
        "booked": ["BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt"],
        "charges": ["Chrgs/TtlChrgsAndTaxAmt"],
        **_TYPES,
    },
    {"references": [*_REFERENCES, "NtryRef"], "charges": _CHARGES},
)
_DETAIL: Final = Ways(
    {
        **{way: [way] for amount in _AMOUNTS for way in (amount, f"{amount}@Ccy")},
        "mark": ["CdtDbtInd"],
        "code": ["Purp/Prtry", "Purp/Cd"],
        "time": ["RltdDts/TxDtTm", "RltdDts/AccptncDtTm"],
        "charges": ["Chrgs/TtlChrgsAndTaxAmt"],
        **_TYPES,
        **_SIDES_OF_DETAIL[0],
    },
    {
        "references": [*(f"Refs/{one}" for one in _REFERENCES), "NtryRef"],
        "charges": _CHARGES,
        "texts": _TEXTS,
        **_SIDES_OF_DETAIL[1],
    },
)
_PAYMENT: Final = Ways(
    {
        "amount": ["IntrBkSttlmAmt"],
        "currency": ["IntrBkSttlmAmt@Ccy"],
        "settled": ["IntrBkSttlmDt"],
        "accepted": ["AccptncDtTm"],
        "code": ["Purp/Prtry", "Purp/Cd"],
        **_SIDES_OF_PAYMENT[0],
    },
    {
        "references": [*(f"PmtId/{one}" for one in _REFERENCES), "NtryRef"],
        "texts": _TEXTS,
        **_SIDES_OF_PAYMENT[1],
    },
)


def _amount(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


class _Entry:
    """An entry, what is the same for all of its details."""

    def __init__(self, values: Values, own: tuple[str, str, str], own_currency: str) -> None:
        self.read = _Read(*_ENTRY.read(values))
        self.own = own
        self.currency = self.read.get("currency") or own_currency
        self.is_back = self.read.get("is back").lower() in ("true", "1")

    def row(self, mark: str, amount: str, detail: _Read, whole: bool = False, fee: str = "") -> Row:
        """Return a row of the `whole` entry, or of a part of it, or of a `fee`.

        A mark of an entry that takes another back is the other's, with a minus.
        """
        turned = _TURNED if self.is_back else _MARKS
        side, other = _COUNTERPARTIES[(mark == "CRDT") != self.is_back]
        if "".join(detail.get(f"{side}Acct").split()) == self.own[0]:
            side = other
        account, name, number, bank = detail.party(side)
        words = told(detail.words(side) or self.read.get("told"))
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
            detail.payment_code or words["KNP"],
            words["Details"],
            detail.reference or self.read.reference,
            fee or detail.type or self.read.type,
            _status(self.read.get("status")),
        ]

    def _instructed(self, detail: _Read) -> tuple[str, str]:
        """Return what was to be paid in another currency, of money that left."""
        amount, currency = detail.get(_INSTRUCTED), detail.get(f"{_INSTRUCTED}@Ccy")
        is_paid = self.read.mark == "DBIT" and not self.is_back
        if not is_paid or not amount or currency in ("", self.currency):
            return "", ""
        return amount, currency

    def amount_of(self, detail: _Read) -> Decimal | None:
        """Return what moved in the account's own currency, None where that is not told."""
        for way in _AMOUNTS:
            text = detail.get(way)
            if text and detail.get(f"{way}@Ccy") in ("", self.currency):
                return _amount(text)
        return None

    def charges(self, details: Sequence[_Read]) -> Decimal:
        """Return what charges the entry names, or else all of its details do."""
        return self.read.charges or sum((one.charges for one in details), Decimal(0))


_NOTHING: Final = _Read({}, {})
_MARKS: Final = {"CRDT": "C", "DBIT": "D"}
_TURNED: Final = {"CRDT": "D", "DBIT": "C"}
#: The counterparty, and the own side, of what came and of what left.
_COUNTERPARTIES: Final = {True: ("Dbtr", "Cdtr"), False: ("Cdtr", "Dbtr")}


def entry_rows(
    values: Values, details: Sequence[Values], own: tuple[str, str, str], own_currency: str
) -> Iterator[Row]:
    """Yield the rows of an entry; see the module for batches.

    `own` is the account's number, its holder's name and number.
    """
    entry = _Entry(values, own, own_currency)
    parts = [_Read(*_DETAIL.read(detail)) for detail in details]
    mark, total = entry.read.mark, entry.read.get("amount")
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
    marks = [part.mark or mark for part in parts]
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


def _is_the_same(entry: _Entry, detail: _Read) -> bool:
    """Tell whether a detail says of amount and direction nothing but what its entry does."""
    is_of_other = "mark" in detail.one and detail.mark != entry.read.mark
    stated = [detail.one[way] for way in _AMOUNTS if way in detail.one]
    return not is_of_other and stated in ([], [entry.read.get("amount")])


def _unequal(total: str, amounts: Sequence[Decimal | None]) -> str:
    """Return what stands for an amount whose parts do not add up to it, which no reader takes."""
    shown = " + ".join("?" if one is None else str(one) for one in amounts[:3])
    return f"{total} ≠ {shown}{' + …' if len(amounts) > 3 else ''}"


def _status(code: str) -> str:
    return _STATUSES.get(code.upper(), code)


def _booked(booked: str, told_in: str) -> str:
    """Return when an entry was booked; with the hour of its payment, if that is of the same day."""
    if "T" in booked:
        return booked
    return told_in if told_in[:10] == booked[:10] and "T" in told_in else booked[:10]


def payment_row(values: Values, header: Values) -> Row:
    """Return the row of a payment between banks; `header` is that of its message."""
    read = _Read(*_PAYMENT.read(values))
    settled = read.get("settled") or first(header, "IntrBkSttlmDt")
    accepted = read.get("accepted")
    day = accepted if accepted[:10] == settled[:10] or not settled else settled[:10]
    payer, payer_name, payer_id, payer_bank = read.party("Dbtr")
    payee, payee_name, payee_id, payee_bank = read.party("Cdtr")
    words = told(read.words("Cdtr"))
    return [
        *(day or first(header, "CreDtTm")[:10], payer, payee),
        *(read.get("amount"), read.get("currency")),
        *(payer_name, payer_id, payer_bank, payee_name, payee_id, payee_bank),
        *(read.payment_code or words["KNP"], words["Details"]),
        read.reference,
    ]
