"""Rows of cells from entries and payments of ISO 20022; values come by the path of their element.

An entry can be a batch: each of its details is a row, if they add up to the entry, with charges
that it names as a row of their own. If they do not, that stands in place of the amount, so that
the row is refused: nobody knows who was paid what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from moneygraph.ingest.readers.told import told

#: Texts of elements by their paths; an element that is repeated has several.
Values = dict[str, list[str]]
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
    return first(values, f"{party}/Nm", f"{account}/Nm"), _number_of(values, _ways(party))


class _Side:
    """Where one party stands, below `inside`: itself, who it acts for, its account and its bank."""

    def __init__(self, party: str, inside: str = "", agents: str = "") -> None:
        first_one, ultimate = f"{inside}{party}", f"{inside}Ultmt{party}"
        self.account = f"{inside}{party}Acct"
        self.accounts = tuple(f"{self.account}/{way}" for way in _ACCOUNTS)
        self.names = (f"{first_one}/Nm",), (f"{ultimate}/Nm",)
        self.numbers = _ways(first_one), _ways(ultimate)
        self.banks = tuple(f"{agents}{party}Agt/{way}" for way in _BANKS_NAMED)

    def read(self, values: Values) -> tuple[str, str, str, str]:
        """Return account, name, number and bank."""
        (own, own_number), (other, other_number) = self._who(values)
        account = "".join(first(values, *self.accounts).split())
        return account, own or other, own_number or other_number, first(values, *self.banks)

    def acts_for(self, values: Values) -> str:
        """Return who a party acts for, if that is another: it is told with the details."""
        own, other = (" ".join(filter(None, one)) for one in self._who(values))
        return other if own and other and own != other else ""

    def _who(self, values: Values) -> Iterator[tuple[str, str]]:
        for names, numbers in zip(self.names, self.numbers, strict=True):
            yield first(values, *names), _number_of(values, numbers)


def _ways(party: str) -> tuple[str, ...]:
    return tuple(f"{party}/{way}" for way in _IDS)


def _number_of(values: Values, ways: Sequence[str]) -> str:
    """Return a party's number: one of twelve digits, as IIN and BIN have, or the first."""
    found = [one for way in ways if way in values for one in values[way]]
    return next(
        (one for one in found if len(one) == 12 and one.isdigit()), found[0] if found else ""
    )


_DEBTOR: Final = _Side("Dbtr")
_CREDITOR: Final = _Side("Cdtr")
_SIDES: Final = tuple(_Side(party, "RltdPties/", "RltdAgts/") for party in ("Dbtr", "Cdtr"))


def _amount(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@dataclass(frozen=True)
class _Entry:
    """An entry, what is the same for all of its details."""

    values: Values
    own: tuple[str, str, str]
    currency: str

    @property
    def mark(self) -> str:
        return first(self.values, "CdtDbtInd")

    def row(self, mark: str, amount: str, detail: Values, **cells: str) -> Row:
        """Return a row; a mark of an entry that takes another back is the other's, with a minus."""
        is_back = first(self.values, "RvslInd").lower() in ("true", "1")
        turned = {"CRDT": "D", "DBIT": "C"} if is_back else {"CRDT": "C", "DBIT": "D"}
        side, other = _SIDES[:: 1 if (mark == "CRDT") != is_back else -1]
        if account_of(detail, side.account) == self.own[0]:
            side = other
        account, name, number, bank = side.read(detail)
        told_in = _texts(detail, side) or first(self.values, "AddtlNtryInf")
        words = told(told_in)
        found = {
            "Mark": turned.get(mark, mark),
            "Amount": f"-{amount}" if is_back else amount,
            "Currency": self.currency,
            **words,
            **_known(("Counterparty account", account), ("Counterparty", name)),
            **_known(("Counterparty ID", number), ("Counterparty bank", bank)),
            **_known(("KNP", _payment_code(detail))),
            "Reference": _reference(detail, "Refs/") or _reference(self.values, ""),
            "Type": _type_of(detail) or _type_of(self.values),
            "Status": _status(self.values),
            **cells,
        }
        cells_in_order = [found.get(name, "") for name in _CELLS]
        return [_booked(self.values, detail), *self.own, *cells_in_order]


def entry_rows(
    values: Values, details: Sequence[Values], own: tuple[str, str, str], own_currency: str
) -> Iterator[Row]:
    """Yield the rows of an entry; see the module for batches.

    `own` is the account's number, its holder's name and number.
    """
    total = first(values, "Amt")
    entry = _Entry(values, own, first(values, "Amt@Ccy") or own_currency)
    amounts = [_detail_amount(detail, entry.currency) for detail in details]
    whole = _amount(total)
    if whole is None or None in amounts or not details:
        if len(details) < 2:
            detail = details[0] if details else {}
            yield entry.row(entry.mark, total, detail, **_instructed(detail, entry))
        else:
            yield entry.row(entry.mark, _unequal(total, amounts), {})
        return
    marks = [first(detail, "CdtDbtInd") or entry.mark for detail in details]
    parts = [one or Decimal(0) for one in amounts]
    moved = sum(
        (part if mark == entry.mark else -part for part, mark in zip(parts, marks, strict=True)),
        Decimal(0),
    )
    left = whole - moved
    if left and abs(left) != _charges(values, details) and len(details) > 1:
        yield entry.row(entry.mark, _unequal(total, amounts), {})
        return
    if left and abs(left) != _charges(values, details):
        yield entry.row(entry.mark, total, details[0], **_instructed(details[0], entry))
        return
    for mark, part, detail in zip(marks, parts, details, strict=True):
        instructed = _instructed(detail, entry) if len(details) == 1 else {}
        yield entry.row(mark, str(part), detail, **instructed)
    if left:
        other = {"CRDT": "DBIT", "DBIT": "CRDT"}.get(entry.mark, entry.mark)
        yield entry.row(entry.mark if left > 0 else other, str(abs(left)), {}, Type="fee")


def _unequal(total: str, amounts: Sequence[Decimal | None]) -> str:
    """Return what stands for an amount whose parts do not add up to it, which no reader takes."""
    shown = " + ".join("?" if one is None else str(one) for one in amounts[:3])
    return f"{total} ≠ {shown}{' + …' if len(amounts) > 3 else ''}"


def _detail_amount(detail: Values, currency: str) -> Decimal | None:
    """Return what moved in the account's own currency, None where that is not told."""
    for way in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        text = first(detail, way)
        if text and first(detail, f"{way}@Ccy") in ("", currency):
            return _amount(text)
    return None


def _charges(values: Values, details: Sequence[Values]) -> Decimal:
    """Return what charges the entry names, or else all of its details do."""

    def named(one: Values) -> Decimal:
        total = first(one, "Chrgs/TtlChrgsAndTaxAmt")
        parts = [total] if total else [*one.get("Chrgs/Rcrd/Amt", ()), *one.get("Chrgs/Amt", ())]
        return sum((_amount(part) or Decimal(0) for part in parts), Decimal(0))

    return named(values) or sum(map(named, details), Decimal(0))


def _instructed(detail: Values, entry: _Entry) -> dict[str, str]:
    """Return what was to be paid in another currency, of money that left."""
    amount, currency = (first(detail, f"AmtDtls/InstdAmt/Amt{end}") for end in ("", "@Ccy"))
    is_back = first(entry.values, "RvslInd").lower() in ("true", "1")
    if entry.mark != "DBIT" or is_back or not amount or currency in ("", entry.currency):
        return {}
    return {"Instructed amount": amount, "Instructed currency": currency}


def _known(*cells: tuple[str, str]) -> dict[str, str]:
    return {name: text for name, text in cells if text}


def _texts(values: Values, side: _Side) -> str:
    texts = [text for way in _TEXTS for text in values.get(way, ())]
    acts_for = side.acts_for(values)
    return " ".join([*texts, f"({acts_for})"] if acts_for else texts)


def _payment_code(values: Values) -> str:
    code = first(values, "Purp/Prtry", "Purp/Cd")
    return code if len(code) == 3 and code.isdigit() else ""


def _reference(values: Values, inside: str) -> str:
    ways = [*(f"{inside}{one}" for one in _REFERENCES), "NtryRef"]
    found = [first(values, way) for way in ways]
    return next((one for one in found if one and one.upper() not in _NONE), "")


def _type_of(values: Values) -> str:
    parts = [first(values, f"BkTxCd/Domn/{way}") for way in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    return first(values, "BkTxCd/Prtry/Cd") or "-".join(filter(None, parts))


def _status(values: Values) -> str:
    code = first(values, "Sts/Cd", "Sts/Prtry", "Sts")
    return _STATUSES.get(code.upper(), code)


def _booked(values: Values, detail: Values) -> str:
    """Return when an entry was booked; with the hour of its payment, if that is of the same day."""
    booked = first(values, "BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt")
    if "T" in booked:
        return booked
    told_in = first(detail, "RltdDts/TxDtTm", "RltdDts/AccptncDtTm")
    return told_in if told_in[:10] == booked[:10] and "T" in told_in else booked[:10]


def payment_row(values: Values, header: Values) -> Row:
    """Return the row of a payment between banks; `header` is that of its message."""
    settled = first(values, "IntrBkSttlmDt") or first(header, "IntrBkSttlmDt")
    accepted = first(values, "AccptncDtTm")
    day = accepted if accepted[:10] == settled[:10] or not settled else settled[:10]
    payer, payer_name, payer_id, payer_bank = _DEBTOR.read(values)
    payee, payee_name, payee_id, payee_bank = _CREDITOR.read(values)
    words = told(_texts(values, _CREDITOR))
    return [
        *(day or first(header, "CreDtTm")[:10], payer, payee),
        *(first(values, "IntrBkSttlmAmt"), first(values, "IntrBkSttlmAmt@Ccy")),
        *(payer_name, payer_id, payer_bank, payee_name, payee_id, payee_bank),
        *(_payment_code(values) or words["KNP"], words["Details"]),
        _reference(values, "PmtId/"),
    ]
