"""Every indicator of our queries has sentences in all three languages, correctly inflected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.detect.queries import read_queries
from moneygraph.detect.queries.card import Card
from moneygraph.detect.queries.card_file import read_card
from moneygraph.report.text.forms import fill, form
from moneygraph.report.text.sentence import BEGUN, _briefs, model_reasons, reasons, sentence
from moneygraph.report.text.texts import LANGUAGES, texts_of
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
def test_each_indicator_alone_is_put_into_words(query: str, lang: str) -> None:
    card = card_of(query)
    for name in card.indicators:
        shown = list(card.indicators[name].shown or (name,))
        for value in (1, 3):
            values = dict.fromkeys(shown, value)
            (reason,) = reasons(card, values, texts_of(lang))
            for text in (reason.says, sentence(card, values, texts_of(lang))):
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
        full = [{name for text in one.sentences[lang] for name in text.names} for lang in LANGUAGES]
        assert full[0] and full[0] == full[1] == full[2], one.name
        if one.brief:
            brief = [[set(text.names) for text in one.brief.sentences[lang]] for lang in LANGUAGES]
            assert brief[0] and brief[0] == brief[1] == brief[2], one.name


def _columns(query: str, value: int) -> dict[str, tuple[str, int]]:
    numbers = [one for one in QUERIES[query].columns if one.type not in ("text", "list", "time")]
    return {one.name: (one.type, value) for one in numbers}


@st.composite
def fired(draw: st.DrawFn) -> tuple[str, dict[str, float], dict[str, float], int]:
    """Draw a query with values and points of some of its indicators."""
    query = draw(st.sampled_from(sorted(QUERIES)))
    card = card_of(query)
    names = draw(st.lists(st.sampled_from(card.names), min_size=1, unique=True))
    value = st.one_of(st.just(0), st.floats(0, 1), st.integers(1, 10**13))
    values = {name: draw(value) for name in names}
    points = {name: draw(st.floats(-40, 40)) for name in card.indicators if draw(st.booleans())}
    return query, values, points, draw(st.integers(0, 10**15))


@pytest.mark.parametrize("lang", LANGUAGES)
@given(fired())
def test_a_sentence_has_at_most_35_words(
    lang: str, drawn: tuple[str, dict[str, float], dict[str, float], int]
) -> None:
    query, values, points, amount = drawn
    text = sentence(card_of(query), values, texts_of(lang), points, _columns(query, amount))
    assert 0 < len(text.split()) <= 35
    assert "{" not in text


@given(fired())
def test_points_are_those_of_the_reasons(
    drawn: tuple[str, dict[str, float], dict[str, float], int],
) -> None:
    query, values, points, _ = drawn
    found = reasons(card_of(query), values, EN, points | {BEGUN: -34.0})
    assert sum(one.points or 0 for one in found) == pytest.approx(
        sum(points.values()) - 34, abs=0.05 * len(points) + 0.01
    )


def test_the_strongest_reasons_and_what_speaks_against_are_said() -> None:
    values = {"senders": 6, "passed_share": 0.96, "receivers": 2, "median_dwell_s": 900}
    values |= {"exit_share": 1, "links": 2, "wages": 1, "firm_share": 0.5, "night_share": 0.1}
    points = {"gone_wholes": 24.0, "links": 3.5, "wages": -7.5, "firm_share": -2, "night_share": 1}
    columns = {"received": ("money", 160_000_000)}
    assert sentence(card_of("droppers"), values, EN, points, columns) == (
        "6 senders paid it 1.6 million; 96% went on, usually within 15 min, mostly to an exchange,"
        " to cash or abroad; its phone or device serves 2 other such accounts; but wages come to"
        " it."
    )


def test_what_hardly_weighs_is_not_said() -> None:
    points = {"senders": 20.0, "fresh_s": 1.9, "wages": -0.9}
    values = {"senders": 6, "fresh_s": 0, "wages": 1}
    assert sentence(card_of("droppers"), values, EN, points) == "Money from 6 senders."
    stronger = points | {"fresh_s": 2.1, "wages": -1.1}
    assert sentence(card_of("droppers"), values, EN, stronger) == (
        "Money from 6 senders; the account had never been used before; but wages come to it."
    )


def test_a_model_says_what_speaks_against() -> None:
    text = sentence(card_of("droppers"), {"senders": 6, "left_share": 0.5}, EN, besides=["but no"])
    assert text == "Money from 6 senders; 50% soon left the banks; but no."
    found = model_reasons({"a": 0.01, "b": -3.0, "c": 2.0, BEGUN: -20.0}, EN)
    assert [(one.says, one.points) for one in found] == [
        ("b", -3.0), ("c", 2.0), ("to begin with, as any account", -20.0)
    ]  # fmt: skip


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
            "3 loans from 2 lenders within 35 min, 2.4 million in all; 98% of it left within 2 h;"
            " 2.7 million sent to 1 recipient; 300 thousand of savings left with it.",
        ),
        (
            "ru",
            "3 кредита от 2 кредиторов за 35 мин, всего 2,4 миллиона; 98\xa0% ушло за 2 ч;"
            " 2,7 миллиона отправлено 1 получателю; с ними ушло 300 тысяч сбережений.",
        ),
        (
            "kk",
            "2 кредитордан 35 мин ішінде 3 несие, барлығы 2,4 миллион; 98%-ы 2 сағ ішінде"
            " кеткен; 1 алушыға 2,7 миллион жіберілген; онымен бірге 300 мың жинақ ақша кеткен.",
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
    assert message == "Odd_share: 50%; gap_s: 2 min; big_amount: 1.2 thousand; n: 2."


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


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1, "1,0 раза"),
        (1.5, "1,5 раза"),
        (2.04, "2,0 раза"),
        (9.96, "10,0 раза"),
        (11.4, "11 раз"),
        (891.7, "892 раза"),
    ],
)
def test_a_multiple_goes_with_the_form_of_what_is_shown(value: float, message: str) -> None:
    said = sentence(card_of("droppers"), {"exit_times": value}, texts_of("ru"))
    assert f" в {message} больше" in said


def test_english_and_kazakh_forms() -> None:
    assert [form("en", n, ("a", "b")) for n in (0, 1, 2, 21)] == ["b", "a", "b", "b"]
    assert [form("kk", n, ("a",)) for n in (0, 1, 2)] == ["a", "a", "a"]
    assert fill("{n} {n|x|y|z}", {"n": "2"}, "kk", {"n": 2}) == "2 y"


@pytest.mark.parametrize(
    ("seconds", "message"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "1 h"), (3600, "1 h"), (7500, "2 h 5 min"),
     (172_700, "47 h 58 min"), (172_799, "2 days"), (172_800, "2 days"),
     (90_000 * 4, "4 days 4 h"), (-60, "1 min")],
)  # fmt: skip
def test_durations(seconds: int, message: str) -> None:
    assert duration(texts_of("en"), seconds) == message


def test_points_add_up_to_one_number_in_whatever_order() -> None:
    card = card_of("droppers")
    for number in (0.1, 0.7, 1.1):
        parts = list(
            _briefs(card, dict.fromkeys(card.names, 1), {}, EN, dict.fromkeys(card.names, number))
        )
        assert [part.points for part in parts] == [round(part.points, 2) for part in parts]
