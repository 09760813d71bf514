"""Times and amounts of a page's tables stand as Python writes them, in each language."""

from __future__ import annotations

import pytest

from moneygraph.report.text.texts import LANGUAGES, texts_of
from tests.browser.conftest import Opened
from tests.report.pages.sample import result


@pytest.mark.parametrize("lang", LANGUAGES)
def test_times_and_amounts_are_those_of_the_language(opened: Opened, lang: str) -> None:
    page, texts = opened(lang=lang), texts_of(lang)
    transfers = result()["transfers"]
    time, amount = (transfers["columns"].index(name) for name in ("ts", "amount"))
    wanted = [(texts.moment(row[time]), texts.short(row[amount])) for row in transfers["rows"][:50]]
    cells = "#transfers tbody tr td:nth-child({})"
    times, amounts = (page.locator(cells.format(at)).all_text_contents() for at in (2, 5))
    assert list(zip(times, amounts, strict=True)) == wanted
