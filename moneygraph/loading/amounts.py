"""An amount as exports write it -> tiyn. `parse.sql` says the same for whole columns."""

from __future__ import annotations

import re

_NOISE = re.compile(r"[\s\u00a0\u202f\u2009'’₸]|kzt|тенге|тг\.?", re.IGNORECASE)
_FORMS = (
    (re.compile(r"-?\d{1,3}(,\d{3})+(\.\d{1,2}0*)?"), ",", "."),
    (re.compile(r"-?\d{1,3}(\.\d{3})+,\d{1,2}0*"), ".", ","),
    (re.compile(r"-?\d+(,\d{1,2}0*)?"), "", ","),
    (re.compile(r"-?\d+(\.\d{0,2}0*)?"), "", "."),
)


def tiyn(text: str) -> int | None:
    """Return the amount in hundredths, or None where the text is no amount.

    >>> tiyn("1 234 567,89"), tiyn("1,234,567.89"), tiyn("\u22125"), tiyn("1.234")
    (123456789, 123456789, -500, None)
    """
    plain = _NOISE.sub("", text).replace("\u2212", "-").replace("\u2013", "-")
    for form, thousands, point in _FORMS:
        if form.fullmatch(plain):
            whole, _, cents = plain.replace(thousands or " ", "").partition(point)
            units = int(whole) * 100
            part = int((cents + "00")[:2])
            return units - part if whole.startswith("-") else units + part
    return None
