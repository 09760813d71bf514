"""Tables in a browser: they sort, filter, copy, and rows lead to their evidence and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.report.pages.sample import result

pytestmark = pytest.mark.turns


def column(page: Page, table: str, place: int) -> list[str]:
    cells = page.locator(f"#{table} tbody tr td:nth-child({place})").all_text_contents()
    return [cell.replace("\N{NO-BREAK SPACE}", "") for cell in cells]


def press(page: Page, table: str, title: str) -> None:
    page.locator(f"#{table} thead").get_by_role("button", name=title, exact=True).click()


def test_a_table_shows_the_rows_of_the_record(opened: Opened) -> None:
    page = opened()
    for name, rows in result()["tables"].items():
        if rows:
            expect(page.locator(f"#{name} tbody tr")).to_have_count(min(50, len(rows)))


def test_sorts_amounts_as_numbers_both_ways(opened: Opened) -> None:
    page = opened()
    press(page, "transfers", "amount")
    found = [Decimal(one.replace(",", "")) for one in column(page, "transfers", 5)]
    assert found == sorted(found, reverse=True)
    expect(page.locator("#transfers th[aria-sort=descending]")).to_have_count(1)
    press(page, "transfers", "amount")
    again = [Decimal(one.replace(",", "")) for one in column(page, "transfers", 5)]
    assert again == sorted(again)
    expect(page.locator("#transfers th[aria-sort=ascending]")).to_have_count(1)


def test_sorts_by_name_and_time(opened: Opened) -> None:
    page = opened()
    press(page, "transfers", "payee")
    expect(page.locator("#transfers th[aria-sort=ascending]")).to_have_count(1)
    press(page, "transfers", "time")
    found = column(page, "transfers", 2)
    assert found == sorted(found)


def test_filters_by_all_words_and_says_how_many_rows(opened: Opened) -> None:
    page = opened()
    rows = result()["transfers"]["rows"]
    wanted = rows[7]
    box = page.locator("#transfers input")
    box.fill(f"{wanted[4]} {wanted[9][0]}")
    expect(page.locator("#transfers tbody tr")).to_have_count(1)
    expect(page.locator("#transfers [role=status]")).to_have_text(f"1 of {len(rows)} rows")
    box.fill("nothing has this")
    expect(page.locator("#transfers tbody tr")).to_have_count(0)
    box.fill("")
    expect(page.locator("#transfers [role=status]")).to_have_text(f"{len(rows)} rows")


def test_shows_fifty_rows_until_all_are_asked_for(opened: Opened) -> None:
    page = opened()
    rows = len(result()["transfers"]["rows"])
    assert rows > 50
    expect(page.locator("#transfers tbody tr")).to_have_count(50)
    page.locator("#transfers .more").click()
    expect(page.locator("#transfers tbody tr")).to_have_count(rows)
    expect(page.locator("#transfers .more")).to_be_hidden()


def test_copies_what_is_shown_and_no_formula(opened: Opened) -> None:
    page = opened(hostile=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#victims").get_by_role("button", name="Copy").click()
    expect(page.locator("#victims [role=status]")).to_contain_text("copied")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0].split("\t")[:3] == ["complaint", "name", "IIN/BIN"]
    assert len(lines) == 1 + len(result(hostile=True)["tables"]["victims"])
    page.locator("#accounts").get_by_role("button", name="Copy").click()
    expect(page.locator("#accounts [role=status]")).to_contain_text("copied")
    cells = [
        cell
        for line in page.evaluate("navigator.clipboard.readText()").splitlines()
        for cell in line.split("\t")
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_copied_formulas_are_guarded(opened: Opened) -> None:
    page = opened(hostile=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#links").get_by_role("button", name="Copy").click()
    expect(page.locator("#links [role=status]")).to_contain_text("copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "\t'+7701" in text
    assert "\t+7701" not in text


def test_a_finding_leads_to_its_transfer_and_back(opened: Opened) -> None:
    page = opened()
    finding = result()["tables"]["findings"][0]
    first = finding["transfers"][0]
    page.locator("#findings-0").get_by_role("link", name=f"Transfer {first}", exact=True).click()
    expect(page.locator("#panel-title")).to_have_text(f"Transfer {first}")
    places = next(row[9] for row in result()["transfers"]["rows"] if row[0] == first)
    assert page.locator("#panel .place").all_text_contents() == places
    page.locator("#panel").get_by_role("link", name="Findings").first.click()
    expect(page.locator("#findings-0")).to_be_focused()
    page.go_back()
    expect(page.locator("#panel-title")).to_have_text(f"Transfer {first}")


def test_a_link_finds_its_row_though_it_was_filtered_away(opened: Opened) -> None:
    page = opened()
    last = result()["transfers"]["rows"][-1]
    page.locator("#transfers input").fill("nothing has this")
    page.evaluate(f"location.hash = '#t{last[0]}'")
    page.locator("#panel").get_by_role("link", name="Its row in the table").click()
    expect(page.locator("#transfers tr:focus")).to_be_visible()


def test_hops_lead_on_and_back(opened: Opened) -> None:
    came, went, amount, _, _ = result()["hops"][0]
    page = opened(f"#t{came}")
    page.locator("#panel").get_by_role("link", name=f"Transfer {went}", exact=True).first.click()
    expect(page.locator("#panel-title")).to_have_text(f"Transfer {went}")
    back = page.locator("#panel").get_by_role("link", name=f"Transfer {came}", exact=True).first
    assert Decimal(amount) > 0
    back.click()
    expect(page.locator("#panel-title")).to_have_text(f"Transfer {came}")
