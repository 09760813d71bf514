"""The pages over a case in a real browser: from files that are dropped to the report."""

from __future__ import annotations

import base64
import json
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.cli.conftest import EXPORTS, VICTIM

HOSTILE = "<script>document.title='taken'</script>"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve a case that is not there yet; the process is stopped as Ctrl-C does."""
    command = [sys.executable, "-m", "moneygraph", "--case", str(tmp_path / "c.duckdb"), "--json"]
    command += ["serve", "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=_hears_ctrl_c)
    try:
        assert process.stdout is not None
        said = "".join(iter(process.stdout.readline, "}\n")) + "}"
        yield str(json.loads(said)["address"])
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.communicate()


def _hears_ctrl_c() -> None:
    """Let a process hear Ctrl-C also where the tests run in the background, and do not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page on what is served that complains of nothing (but its own status) and asks no other."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: None if message.location["url"] == page.url else
            complaints.append(message.text))  # fmt: skip
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((address, "data:")) else
            complaints.append(request.url))  # fmt: skip
    page.goto(address)
    yield page
    context.close()
    assert complaints == []


def drop(page: Page, *paths: Path) -> None:
    """Drop files on the page as a hand does."""
    given = [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in paths]
    dropped = page.evaluate_handle(
        """files => {
            const given = new DataTransfer();
            for (const [name, content] of files) {
                const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
                given.items.add(new File([bytes], name));
            }
            return given;
        }""",
        given,
    )
    page.dispatch_event("main", "drop", {"dataTransfer": dropped})


def heading(page: Page, text: str) -> None:
    """Wait for a page that is done with its work."""
    expect(page.locator("main:not(:has(.again)) h1")).to_have_text(text, timeout=60_000)


def load(page: Page, *paths: Path) -> None:
    heading(page, "Load files")
    drop(page, *paths)
    expect(page.locator("#chosen")).to_have_text(", ".join(path.name for path in paths))
    page.get_by_role("button", name="Load files").click()
    heading(page, "What was loaded")


def search(page: Page, what: str) -> None:
    page.get_by_label("Search", exact=True).fill(what)
    page.get_by_role("button", name="Show", exact=True).click()


