"""The text of a page: always the same, its record whole, its policy strict, its words all ours."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from moneygraph.report import pages
from moneygraph.report.pages.page import page
from moneygraph.report.text.texts import LANGUAGES, texts_of
from tests.report.pages.sample import HOSTILE, record

FOLDER = Path(pages.__file__).parent


def made(lang: str = "en", **drawn: object) -> str:
    whole, text = record(lang, **drawn)  # type: ignore[arg-type]
    return page(whole, text, texts_of(lang))


def script(text: str, start: str) -> str:
    return text.split(start, 1)[1].split("</script>", 1)[0]


def test_the_same_record_gives_the_same_bytes() -> None:
    assert made() == made()


@pytest.mark.parametrize("hostile", [False, True])
def test_the_record_in_the_page_is_the_record(hostile: bool) -> None:
    whole, _ = record(hostile=hostile)
    inside = script(made(hostile=hostile), '<script type="application/json" id="record">')
    assert json.loads(inside) == json.loads(json.dumps(whole))
    assert not set("<>&\u2028\u2029") & set(inside)


def test_the_policy_names_our_script_and_style_by_their_hashes() -> None:
    text = made()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    rules = policy[1].replace("&#39;", "'")
    style = text.split("<style>", 1)[1].split("</style>", 1)[0]
    for inside in (style, script(text, "</script>\n<script>")):
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in rules
    assert rules.startswith("default-src 'none'; ")
    assert "unsafe" not in rules


def test_no_hostile_text_is_markup() -> None:
    text = made(hostile=True)
    for name in HOSTILE[:4]:
        assert name not in text
    assert text.count("<script") == 3
    assert "<img" not in text
    assert "\u202e" not in text.split("<script", 1)[0]


def test_nothing_of_a_page_is_inline_or_elsewhere() -> None:
    text = made()
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r"<[^>]+\son\w+=", text)
    outside = {"http://www.w3.org/2000/svg"}
    assert set(re.findall(r"https?://[^\s\"'<>]+", text)) <= outside


def sources() -> str:
    files = [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*"), *FOLDER.glob("assets/*.js")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_word_of_a_page_is_used_and_there_is_no_other() -> None:
    text = sources()
    labels = {name: texts_of("en").group(name) for name in ("report", "report_js")}
    said = set(re.findall(r'"report\.([a-z_0-9]+)"', text))
    said |= {f"table_{name}" for name in re.findall(r'"(\w+)"', _tables(text))}
    said |= {f"more_{name}" for name in ("rings", "accounts")} | {"tied", "returned"}
    assert said == set(labels["report"])
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("assets/*.js"))
    quoted = set(re.findall(r"'(\w+)'", scripts))
    assert set(labels["report_js"]) <= quoted | {f"c_{name}" for name in quoted}
    spoken = set(re.findall(r"say\('(\w+)'", scripts))
    spoken |= {f"c_{name}" for name in re.findall(r"\b(?:col|places)\('(\w+)'", scripts)}
    spoken |= {f"c_{name}" for name in re.findall(r"\bt\('\w+', '(\w+)'", scripts)}
    assert spoken <= set(labels["report_js"])


def _tables(text: str) -> str:
    return text.split("_TABLES: Final = (", 1)[1].split(")", 1)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_a_page(lang: str) -> None:
    text = made(lang)
    assert f'<html lang="{lang}">' in text
    if lang != "en":
        assert "Where the money" not in text.split('id="record"')[0]


def test_empty_parts_are_left_out() -> None:
    whole, _ = record()
    found = whole["result"]
    found["tables"] = {name: [] for name in found["tables"]}
    found |= {"trails": [], "events": [], "unknown": [], "hops": [], "accounts": []}
    found["transfers"]["rows"] = []
    found["network"] = {"rings": [], "nodes": [], "edges": []}
    text = page(whole, json.dumps(whole), texts_of("en"))
    assert "data-table" not in text.split("<script")[0]
    assert "picture-" not in text.split("<script")[0].split("</style>")[1]
