"""Where fields of an entry, its details and a payment stand in ISO 20022: paths, surest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from moneygraph.ingest.readers.ways import Values, Ways

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
_REFERENCES: Final = (
    "EndToEndId",
    "UETR",
    "TxId",
    "InstrId",
    "AcctSvcrRef",
    "PmtInfId",
    "Prtry/Ref",
)
_TEXTS: Final = (
    *("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf", "RmtInf/Strd/CdtrRefInf/Ref", "AddtlTxInf"),
)


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
    return first(values, f"{party}/Nm", f"{account}/Nm"), number_of(numbers)


def _numbers(party: str) -> list[str]:
    return [f"{party}/{way}" for way in _IDS]


def number_of(found: Sequence[str]) -> str:
    """Return a party's number: one of twelve digits, as IIN and BIN have, or the first."""
    for one in found:
        if len(one) == 12 and one.isdigit():
            return one
    return found[0] if found else ""


DOMAIN: Final = ("domain", "family", "subfamily")
_TYPES: Final = {
    "type": ["BkTxCd/Prtry/Cd"],
    "domain": ["BkTxCd/Domn/Cd"],
    "family": ["BkTxCd/Domn/Fmly/Cd"],
    "subfamily": ["BkTxCd/Domn/Fmly/SubFmlyCd"],
}
_CHARGES: Final = ["Chrgs/Rcrd/Amt", "Chrgs/Amt"]
#: Where the amount of a detail stands, the surest first.
AMOUNTS: Final = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt")
INSTRUCTED: Final = "AmtDtls/InstdAmt/Amt"


def _sides(inside: str, agents: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return where payer and payee stand, below `inside`: and who they act for, and their banks."""
    one, every = {}, {}
    for side in ("Dbtr", "Cdtr"):
        one[f"{side}Acct"] = [f"{inside}{side}Acct/{way}" for way in _ACCOUNTS]
        one[f"{side}Agt"] = [f"{agents}{side}Agt/{way}" for way in _BANKS_NAMED]
        for party in (side, f"Ultmt{side}"):
            one[party] = [f"{inside}{party}/{way}" for way in ("Nm", "FinInstnId/Nm")]
            every[party] = _numbers(f"{inside}{party}")
    return one, every


_SIDES_OF_DETAIL: Final = _sides("RltdPties/", "RltdAgts/")
_SIDES_OF_PAYMENT: Final = _sides("", "")
ENTRY: Final = Ways(
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
DETAIL: Final = Ways(
    {
        **{way: [way] for amount in AMOUNTS for way in (amount, f"{amount}@Ccy")},
        "mark": ["CdtDbtInd"],
        "code": ["Purp/Prtry", "Purp/Cd"],
        "time": ["RltdDts/TxDtTm", "RltdDts/AccptncDtTm", "RltdDts/IntrBkSttlmDt"],
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
PAYMENT: Final = Ways(
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
