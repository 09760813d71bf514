"""Each fault of a card or of the head of a query is an error: file, place and remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.queries import query_named, read_queries
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import LeftOut, MoneygraphError, QueryError

SQL = """-- title = "Large transfers"
-- finds = "Transfers above an amount."
-- innocent = "A purchase."
-- min_score = 0.5
-- [param.least]
-- default = "100"
-- unit = "money"
-- about = "the least amount"
-- [columns]
-- amount = "money"

with measured as (
    select amount, id, 1 as one from transfer where amount >= $least),

-- card: measured -> scored

select amount, score, [id] as transfers, card from scored
"""
CARD = """unit = "points"
order = ["size_amount"]

[ru]
title = "Большие переводы"

[param.least]
ru = "наименьшая сумма"

[indicator.size_amount]
value = "amount"
base = 60
en = ["{size_amount} at once"]
"""
CYPHER = """match (t:Transfer)
with t.amount as amount, [t.id] as transfers
// card
return amount, score, transfers, card
"""
#: The table that faults are written into.
TABLE = '[indicator.size_amount]\nvalue = "amount"\nbase = 60\n'


def write(folder: Path, *, sql: str = SQL, card: str | None = CARD, cypher: str = "") -> DataFiles:
    queries = folder / "queries"
    queries.mkdir()
    (queries / "large.sql").write_text(sql, encoding="utf-8")
    if card is not None:
        (queries / "large.card.toml").write_text(card, encoding="utf-8")
    if cypher:
        (queries / "large.cypher").write_text(cypher, encoding="utf-8")
    return DataFiles.beside(folder)


def check(data: DataFiles, file: str, wrong: str, remedy: str) -> None:
    """Check the error of reading all queries: its file, what is wrong there, and the remedy."""
    error = left_out(data)
    assert file in error.message and wrong in error.message, error.message
    assert remedy in error.remedy, error.remedy


def left_out(data: DataFiles) -> MoneygraphError:
    """Return why the query large is left out; named, it is the same error."""
    with pytest.warns(LeftOut) as told:
        assert "large" not in read_queries(data)
    (warning,) = {str(one.message): one.message for one in told}.values()
    assert isinstance(warning, LeftOut)
    with pytest.raises(QueryError) as raised:
        query_named(data, "large")
    assert str(raised.value) == str(warning.error)
    return warning.error


def test_what_is_right_is_read(tmp_path: Path) -> None:
    query = read_queries(write(tmp_path, cypher=CYPHER))["large"]
    assert query.card is not None and query.card.names == ("size_amount",)
    assert query.cypher is not None and "p_size_amount" in query.cypher


TOP = [
    ("not = [toml", "cannot be read", "Mend it as TOML."),
    (
        "colour = 1",
        "has the unknown key colour",
        "There can be: begin, indicator, kk, order, param, ",
    ),
    ("begin = '1'", "has begin, which is no number", "without quotes"),
    ("begin = -3", "has begin, and its points are no decibans", "Leave out begin."),
    ("unit = 3", "has no unit that is known", "Write one of: decibans, points."),
    ('order = "size_amount"', "has order, which is no list of texts", '["one", "another"]'),
    ("order = [1]", "has order, which is no list of texts", '["one", "another"]'),
    ('order = ["a", "b", "a"]', "has 'a' twice in order", "Write it once."),
    ('order = ["size"]', "has 'size' in order", "Write [indicator.size], or leave it out."),
    ("ru = 1", "has ru, which is no table", "Write [ru] above it."),
    ("ru.titel = 'x'", "has the unknown key ru.titel", "There can be: finds, innocent, title."),
    ("kk.title = 5", "has kk.title, which is no text", "Write a text in quotes."),
    ("param = []", "has param, which is no table", "Write [param] above it."),
    ("param.least = 'x'", "has param.least, which is no table", "Write [param.least] above it."),
    ("param.least.en = 'x'", "has the unknown key param.least.en", "There can be: "),
    ("param.most.ru = 'x'", "has param.most, which is no parameter of large.sql", "are: least."),
    ("indicator = 3", "has indicator, which is no table", "Write [indicator] above it."),
    ("indicator.a = 3", "has indicator.a, which is no table", "Write [indicator.a] above it."),
    ("indicator.A.value = 'amount'", "has indicator.A", "small letters, digits and _"),
    ("indicator.begun.value = 'amount'", "has indicator.begun", "what a score begins with"),
]


@pytest.mark.parametrize(("line", "wrong", "remedy"), TOP, ids=[line for line, _, _ in TOP])
def test_the_top_of_a_card(tmp_path: Path, line: str, wrong: str, remedy: str) -> None:
    unit = "" if line.startswith("unit") else 'unit = "points"\n'
    check(write(tmp_path, card=f"{unit}{line}\n"), "the card large.card.toml ", wrong, remedy)


VALUE = 'value = "amount"\n'
INDICATOR = [
    ("wieght = 1", "has the unknown key indicator.a.wieght", "There can be: base, brief, cap, en"),
    ("base = 1", "gives indicator.a points and no value", "Name the column it weighs: value."),
    ("per = 1", "gives indicator.a points and no value", "Name the column it weighs: value."),
    ("steps = [[1, 2]]", "gives indicator.a points and no value", "Name the column"),
    ("value = 3", "has indicator.a.value, which is no text", "Write a text in quotes."),
    ("value = ' '", "has indicator.a.value, which is no text", "Write a text in quotes."),
    ('value = "amount; drop"', "has indicator.a.value that not every engine", "Write columns,"),
    ('value = "amount -- x"', "has indicator.a.value that not every engine", "Write columns,"),
    ('value = "a // x"', "has indicator.a.value that not every engine reads", "Write columns,"),
    ('value = "a /* x"', "has indicator.a.value that not every engine reads", "Write columns,"),
    (VALUE + "when = 'a in [1]'", "has indicator.a.when that not every engine", "Write columns,"),
    (VALUE + 'show = "a[1]"', "has indicator.a.show that not every engine reads", "is null."),
    (VALUE + 'show_when = "{a}"', "has indicator.a.show_when that not every", "Write columns,"),
    (VALUE + "base = '60'", "has indicator.a.base, which is no number", "without quotes"),
    (VALUE + "base = true", "has indicator.a.base, which is no number", "without quotes"),
    (VALUE + "per = inf", "has indicator.a.per, which is no number", "without quotes"),
    (VALUE + "per = nan", "has indicator.a.per, which is no number", "without quotes"),
    (VALUE + "per = 1\ncap = []", "has indicator.a.cap, which is no number", "without quotes"),
    (VALUE + "per = 1\nfrom = ''", "has indicator.a.from, which is no number", "without quotes"),
    (VALUE + 'per = 1\nshape = "square"', "gives indicator.a an unknown shape", "linear, log, sh"),
    (VALUE + "per = 1\nshape = 2", "gives indicator.a an unknown shape", "Shapes are: linear,"),
    (VALUE + 'shape = "log"', "has indicator.a.shape, and indicator.a has no points", "shape."),
    (VALUE + "cap = 2", "has indicator.a.cap, and indicator.a has no points", "leave out cap."),
    (VALUE + "from = 2", "has indicator.a.from, and indicator.a has no points", "out from."),
    (VALUE + 'per = 1\nbase = 1\nshape = "share"', "a base beside the shape share", "out base"),
    (VALUE + "steps = [[1, 2]]\nper = 3", "indicator.a.per beside indicator.a.steps", "or per."),
    (VALUE + "steps = [[1, 2]]\ncap = 3", "indicator.a.cap beside indicator.a.steps", "or cap."),
    (VALUE + "shows = ['b']\nshow = '1'", "indicator.a.show beside indicator.a.shows", "or show."),
    (VALUE + "steps = 3", "has indicator.a.steps, which are no pairs", "[[2, 6], [4, 12]]"),
    (VALUE + "steps = [1, 2]", "has indicator.a.steps, which are no pairs", "[[2, 6], [4, 12]]"),
    (VALUE + "steps = [[1]]", "has indicator.a.steps, which are no pairs", "[[2, 6], [4, 12]]"),
    (VALUE + "steps = [[1, '']]", "has indicator.a.steps, which are no pairs", "[[2, 6], ["),
    (VALUE + "steps = [[2, 1], [1, 2]]", "has indicator.a.steps, which are no", "[[2, 6], ["),
    (VALUE + "steps = [[1, 1], [1, 2]]", "has indicator.a.steps, which are no", "[[2, 6], ["),
    (
        VALUE + "others = [[1, 0.5]]",
        "has indicator.a.others, and indicator.a has no",
        "out others.",
    ),
    (VALUE + "per = 1\nothers = 3", "has indicator.a.others, which are no pairs", "[[2, 0.1], ["),
    (VALUE + "per = 1\nothers = [[1, 0.1], [2, 0.2]]", "whose shares do not fall", "[[2, 0.1], ["),
    (VALUE + "per = 1\nothers = [[1, 0]]", "whose shares do not fall from 1 to 0", "[[2, 0.1], ["),
    (
        VALUE + "per = 1\nothers = [[1, 0.5]]",
        "has indicator.a.others, which cannot",
        "that only add.",
    ),
    (
        VALUE + "per = 1\nweight = ''",
        "has indicator.a.weight, which is no number",
        "without quotes",
    ),
    (VALUE + "shows = 'b'", "has indicator.a.shows, which is no list of texts", '["one", '),
    (VALUE + "shows = ['b', 'b']", "has 'b' twice in indicator.a.shows", "Write it once."),
    (VALUE + "shows = ['b c']", "has 'b c' in indicator.a.shows, which is no column", "letters"),
    (VALUE + "innocent = 1", "has indicator.a.innocent, which is no text", "Write a text"),
    (VALUE + "en = '{a}'", "has indicator.a.en, which is no list", '["a sentence"]'),
    (VALUE + "ru = [1]", "has a sentence in indicator.a.ru that is no text", "in quotes"),
    (VALUE + "kk = [{zero = 'a'}]", "has a sentence in indicator.a.kk that is no", "{ zero = "),
    (VALUE + "en = [{zero = 1, say = ''}]", "has a sentence in indicator.a.en that", "{ zero ="),
    (VALUE + "en = [{zero = 'a', say = 1}]", "has a sentence in indicator.a.en tha", "{ zero ="),
    (
        VALUE + "en = ['{a b}']",
        "with a brace that is no placeholder: {a b}",
        "{NAME|",
    ),
    (VALUE + "en = ['a}']", "with a brace that is no placeholder: a}", "{NAME|"),
    (VALUE + "en = ['{b}']", "has {b} in a sentence of indicator.a.en", "There are: a."),
    (VALUE + "kk = [{zero = 'b', say = 'x'}]", "has {b} in a sentence of indicator.a.kk", "are: a"),
    (VALUE + "\n[indicator.b]\nvalue = 'b'\nshows = ['a']", "shows 'a' twice", "one indicator"),
    (VALUE + "en = [{least = 1, say = 'x'}]", "has a sentence in indicator.a.en that", "least ="),
    (
        VALUE + "en = [{least = {a = 'b'}, say = 'x'}]",
        "a sentence in indicator.a.en that",
        "least =",
    ),
    (
        VALUE + "en = [{least = {b = 1}, say = 'x'}]",
        "has {b} in a sentence of indicator.a.en",
        "a.",
    ),
    (VALUE + "brief = 1", "has indicator.a.brief, which is no table", "[indicator.a.brief]"),
    (VALUE + "brief = {de = ['x']}", "has the unknown key indicator.a.brief.de", "en, for, kk, ru"),
    (VALUE + "brief = {for = ['b']}", "has 'b' in indicator.a.brief", "There are: a."),
    (VALUE + "brief = {en = ['{b}']}", "has {b} in a sentence of indicator.a.brief.en", "are: a"),
]


@pytest.mark.parametrize(
    ("lines", "wrong", "remedy"), INDICATOR, ids=[lines for lines, _, _ in INDICATOR]
)
def test_an_indicator_of_a_card(tmp_path: Path, lines: str, wrong: str, remedy: str) -> None:
    card = f'unit = "points"\n[indicator.a]\n{lines}\n'
    check(write(tmp_path, card=card), "the card large.card.toml ", wrong, remedy)


def test_a_card_that_is_no_text(tmp_path: Path) -> None:
    data = write(tmp_path)
    (tmp_path / "queries" / "large.card.toml").write_bytes(b'unit = "\xff"')
    check(data, "the card large.card.toml ", "cannot be read", "Mend it as TOML.")


HEAD = [
    ('title = "Large transfers"', "title =", "cannot be read", "head of queries/droppers.sql"),
    ('title = "Large transfers"', "", "has no title", 'Write title = "...".'),
    ('title = "Large transfers"', "title = 3", "has title, which is no text", "in quotes"),
    ('finds = "Transfers above an amount."', "finds = ''", "has finds, which is no", "in quotes"),
    ('innocent = "A purchase."', "", "has no innocent", 'Write innocent = "...".'),
    ("min_score = 0.5", "", "has no min_score from 0 to 1", "min_score = 0.5."),
    ("min_score = 0.5", "min_score = 50", "has no min_score from 0 to 1", "min_score = 0.5."),
    ("min_score = 0.5", "min_score = 'x'", "has no min_score from 0 to 1", "min_score = 0.5."),
    ("min_score = 0.5", "min_scor = 0.5", "has the unknown key min_scor", "There can be: amounts"),
    (
        "min_score = 0.5",
        'min_score = 0.5\n-- amounts = "tenge"',
        "has the unknown amounts 'tenge'",
        'Write amounts = "converted"',
    ),
    ('default = "100"', 'default = "much"', "param.least.default that is no money", "100000 or"),
    ('default = "100"', "default = true", "has param.least.default, which is no text", "quotes"),
    ('unit = "money"', 'unit = "tenge"', "param.least the unknown unit 'tenge'", "Units are: d"),
    ('unit = "money"', "", "has no param.least.unit", 'Write unit = "...".'),
    ('about = "the least amount"', "", "has no param.least.about", 'Write about = "...".'),
    ('about = "the least amount"', "about = 1", "has param.least.about, which is", "quotes"),
    ('unit = "money"', "colour = 1", "has the unknown key param.least.colour", "about, default"),
    ('unit = "money"', "unit = 'money'\n-- indicator = 1", "param.least.indicator, which", "quo"),
    (
        'unit = "money"',
        "unit = 'money'\n-- indicator = 'size'",
        "names the unknown indicator 'size' in param.least.indicator",
        "There are: size_amount.",
    ),
    ('amount = "money"\n\n', 'amount = "sum"\n\n', "columns.amount an unknown type", "Types are"),
    ('amount = "money"\n\n', "amount = []\n\n", "columns.amount an unknown type", "Types are"),
    ('-- [columns]\n-- amount = "money"\n', "", "has no [columns]", "Write the columns of a"),
    ("min_score = 0.5", "min_score = 0.5\n-- columns = 3", "cannot be read", "head of queries"),
    (
        '-- [columns]\n-- amount = "money"\n',
        "-- [[columns]]\n-- a = 1\n",
        "has columns, which is no table",
        "Write [columns] above it.",
    ),
    ("-- [param.least]", "-- param = 3\n-- [columns]", "cannot be read", "head of queries"),
]


@pytest.mark.parametrize(("old", "new", "wrong", "remedy"), HEAD)
def test_the_head_of_a_query(tmp_path: Path, old: str, new: str, wrong: str, remedy: str) -> None:
    assert old in SQL
    check(write(tmp_path, sql=SQL.replace(old, new)), "the query large.sql ", wrong, remedy)


NAMED = [
    ('reads = "model_score"', "has reads, which is no list of texts", '["one", "another"]'),
    ("reads = [3]", "has reads, which is no list of texts", '["one", "another"]'),
    (
        'reads = ["model_score", "model_score"]',
        "has 'model_score' twice in reads",
        "Write it once.",
    ),
    ('reads = ["learned"]', "has 'learned' in reads, which is no table or view", "feature, "),
    ("derives = 3", "has derives, which is no text", "Write a text in quotes."),
    ('derives = "traders"', "derives 'traders', which no case keeps", "be: trader, stolen."),
    ('derives = "measure"', "derives 'measure', which no case keeps", "be: trader, stolen."),
    ('step = "shapes"', "names the unknown step 'shapes'", "Steps are: patterns, network."),
    ("step = 3", "names the unknown step '3'", "Steps are: patterns, network."),
    ("step = []", "names the unknown step '[]'", "Steps are: patterns, network."),
    ('step = "patterns"', "has no parameter within for its step 'patterns'", "unit 'duration'"),
]


@pytest.mark.parametrize(("line", "wrong", "remedy"), NAMED, ids=[line for line, _, _ in NAMED])
def test_what_a_head_names(tmp_path: Path, line: str, wrong: str, remedy: str) -> None:
    sql = SQL.replace("-- min_score", f"-- {line}\n-- min_score")
    check(write(tmp_path, sql=sql), "the query large.sql ", wrong, remedy)


@pytest.mark.parametrize("name", ["model_score", "feature", "hop", "party", "trader", "transfer"])
def test_a_query_can_read_what_there_is(tmp_path: Path, name: str) -> None:
    sql = SQL.replace("-- min_score", f'-- reads = ["{name}"]\n-- min_score')
    assert read_queries(write(tmp_path, sql=sql))["large"].reads == (name,)


def test_a_card_and_its_line(tmp_path: Path) -> None:
    check(
        write(tmp_path, card=None),
        "the query large.sql ",
        "has no card for its line '-- card: measured -> scored'",
        "Write large.card.toml beside it",
    )


def test_a_query_without_the_line(tmp_path: Path) -> None:
    check(
        write(tmp_path, sql=SQL.replace("-- card:", "-- crad:")),
        "the query large.sql ",
        "has no line for its card large.card.toml",
        "Write the line '-- card: measured -> scored'",
    )


def test_a_cypher_without_the_line(tmp_path: Path) -> None:
    check(
        write(tmp_path, cypher=CYPHER.replace("// card", "// the card")),
        "the query large.cypher ",
        "has no line for its card large.card.toml",
        "Write the line '// card'",
    )


@pytest.mark.parametrize("name", ["large.sql", "large.cypher"])
def test_a_query_that_is_no_text(tmp_path: Path, name: str) -> None:
    data = write(tmp_path, cypher=CYPHER)
    (tmp_path / "queries" / name).write_bytes(b"-- title = '\xff'")
    check(data, f"the query {name} ", "cannot be read", "Save it as UTF-8.")


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("value = \"amount\"", "value = \"amounts\"", "the query large does not run: .*amounts"),
        ("base = 60", "base = 60\nwhen = \"(amount\"", "the query large does not run: .*syntax"),
    ],
)  # fmt: skip
def test_a_card_that_does_not_run(tmp_path: Path, old: str, new: str, wrong: str) -> None:
    assert old in CARD
    write(tmp_path, card=CARD.replace(old, new))
    with (
        Case.open(tmp_path / "case.duckdb", create=True, folder=tmp_path) as case,
        pytest.raises(QueryError, match=wrong) as raised,
    ):
        case.find("large")
    assert raised.value.remedy == "Mend large.sql or large.card.toml."


def test_a_query_that_gives_no_column(tmp_path: Path) -> None:
    write(tmp_path, sql=SQL.replace("[id] as transfers, ", ""))
    rows = "ts,from_account,to_account,amount\n2026-03-02 10:00:00,A,B,1000.00\n"
    (tmp_path / "rows.csv").write_text(rows)
    with Case.open(tmp_path / "case.duckdb", create=True, folder=tmp_path) as case:
        case.load(tmp_path / "rows.csv")
        with pytest.raises(QueryError, match="large returns no column transfers") as raised:
            case.find("large")
    assert raised.value.remedy == "Mend large.sql or large.card.toml."


def test_no_control_characters_are_shown(tmp_path: Path) -> None:
    data = write(tmp_path, card='unit = "points"\n"\\u001b[31m" = 1\n')
    assert not re.search(r"[\x00-\x1f]", left_out(data).message)
