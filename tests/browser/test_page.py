"""The page as a whole: hostile names do nothing, it fits a phone and paper, all can use it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Opened


def test_hostile_names_do_nothing(opened: Opened) -> None:
    page = opened(hostile=True)
    for fragment in ("#a0", "#a1", "#a4", "#t1", "#f0-0", "#n0-0", "#findings-0"):
        page.evaluate(f"location.hash = '{fragment}'")
        page.wait_for_timeout(100)
    page.locator("#transfers input").fill("<script>")
    assert page.evaluate("window.hurt") is None
    expect(page.locator("img")).to_have_count(0)
    assert page.evaluate("document.scripts.length") == 3
    assert "<script>window.hurt = 1</script>" in (page.locator("h1").text_content() or "")


@pytest.mark.parametrize("fragment", ["#%", "#a99999", "#f9-9", "#t0", "#e5-2", "#xss-1", "#<b>"])
def test_a_fragment_that_names_nothing_does_nothing(opened: Opened, fragment: str) -> None:
    page = opened(fragment)
    expect(page.locator("#panel")).to_be_hidden()


def test_nothing_else_can_run_or_be_fetched(opened: Opened, browser: Any, tmp_path: Path) -> None:
    page = opened()
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert policy
    assert "unsafe" not in policy
    text = page.content()
    changed = tmp_path / "changed.html"
    extra = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
    changed.write_text(text.replace("</main>", f"{extra}</main>"), encoding="utf-8")
    context = browser.new_context(offline=True)
    hurt = context.new_page()
    hurt.goto(changed.as_uri())
    assert hurt.evaluate("window.hurt") is None
    context.close()


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.drawn
def test_axe_finds_nothing(opened: Opened, lang: str, scheme: str) -> None:
    page = opened(lang=lang, scheme=scheme)
    """With a panel open, so that all of the page is seen at once."""
    others = ("#t1", "#f0-0") if (lang, scheme) == ("en", "light") else ()
    for fragment in ("#a4", *others):
        page.evaluate(f"location.hash = '{fragment}'")
        expect(page.locator("#panel-title")).to_be_focused()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("fragment", ["", "#a4", "#f0-0"])
def test_a_phone_need_not_scroll_sideways(opened: Opened, fragment: str) -> None:
    page = opened(fragment, screen=360, hostile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('#panel').scrollWidth") <= 360


def test_prints_on_a4_with_all_rows_and_nothing_cut(opened: Opened) -> None:
    page = opened()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#transfers tbody tr").count() > 50
    expect(page.locator("nav")).to_be_hidden()
    page.set_viewport_size({"width": 1020, "height": 700})  # A4 across, less the margins
    wide = page.evaluate(
        "[...document.querySelectorAll('table')].filter(one => one.scrollWidth > 1020).length"
    )
    assert wide == 0
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") >= 5


def test_dark_print_is_light(opened: Opened) -> None:
    page = opened(scheme="dark")
    page.emulate_media(media="print")
    style = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(style) == "rgb(255, 255, 255)"


def test_without_scripts_sentences_and_pictures_stand(browser: Any, written: Any) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(written().as_uri())
    expect(page.locator(".sentences li")).to_have_count(5)
    assert page.locator("#picture-trail0 .card").count() > 5
    expect(page.locator("noscript p")).to_be_visible()
    context.close()


def test_a_large_case_opens(opened: Opened) -> None:
    """Some 26,000 transfers and 1,000 complaints, as a case of millions leaves in its report."""
    drawn = {"victims": 10, "width": 10, "layers": 6, "pieces": 430, "claims": 100}
    page = opened(**drawn)
    expect(page.locator("#complaints tbody tr")).to_have_count(50)
    page.evaluate("location.hash = '#f0-3'")
    page.wait_for_selector("#panel tbody tr")
    page.locator("#transfers input").fill("kaspi.xlsx:20001")
    expect(page.locator("#transfers tbody tr")).to_have_count(1)
