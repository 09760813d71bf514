"""Every indicator of our queries has sentences in all three languages, correctly inflected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from moneygraph.detect.queries import read_queries
from moneygraph.detect.queries.card import Card
from moneygraph.detect.queries.card_file import read_card
from moneygraph.report.text.sentence import sentence
from moneygraph.report.text.texts import LANGUAGES, fill, form, texts_of
from moneygraph.report.text.words import duration
from moneygraph.store.data import OURS

EN = texts_of("en")
QUERIES = read_queries(OURS)


def card_of(query: str) -> Card:
    card = QUERIES[query].card
    assert card is not None
    return card


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", QUERIES)
def test_each_indicator_alone_has_a_sentence(query: str, lang: str) -> None:
    card = card_of(query)
    for name in card.indicators:
        shown = list(card.indicators[name].shown or (name,))
        for value in (1, 3):
            text = sentence(card, dict.fromkeys(shown, value), texts_of(lang))
            assert text and f"{name}:" not in text and "{" not in text, (name, text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", QUERIES)
def test_all_indicators_together_make_one_sentence(query: str, lang: str) -> None:
    card = card_of(query)
    text = sentence(card, dict.fromkeys(card.names, 1), texts_of(lang))
    assert text.endswith(".") and text.count(". ") == 0
    assert ":" not in re.sub(r"(дропперов|незнакомых|дропперлер|бейтаныстар)[^:,]*:", "", text)


@pytest.mark.parametrize("query", QUERIES)
def test_languages_name_the_same_indicators(query: str) -> None:
    for one in card_of(query).indicators.values():
        named = [
            {name for text in one.sentences[lang] for name in text.names} for lang in LANGUAGES
        ]
        assert named[0] and named[0] == named[1] == named[2], one.name


@pytest.mark.parametrize("lang", ["ru", "kk"])
@pytest.mark.parametrize("query", QUERIES)
def test_heads_of_our_queries_are_translated(query: str, lang: str) -> None:
    card = card_of(query)
    assert set(card.texts[lang]) == {"title", "finds", "innocent"}
    assert {name for name, texts in card.params.items() if lang in texts} == set(
        QUERIES[query].params
    )


ROBBED = {
    "lenders": 2,
    "loans": 3,
    "loan_amount": 240_000_000,
    "burst_s": 2100,
    "moved_share": 0.984,
    "moved_s": 7200,
    "moved_amount": 270_000_050,
    "savings_amount": 30_000_000,
    "strangers": 1,
}


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        (
            "en",
            "3 loans from 2 lenders within 35 min, 2 400 000 in all, 98% of it gone within 2 h"
            " of the last loan, 2 700 000.50 sent to 1 recipient, 300 000 of that savings.",
        ),
        (
            "ru",
            "3 кредита от 2 кредиторов за 35 мин, всего 2 400 000, 98% этих денег ушло за 2 ч"
            " после последнего кредита, 2 700 000.50 отправлено 1 получателю, из них 300 000"
            " сбережений.",
        ),
        (
            "kk",
            "2 кредитордан 35 мин ішінде 3 несие алынған, барлығы 2 400 000, соңғы несиеден"
            " кейін 2 сағ ішінде оның 98%-ы кеткен, 1 алушыға 2 700 000.50 жіберілген, оның"
            " ішінде жинақ ақша — 300 000.",
        ),
    ],
)
def test_a_robbery_in_three_languages(lang: str, message: str) -> None:
    assert sentence(card_of("loan-then-transfer"), ROBBED, texts_of(lang)) == message


def test_a_phrase_for_zero_is_used_only_for_zero() -> None:
    fresh = sentence(card_of("droppers"), {"fresh_s": 0}, EN)
    used = sentence(card_of("droppers"), {"fresh_s": 90_000}, EN)
    assert fresh == "The account had never been used before."
    assert used == "The account in use for only 25 h by then."


def test_indicators_of_ones_own_query_are_named() -> None:
    message = sentence(None, {"odd_share": 0.5, "gap_s": 90, "big_amount": 123456, "n": 2}, EN)
    assert message == "Odd_share: 50%, gap_s: 2 min, big_amount: 1 234.56, n: 2."


def test_hostile_indicators_cannot_steer_a_terminal() -> None:
    assert "\x1b" not in sentence(None, {"\x1b[31m": 1, "x": "\x1b[31m"}, EN)


def test_nothing_fired_gives_no_sentence() -> None:
    assert sentence(card_of("droppers"), {}, texts_of("ru")) == ""


def test_a_card_of_ones_own_gives_its_sentences(tmp_path: Path) -> None:
    path = tmp_path / "mine.card.toml"
    path.write_text(
        'unit = "points"\n[indicator.dogs]\nen = ["{dogs} {dogs|dog|dogs}"]\n', encoding="utf-8"
    )
    card = read_card(path)
    assert sentence(card, {"dogs": 1}, EN) == "1 dog."
    assert sentence(card, {"dogs": 1}, texts_of("ru")) == "Dogs: 1."
    assert sentence(None, {"dogs": 1}, EN) == "Dogs: 1."


@pytest.mark.parametrize(
    ("number", "word"),
    [(0, "счетов"), (1, "счёт"), (2, "счёта"), (4, "счёта"), (5, "счетов"), (11, "счетов"),
     (12, "счетов"), (14, "счетов"), (21, "счёт"), (22, "счёта"), (100, "счетов"),
     (101, "счёт"), (111, "счетов"), (1.5, "счёта")],
)  # fmt: skip
def test_russian_forms(number: float, word: str) -> None:
    assert form("ru", number, ("счёт", "счёта", "счетов")) == word


def test_english_and_kazakh_forms() -> None:
    assert [form("en", n, ("a", "b")) for n in (0, 1, 2, 21)] == ["b", "a", "b", "b"]
    assert [form("kk", n, ("a",)) for n in (0, 1, 2)] == ["a", "a", "a"]
    assert fill("{n} {n|x|y|z}", {"n": "2"}, "kk", {"n": 2}) == "2 x"


@pytest.mark.parametrize(
    ("seconds", "message"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "1 h"), (3600, "1 h"), (7500, "2 h 5 min"),
     (172_700, "47 h 58 min"), (172_799, "2 days"), (172_800, "2 days"),
     (90_000 * 4, "4 days 4 h"), (-60, "1 min")],
)  # fmt: skip
def test_durations(seconds: int, message: str) -> None:
    assert duration(texts_of("en"), seconds) == message
