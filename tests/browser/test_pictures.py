"""Pictures in a browser: a click or a key shows transfers, and paths stand out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.report.pages.sample import result

pytestmark = pytest.mark.turns


def total(page: Page) -> Decimal:
    text = page.locator("#panel .total").first.text_content() or ""
    return Decimal("".join(char for char in text if char.isdigit() or char == "."))


@pytest.mark.parametrize("drawn", [{}, {"back": True}, {"seed": 5, "layers": 4}])
def test_each_flow_is_the_sum_of_its_transfers(opened: Opened, drawn: dict[str, Any]) -> None:
    page = opened(**drawn)
    for place, flow in enumerate(result(**drawn)["trails"][0]["flows"]):
        page.evaluate(f"location.hash = '#f0-{place}'")
        expect(page.locator(".chosen")).to_have_attribute("href", f"#f0-{place}")
        assert total(page) == Decimal(flow["amount"]), place
        expect(page.locator("#panel tbody tr")).to_have_count(flow["transfers"])


def test_a_click_on_a_flow_shows_it_and_its_path(opened: Opened) -> None:
    page = opened()
    page.locator("a.flow").first.locator(".ribbon").click(force=True)
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("a.flow.chosen")).to_have_count(1)
    assert 1 <= page.locator("a.flow.on").count() < page.locator("a.flow").count()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".on")).to_have_count(0)


def test_a_card_shows_its_flows_and_its_account(opened: Opened) -> None:
    page = opened()
    node = result()["trails"][0]["nodes"][3]
    page.locator('a[href="#n0-3"]').click()
    assert page.locator("#panel dl").first.text_content()
    account = result()["accounts"][node["account"]]
    page.locator("#panel dl").get_by_role("link").first.click()
    expect(page.locator("#panel dl").first).to_contain_text(account["number"])
    expect(page.locator("#panel .reasons")).to_have_count(int(bool(account["reasons"])))


def test_a_mark_of_the_timeline_lists_its_events(opened: Opened) -> None:
    page = opened()
    page.locator("a.event").first.locator("circle").click()
    expect(page.locator("#panel-title")).to_have_text("Loans")
    expect(page.locator("#panel tbody tr")).to_have_count(3)


def test_a_member_of_a_ring_leads_to_its_account(opened: Opened) -> None:
    page = opened()
    page.locator("#network a.node").first.click()
    expect(page.locator("#panel")).to_be_visible()
    assert page.evaluate("location.hash").startswith("#a")


def test_pictures_are_enlarged_and_fitted(opened: Opened) -> None:
    page = opened(layers=6)
    figure = page.locator("#picture-trail0")
    svg = figure.locator("svg.picture")
    before = float(svg.get_attribute("width") or 0)
    figure.get_by_role("button", name="Larger").click()
    assert float(svg.get_attribute("width") or 0) > before
    figure.get_by_role("button", name="Fit to the width").click()
    room = figure.locator(".scroll").evaluate("one => one.clientWidth")
    assert float(svg.get_attribute("width") or 0) <= room


def test_all_works_without_a_mouse(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"

    def tab_to(test: str, key: str = "Tab") -> None:
        for _ in range(300):
            page.keyboard.press(key)
            if page.evaluate(f"(one => {test})(document.activeElement)"):
                return
        raise AssertionError(f"no Tab leads to {test}")

    tab_to("one.classList.contains('flow')")
    flow = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel:not([hidden])")
    expect(page.locator("#panel-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f'a.flow[href="{flow}"]')).to_be_focused()
    tab_to("one.getAttribute('href') === '#droppers'", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to("one.closest('#droppers thead')")
    page.keyboard.press("Enter")
    expect(page.locator("#droppers th[aria-sort]")).to_have_count(1)
    tab_to("one.getAttribute('href') === '#findings'", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to("one.closest('#findings tbody') && one.getAttribute('href')?.startsWith('#t')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel:not([hidden])")
    tab_to("one.closest('#panel') && one.getAttribute('href')?.startsWith('#findings-')")
    page.keyboard.press("Enter")
    expect(page.locator("#findings tr:focus")).to_be_visible()
