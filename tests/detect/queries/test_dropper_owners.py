"""Phones and devices that serve several people's cards: `dropper-owners` by links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case

#: Each card is paid once by a stranger and pays one of two others 20 minutes later.
_HEADER = "ts,from_account,to_account,amount\n"
CARDS = [f"CARD-{n}" for n in range(1, 6)]


def _passed(card: str, day: int, amount: int, payer: str) -> str:
    return (
        f"2026-03-{day:02d} 12:00:00,{payer},{card},{amount}\n"
        f"2026-03-{day:02d} 12:20:00,{card},COLLECTOR-{day % 2},{amount - 1000}\n"
    )


def _find(case: Case, folder: Path, transfers: str, links: list[tuple[str, str, str]]) -> Any:
    (folder / "transfers.csv").write_text(_HEADER + transfers, encoding="utf-8")
    rows = "".join(",".join(link) + "\n" for link in links)
    (folder / "links.csv").write_text("account,kind,value\n" + rows, encoding="utf-8")
    case.load(folder / "transfers.csv", covers="all")
    case.load(folder / "links.csv")
    return case.find("dropper-owners").rows


def _of_cards() -> str:
    return "".join(
        _passed(card, 10 + n, 150_000 + 9_000 * n, f"PAYER-{n}") for n, card in enumerate(CARDS)
    )


QUIET = "2026-03-05 10:00:00,ATM,QUIET,2000\n"


def test_a_phone_is_found_with_its_quiet_card(case: Case, tmp_path: Path) -> None:
    links = [(card, "phone", "+77990000001") for card in (*CARDS, "QUIET")]
    [row] = _find(case, tmp_path, _of_cards() + QUIET, links)
    assert (row["owner"], row["phone"], row["device"]) == (None, "+77990000001", None)
    assert row["passing"] == CARDS and row["quiet"] == ["QUIET"]
    assert row["senders"] == 5 and row["received"] == 84_000_000 and row["held"] == 500_000
    assert len(row["transfers"]) == 10


def test_a_phone_and_a_device_of_the_same_cards_are_one_finding(case: Case, tmp_path: Path) -> None:
    links = [(card, "phone", "+77990000001") for card in CARDS]
    links += [(card, "device", "350000000000001") for card in CARDS]
    [row] = _find(case, tmp_path, _of_cards(), links)
    assert row["accounts"] == CARDS


@pytest.mark.parametrize("kind", ["address", "ip", "atm"])
def test_other_links_say_nothing(kind: str, case: Case, tmp_path: Path) -> None:
    assert _find(case, tmp_path, _of_cards(), [(card, kind, "7") for card in CARDS]) == []


def test_what_very_many_share_says_nothing(case: Case, tmp_path: Path) -> None:
    others = [f"CLIENT-{n}" for n in range(16)]
    links = [(card, "device", "350000000000001") for card in (*CARDS, *others)]
    quiet = "".join(f"2026-03-05 10:00:00,ATM,{other},2000\n" for other in others)
    assert _find(case, tmp_path, _of_cards() + quiet, links) == []
    assert case.find("dropper-owners", link_most=21).rows != []


def test_one_payer_of_all_counts_once(case: Case, tmp_path: Path) -> None:
    """Somebody who buys from a family in parts is one stranger."""
    paid = "".join(_passed(card, 10 + n // 3, 150_000 + n, "BUYER") for n, card in enumerate(CARDS))
    assert _find(case, tmp_path, paid, [(card, "phone", "+77990000001") for card in CARDS]) == []


def test_acquaintances_are_no_strangers(case: Case, tmp_path: Path) -> None:
    """Each payer deals with one of the family again ten days later."""
    again = "".join(f"2026-03-25 09:00:00,PAYER-{n},CARD-1,5000\n" for n in range(5))
    links = [(card, "phone", "+77990000001") for card in CARDS]
    assert _find(case, tmp_path, _of_cards() + again, links) == []


def test_money_between_the_cards_is_followed(case: Case, tmp_path: Path) -> None:
    """What three cards get leaves through the fourth; the fifth was paid by the others alone."""
    moved = "".join(
        f"2026-03-{10 + n} 12:00:00,PAYER-{n},{card},{150_000 + 9_000 * n}\n"
        f"2026-03-{10 + n} 12:10:00,{card},CARD-4,{150_000 + 9_000 * n}\n"
        f"2026-03-{10 + n} 12:20:00,CARD-4,COLLECTOR-{n % 2},{149_000 + 9_000 * n}\n"
        for n, card in enumerate(CARDS[:3])
    )
    between = (
        "2026-03-20 10:00:00,CARD-1,CARD-5,50000\n2026-03-20 10:10:00,CARD-5,COLLECTOR-1,50000\n"
    )
    links = [(card, "phone", "+77990000001") for card in CARDS]
    [row] = _find(case, tmp_path, moved + between, links)
    assert row["passing"] == CARDS[:3] and row["quiet"] is None
    assert row["indicators"]["passing_accounts"] == 3
    assert len(row["transfers"]) == 9
