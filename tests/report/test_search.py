"""`show` by part of a name, a phone or a device, and what is close to what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.errors import UnknownStart

HEADER = "ts,from_account,to_account,amount,from_name,from_id,to_name,to_id\n"
ROWS = (
    "2026-03-01 10:00:00,KZ11,KZ22,5.00,Цой Қарлығаш,900101300126,Ахметов Айбек,850505400127\n"
    "2026-03-01 11:00:00,KZ33,KZ22,5.00,Ахметова Сауле,,Ахметов Айбек,850505400127\n"
)
LINKS = "account,kind,value\nKZ11,phone,+7 (701) 234-56-78\nKZ22,device,IMEI-35 2099\n"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    (tmp_path / "a.csv").write_text(HEADER + ROWS)
    (tmp_path / "links.csv").write_text(LINKS)
    case = Case.open(tmp_path / "case.duckdb", create=True)
    case.load(tmp_path / "a.csv", tmp_path / "links.csv")
    return case


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Қарлығаш", "900101300126"),
        ("цой", "900101300126"),
        ("айбек", "850505400127"),
        ("+77012345678", "900101300126"),
        ("701 234-56", "900101300126"),
        ("imei352099", "850505400127"),
    ],
)
def test_one_is_shown(case: Case, text: str, owner: str) -> None:
    assert case.show(text)["owner"]["owner"] == owner


@pytest.mark.parametrize("text", ["2345", "2345678", "ахметова 2345", "352099", "567"])
def test_digits_that_are_part_of_something_else(case: Case, text: str) -> None:
    """As a transfer's id that is not there, or a name with digits beside it."""
    with pytest.raises(UnknownStart):
        case.show(text)


def test_an_account_without_an_owner(case: Case) -> None:
    assert case.show("сауле")["account"]["number"] == "KZ33"


def test_several_are_listed(case: Case) -> None:
    with pytest.raises(UnknownStart) as caught:
        case.show("ахметов")
    assert "850505400127" in caught.value.remedy and "KZ33" in caught.value.remedy
    assert "Ахметова Сауле" in caught.value.remedy


def test_what_is_close_is_suggested(case: Case) -> None:
    with pytest.raises(UnknownStart) as caught:
        case.show("90010130012")
    assert "11 digits" in caught.value.message
    with pytest.raises(UnknownStart) as caught:
        case.show("900101300125")
    assert "900101300126" in caught.value.remedy


def test_a_mask_shows_no_names(case: Case, tmp_path: Path) -> None:
    case.close()
    with Case.open(tmp_path / "case.duckdb", masked=True) as masked:
        with pytest.raises(UnknownStart) as caught:
            masked.show("ахметов")
        assert "Ахметова" not in str(caught.value).replace("ахметов", "")
