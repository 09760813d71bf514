"""The kind of a transfer follows from its codes and words by ``tables/kinds.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.store.schema import KINDS
from moneygraph.store.words import has_word, kind_in, quoted, words_of

if TYPE_CHECKING:
    from moneygraph.store.file import CaseFile


def make_kind_macro(case: CaseFile) -> None:
    """Create the macro ``kind_of(knp, mcc, operation, purpose)``.

    Codes and texts in, a kind or null out; texts must have gone through ``spaced``.
    """
    table = case.data.table("kinds")
    # a row that takes a payment back can have the payment's own codes
    returned = [entry for entry in table["words"] if entry.get("kind") == "reversal"]
    steps = [_word_step("operation", "operation", returned)]
    # and goods on credit that of any purchase, or of any loan; what repays them comes first
    on_credit = [
        entry | {"kind": "transfer" if entry["kind"] == "loan_repayment" else entry["kind"]}
        for entry in table["words"]
        if entry.get("kind") in ("loan_repayment", "goods_loan")
    ]
    steps += [_word_step(text, text, on_credit) for text in ("operation", "purpose")]
    steps += [_code_step("knp", table["knp"]), _code_step("mcc", table["mcc"])]
    steps += [_word_step("operation", "operation", table["words"])]
    steps += [_word_step("purpose", "purpose", table["words"])]
    case.con.execute(
        "create or replace temp macro kind_of(knp, mcc, operation, purpose) as"
        f" coalesce({', '.join(steps)})"
    ).fetchall()


def _code_step(column: str, codes: dict[str, str]) -> str:
    cases = " ".join(
        f"when {column} = {quoted(code)} then {_kind(kind)}"
        for code, kind in codes.items()
        if code != "*"
    )
    rest = f"when {column} is not null then {_kind(codes['*'])}" if "*" in codes else ""
    return f"case {cases} {rest} end"


def _word_step(column: str, key: str, entries: list[dict[str, Any]]) -> str:
    cases = " ".join(
        f"when {has_word(column, words_of('kinds', entry, key))} then {_kind(entry.get('kind'))}"
        for entry in entries
    )
    return f"case {cases} end"


def _kind(kind: object) -> str:
    # a mere transfer is what a row is where nothing else decides, so the next step is asked
    name = kind_in("kinds", kind, KINDS)
    return "null" if name == "transfer" else quoted(name)
