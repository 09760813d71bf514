"""A real Chromium without a network, in which a page must neither ask for anything nor complain."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from moneygraph.report.pages.page import page as page_of
from moneygraph.report.text.texts import texts_of
from tests.report.pages.sample import record

# read here, as tests run without any variable of ours
_IS_NEEDED = bool(os.environ.get("MONEYGRAPH_CI"))
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

expect.set_options(timeout=30_000)  # a busy machine is no failure

#: Opens a page of a made-up record; ``hash`` is the fragment, the rest as `sample.record` takes it.
Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        why = "no Chromium: install one as chromium, chromium-browser or google-chrome"
        if _IS_NEEDED:
            pytest.fail(why)
        pytest.skip(why)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write the page of a made-up record once."""
    folder = tmp_path_factory.mktemp("pages")
    made: dict[str, Path] = {}

    def write(lang: str = "en", **drawn: Any) -> Path:
        key = repr((lang, sorted(drawn.items())))
        if key not in made:
            made[key] = folder / f"{len(made)}.html"
            whole, text = record(lang, **drawn)
            made[key].write_text(page_of(whole, text, texts_of(lang)), encoding="utf-8")
        return made[key]

    return write


@pytest.fixture
def opened(browser: Browser, written: Callable[..., Path]) -> Iterator[Opened]:
    """Open pages; at the end, no console may have a line and nothing may have been asked for."""
    wrong: list[str] = []
    contexts = []

    def watch(page: Page) -> None:
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on(
            "request",
            lambda one: None if one.url.startswith("file:") else wrong.append(f"asked: {one.url}"),
        )

    def open_(
        fragment: str = "",
        screen: int = 1280,
        scheme: str = "light",
        path: Path | None = None,
        **drawn: Any,
    ) -> Page:
        context = browser.new_context(
            offline=True,
            viewport={"width": screen, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto((path or written(**drawn)).as_uri() + fragment)
        page.wait_for_selector("html.ready", state="attached")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []
