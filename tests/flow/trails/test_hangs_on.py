"""A trail that crosses a transfer which is not sure says so at its end."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.report.terminal.rules import print_rules
from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import texts_of
from moneygraph.report.values.trace import rules_json, trace_json
from moneygraph.store.schema import SHARING_RULES
from moneygraph.store.sqltext import rows_of
from tests.ingest.pairing.banks import OURS, THEIRS, later, load, row

pytestmark = pytest.mark.turns

VICTIM, DROPPER = OURS[:2]
LAST, OTHER = THEIRS[:2]


def doubts(case: Case) -> list[tuple[Any, ...]]:
    return rows_of(
        case.con,
        "select amount // 100, reason from doubt join transfer on id = transfer order by all",
    )


@pytest.fixture
def lacking(case: Case, tmp_path: Path) -> Case:
    """The other bank reports one of two payments, and sends the money of both on."""
    sent = [row(later(n), DROPPER, LAST, amount) for n, amount in ((10, "300"), (20, "200"))]
    on = row(later(30), LAST, OTHER, "450")
    start = row(later(0), VICTIM, DROPPER, "500")
    load(case, tmp_path, b722=[start, *sent], b601=[sent[0], on])
    return case


def test_what_one_side_reports_alone_is_a_doubt(lacking: Case) -> None:
    assert doubts(lacking) == [(200, "one-sided")]


def test_the_end_says_how_much_hangs_on_it(lacking: Case) -> None:
    found = trace_json(lacking.trace(VICTIM))
    (doubt,) = found["hangs_on"]
    assert (doubt["reason"], doubt["amount"]) == ("one-sided", "200.00")
    ends = {(end["account"], end["amount"], end.get("unsure")) for end in found["ends"]}
    assert ends == {(LAST, "50.00", None), (OTHER, "450.00", "200.00")}


@pytest.mark.parametrize("rule", SHARING_RULES)
def test_every_rule_names_it(lacking: Case, rule: str) -> None:
    assert [one.reason for one in lacking.trace(VICTIM, rule=rule).hangs_on] == ["one-sided"]


def test_bounds_allow_for_it(lacking: Case) -> None:
    found = rules_json(lacking.trace_all(VICTIM))
    bounds = {one["account"]: (one["least"], one["most"]) for one in found["bounds"]}
    assert bounds[DROPPER] == ("0.00", "200.00")
    assert [one["reason"] for one in found["hangs_on"]] == ["one-sided"]


def test_nothing_hangs_on_what_is_as_it_should_be(case: Case, tmp_path: Path) -> None:
    """Both sides; within one bank; to an account or on a day whose statement is not held."""
    paired = row(later(0), DROPPER, LAST, "300")
    within = row(later(5), DROPPER, VICTIM, "10")
    away = row(later(6), DROPPER, "KZ909650000000000009", "20")
    late = row(later(3 * 1440), DROPPER, LAST, "30")
    load(case, tmp_path, b722=[paired, within, away, late], b601=[paired])
    assert doubts(case) == []
    assert "hangs_on" not in trace_json(case.trace(DROPPER))


def test_the_other_half_may_be_elsewhere(case: Case, tmp_path: Path) -> None:
    """The payer's bank states another account than the bank that credited the same sum."""
    stated = row(later(0), DROPPER, "KZ909650000000000009", "300")
    load(
        case, tmp_path,
        b722=[stated, row(later(9), DROPPER, VICTIM, "5")],
        b601=[row(later(2), DROPPER, LAST, "300"), row(later(9), LAST, OTHER, "7")],
    )  # fmt: skip
    assert doubts(case) == [(300, "one-sided"), (300, "other-half")]