def check_axe(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_from_a_drop_of_exports_to_a_report(page: Page, tmp_path: Path) -> None:
    load(page, EXPORTS / "halyk.csv", EXPORTS / "kaspi.csv")
    expect(page.locator("main")).to_contain_text("The case holds 11 transfers")
    assert (tmp_path / "c-exports" / "halyk.csv").read_bytes() == (
        EXPORTS / "halyk.csv"
    ).read_bytes()

    # row by row
    page.get_by_role("row", name="halyk.csv").get_by_role("link", name="1", exact=True).click()
    heading(page, f"{tmp_path}/c-exports/halyk.csv")
    expect(page.locator("main")).to_contain_text("the date cannot be read or cannot be")

    # search, then follow the money by another rule and between other dates
    search(page, VICTIM)
    heading(page, VICTIM)
    page.get_by_role("link", name="Where money went from here").click()
    heading(page, "Follow money")
    said = page.locator("main")
    expect(said).to_contain_text("2,099,999.50 KZT followed forward by lifo")
    picture = page.locator("#picture-trail0 svg.picture")
    expect(picture).to_be_visible()
    picture.locator(
        "a.flow"
    ).first.click()  # a click tells the transfers, which lead to their pages
    panel = page.locator("#panel")
    expect(panel.locator("tbody tr").first).to_be_visible()
    panel.locator("tbody a").first.click()
    expect(page.locator(".paragraphs")).to_contain_text("payer's side: ")
    page.go_back()
    page.get_by_label("Rule").select_option("fifo")
    page.get_by_label("Since").fill("02.03.2026 10:34")
    page.get_by_role("button", name="Follow money").click()
    expect(said).to_contain_text("599,999.50 KZT followed forward by fifo")
    page.get_by_label("Rule").select_option("all")
    page.get_by_role("button", name="Follow money").click()
    expect(said).to_contain_text("at the least and at the most")
    expect(page.get_by_role("columnheader", name="pro-rata")).to_be_visible()

    # the report, in a page of its own that says what the command line's says
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_label("On", exact=True).select_option("account")
    page.get_by_label(re.compile("^Number")).fill("KZ456010000000000001")
    page.get_by_role("button", name="Write the report").click()
    heading(page, "Dossier of account KZ456010000000000001")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open").click()
    opened.value.wait_for_load_state()
    assert "KZ456010000000000001" in opened.value.title()
    expect(opened.value.locator("table").first).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("link", name=re.compile("^Save")).click()
    target = tmp_path / "report.html"
    kept.value.save_as(target)
    verify = [sys.executable, "-m", "moneygraph", "verify", str(target)]
    assert subprocess.run(verify, cwd=tmp_path, check=False, capture_output=True).returncode == 0


@pytest.mark.turns
def test_a_decision_is_kept_and_taken_back(page: Page, tmp_path: Path) -> None:
    load(page, EXPORTS / "halyk.csv", EXPORTS / "kaspi.csv")
    folder = f"{tmp_path}/c-exports"
    page.get_by_role("link", name="Decisions").click()
    page.get_by_label("Row", exact=True).fill(f"{folder}/halyk.csv:2")
    page.get_by_label("and row").fill(f"{folder}/kaspi.csv:5")
    page.get_by_label("are").select_option("not-same")
    page.locator("#who").fill(HOSTILE)
    page.get_by_role("button", name="Decide").click()
    row = page.locator(".decisions li")
    expect(row).to_contain_text(HOSTILE, timeout=60_000)
    expect(row).to_contain_text("are two transfers")
    check_axe(page)
    row.get_by_role("button", name="Take back").click()
    expect(page.locator("main")).to_contain_text("Nobody has decided anything yet", timeout=60_000)
    assert not page.title().startswith("taken")


@pytest.mark.turns
def test_what_is_frozen_is_marked(page: Page) -> None:
    load(page, EXPORTS / "halyk.csv", EXPORTS / "kaspi.csv")
    page.get_by_role("link", name="What to freeze").click()
    expect(page.locator("main")).to_contain_text("2 accounts hold 499,000.00 KZT")
    rows = page.locator("#freeze tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_label("Filter").fill("KZ456010000000000001")
    expect(rows).to_have_count(1)
    page.get_by_label("Filter").fill("")
    page.get_by_role("button", name="amount").click()
    expect(page.get_by_role("columnheader", name="amount")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.get_by_label("Account", exact=True).fill("KZ456010000000000001")
    page.get_by_label("Amount (empty: all)").fill("100000")
    page.get_by_role("button", name="It is frozen").click()
    said = page.locator(".decisions li")
    expect(said).to_contain_text("100,000.00 KZT on KZ456010000000000001", timeout=60_000)
    page.get_by_role("link", name="What to freeze").click()
    expect(page.locator("main")).to_contain_text("100,000.00 KZT of it is frozen already")
    page.get_by_role("link", name="Decisions").click()
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("main")).to_contain_text("Nobody has decided anything yet", timeout=60_000)


@pytest.mark.turns
def test_letters_are_written_and_kept(page: Page, tmp_path: Path) -> None:
    load(page, EXPORTS / "halyk.csv", EXPORTS / "kaspi.csv")
    page.get_by_role("link", name="Whom to ask").click()
    expect(page.locator("#requests tbody tr").first).to_be_visible(timeout=60_000)
    page.get_by_label("Date of the letters").fill("2026-03-05")
    page.get_by_role("button", name="Write the letters").click()
    heading(page, "Letters to banks")
    with page.expect_download() as kept:
        page.get_by_role("link", name=re.compile("^Save")).click()
    kept.value.save_as(tmp_path / "letters.zip")
    with zipfile.ZipFile(tmp_path / "letters.zip") as archive:
        named = archive.namelist()
    assert {Path(name).suffix for name in named} == {".docx", ".xlsx"}
    shown = page.locator("main li").all_text_contents()
    assert sorted(shown) == sorted(named)


@pytest.mark.turns
def test_a_clock_is_decided(page: Page) -> None:
    load(page, EXPORTS / "halyk.csv", EXPORTS / "kaspi.csv")
    page.get_by_role("link", name="Decisions").click()
    page.get_by_label("Code of the bank").fill("601")
    page.get_by_label("Ahead by").fill("an hour")
    page.get_by_role("button", name="Set the clock").click()
    expect(page.get_by_role("alert")).to_contain_text("is no span: write it like +1h")
    page.go_back()
    page.get_by_label("Code of the bank").fill("601")
    page.get_by_label("Ahead by").fill("-7m")
    page.get_by_label("Until").fill("2026-03-31")
    page.get_by_role("button", name="Set the clock").click()
    said = page.locator(".decisions li")
    expect(said).to_contain_text("7 min behind", timeout=60_000)
    said.get_by_role("button", name="Take back").click()
    expect(page.locator("main")).to_contain_text("Nobody has decided anything yet", timeout=60_000)


@pytest.mark.turns
def test_a_refused_file_says_why_and_is_not_kept(page: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(f"{HOSTILE};b\n1;2\n", encoding="utf-8")
    load(page, EXPORTS / "kaspi.csv", wrong)
    expect(page.get_by_role("row", name="wrong.csv")).to_contain_text("Refused:")
    assert [one.name for one in (tmp_path / "c-exports").iterdir()] == ["kaspi.csv"]
    search(page, "nothing of that name")
    heading(page, "That did not work")
    expect(page.get_by_role("alert")).to_contain_text("nothing of that name")


@pytest.mark.drawn
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_pages_are_for_everybody(page: Page, tmp_path: Path, lang: str) -> None:
    """By axe, at the width of a phone, and with the keyboard alone."""
    load(page, EXPORTS / "halyk.csv", EXPORTS / "kaspi.csv")
    page.get_by_role("link", name=lang, exact=True).click() if lang != "en" else None
    page.set_viewport_size({"width": 360, "height": 740})
    for number in range(9):
        page.locator("nav a").nth(number).click()
        expect(page.locator("main:not(:has(.again)) h1")).to_be_visible(timeout=60_000)
        check_axe(page)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360, page.title()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()


@pytest.mark.turns
def test_a_stop_stops(page: Page, tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    head, *rows = (EXPORTS / "kaspi.csv").read_text(encoding="utf-8").splitlines()
    many.write_text("\n".join([head, *rows * 300_000]), encoding="utf-8")
    folder = tmp_path / "c-exports"
    folder.mkdir()
    shutil.move(many, folder / "many.csv")
    heading(page, "Load files")
    page.set_input_files("#files", folder / "many.csv")
    page.get_by_role("button", name="Load files").click()
    expect(page.locator("h1")).to_have_text("Working", timeout=60_000)
    page.get_by_role("button", name="Stop").click()
    heading(page, "Load files")  # there is still no case
    assert not (tmp_path / "c.duckdb").exists()