@pytest.mark.parametrize(("paid", "is_half"), [("301.50", True), ("320", False), ("299", False)])
def test_less_a_fee_it_may_be_the_other_half(
    paid: str, is_half: bool, case: Case, tmp_path: Path
) -> None:
    """A fee is kept on the way, and the payer's bank masks the payee: nothing joins the two."""
    stated = row(later(0), DROPPER, "77***1234", paid)
    load(
        case, tmp_path,
        b722=[row(later(-9), VICTIM, DROPPER, "320"), stated],
        b601=[row(later(1), DROPPER, LAST, "300"), row(later(9), LAST, OTHER, "7")],
    )  # fmt: skip
    assert [reason for _, reason in doubts(case)].count("other-half") == is_half
    found = rules_json(case.trace_all(VICTIM))["bounds"]
    masked = [one["least"] for one in found if one["account"].startswith("?")]
    assert (masked == ["0.00"]) is is_half


def _with_statuses(case: Case, folder: Path, *statuses: str) -> list[tuple[Any, ...]]:
    """Load payments of 1, 2, ... tenge with these statuses; return the doubts."""
    rows = [
        f"{row(later(n), DROPPER, VICTIM, f'{n + 1}')},{status}"
        for n, status in enumerate(statuses)
    ]
    header = "ts,from_account,to_account,amount,currency,purpose,status"
    path = folder / "statuses.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    case.load(path, covers="bank:722")
    return doubts(case)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("Исполнен", "Возвращен отправителю", "Исполнен"), [(2, "status")]),
        (("Completed", "zzz", "Completed", "disputed"), [(2, "status"), (4, "status")]),
        (("Исполнен", "Отклонен", "Исполнен"), []),
        # what most rows have is how this bank says that all went well
        (("zzz", "zzz", "zzz", ""), []),
    ],
)
def test_a_status_that_leaves_it_open_is_a_doubt(
    statuses: tuple[str, ...], expected: list[object], case: Case, tmp_path: Path
) -> None:
    assert _with_statuses(case, tmp_path, *statuses) == expected
    found = rules_json(case.trace_all(DROPPER))
    assert [one["reason"] for one in found.get("hangs_on", [])] == [one[1] for one in expected]  # type: ignore[index]


def test_what_the_other_bank_states_as_done_is_no_doubt(case: Case, tmp_path: Path) -> None:
    header = "ts,from_account,to_account,amount,currency,purpose,status"
    for bank, status in (("722", "На возврате"), ("601", "Зачислен")):
        rows = [f"{row(later(n), DROPPER, LAST, f'{n + 1}')},Исполнен" for n in range(3)]
        rows.append(f"{row(later(9), DROPPER, LAST, '500')},{status}")
        path = tmp_path / f"b{bank}.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        case.load(path, covers=f"bank:{bank}")
    assert doubts(case) == []


@pytest.fixture
def recalled(case: Case, tmp_path: Path) -> Case:
    """A payment of the dropper's that a later row takes back by nothing but its words."""
    rows = [
        row(later(0), VICTIM, DROPPER, "500"),
        row(later(10), DROPPER, OURS[2], "300", purpose="Перевод"),
        row(later(40), DROPPER, OURS[2], "300", purpose="Отмена операции"),
        row(later(50), OURS[2], LAST, "1"),
    ]
    load(case, tmp_path, b722=rows)
    return case


def test_what_may_not_have_been_undone(recalled: Case) -> None:
    found = rules_json(recalled.trace_all(VICTIM))
    (doubt,) = found["hangs_on"]
    assert doubt.pop("row").endswith("b722.csv:3")
    assert doubt == {"reason": "undone", "amount": "500.00"}
    bounds = {one["account"]: (one["least"], one["most"]) for one in found["bounds"]}
    assert bounds == {
        DROPPER: ("0.00", "500.00"),
        OURS[2]: ("0.00", "500.00"),
        LAST: ("0.00", "1.00"),
    }
    assert "hangs_on" not in trace_json(recalled.trace(VICTIM))


def test_the_row_is_named(recalled: Case) -> None:
    out = StringIO()
    print_rules(Terminal(out, 300), texts_of("en"), recalled.trace_all(VICTIM), 10)
    assert "b722.csv:3] 500.00 KZT may have happened after all" in " ".join(out.getvalue().split())
