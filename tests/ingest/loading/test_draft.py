"""Drafts of loaders: of our own samples they load what our loaders load, and are safe to keep."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.ingest.loading.draft import draft_loader
from moneygraph.ingest.loading.guess import HeaderWords
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError, MoneygraphError, NoLoader, UnreadableFile
from moneygraph.store.sqltext import rows_of
from tests.conftest import TESTS

#: What made-up data sets have is not said in words of banks.
_MADE_UP = {"amlsim", "amlworld", "paysim", "complaints", "links"}
#: A sum with a minus is refused there; a draft takes it for one that left.
_SIGNED = ("canonical", "refused.csv")
SAMPLES = [
    path
    for path in sorted((TESTS / "samples").glob("*/*.csv"))
    if path.parent.name not in _MADE_UP and path.parts[-2:] != _SIGNED
]
_MOVED = """
select ts, f.number, t.number, amount, transfer.currency, to_amount from transfer
join account as f on f.id = transfer.from_account join account as t on t.id = transfer.to_account
order by all
"""


def moved(folder: Path, sample: Path, loader: str | None = None) -> list[tuple[object, ...]]:
    own = folder if loader else None
    with Case.open(folder / f"{loader}.duckdb", create=True, folder=own) as case:
        (file,) = case.load(sample, loader=loader).files
        if file.error is not None:
            raise file.error
        return rows_of(case.con, _MOVED)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_drafts_of_samples_load_what_our_loaders_do(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "loaders").mkdir()
    (tmp_path / "loaders" / "drafted.toml").write_text(draft_loader(sample, OURS), encoding="utf-8")
    assert moved(tmp_path, sample, "drafted") == moved(tmp_path, sample)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Дата и время проведения", "ts"),
        ("Операция күні мен уақыты", "ts"),
        ("Сумма операции, тенге", "amount"),
        ("ИИН/БИН отправителя средств", "from_id"),
        ("Банк бенефициара", "to_bank"),
        ("Отправитель / Получатель", "counterparty_name"),
        ("IBAN of the other party", "counterparty_account"),
        ("Алушының шот нөмірі", "to_account"),
        ("Сумма по Дт", "amount_debit"),
        ("Номер счёта", "own_account"),
        ("Курьер", None),
        ("", None),
    ],
)
def test_words_of_headers(header: str, field: str | None) -> None:
    assert HeaderWords.of(OURS).field_of(header) == field


def draft(folder: Path, header: str, *rows: str) -> dict[str, object]:
    path = folder / "x.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    found = tomllib.loads(draft_loader(path, OURS))
    return found["columns"] | found["layout"]


def test_the_time_with_an_hour_is_chosen(tmp_path: Path) -> None:
    found = draft(
        tmp_path,
        "Дата документа;Дата проводки;Сумма платежа;Валюта счета",
        "02.03.2026;03.03.2026 10:15;-5,00;KZT",
        "02.03.2026;03.03.2026 10:15:07;-5,00;KZT",
    )
    assert found["ts"] == ["Дата проводки"]
    assert found["ignored"] == ["Дата документа"]
    assert found["dates"] == ["%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S"]


def test_words_for_directions_are_known_by_cells(tmp_path: Path) -> None:
    rows = ("02.03.2026;5,00;Списание;A", "02.03.2026;5,00;Зачисление;B")
    found = draft(tmp_path, "Дата;Сумма;Что было;Контрагент", *rows)
    assert found["direction"] == ["Что было"]
    assert "negative" not in found


def test_a_party_of_an_own_statement_is_the_counterparty(tmp_path: Path) -> None:
    rows = ("02.03.2026;5,00;;KZ09601A000000000009",)
    found = draft(tmp_path, "Дата;Дебет;Кредит;Счет получателя", *rows)
    assert found["counterparty_account"] == ["Счет получателя"]


HOSTILE = 'Су"мма\\ " = 1\x1b[31m'


def test_texts_of_a_file_end_no_string_and_no_comment(tmp_path: Path) -> None:
    with (tmp_path / "h.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Дата", HOSTILE, "a\nb = 2", "Сумма"])
        table.writerow(["02.03.2026", "x\n[evil]\n", "\x1b]0;t\x07", "5,00"])
    text = draft_loader(tmp_path / "h.csv", OURS)
    assert "\x1b" not in text
    assert set(tomllib.loads(text)) == {"title", "columns", "layout"}


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("empty.csv", b"", UnreadableFile),
        ("words.csv", b"a;b;c\n1;2;3\n", NoLoader),
        ("scan.png", b"\x89PNG", UnreadableFile),
    ],
)
def test_what_cannot_be_drafted(
    name: str, data: bytes, error: type[MoneygraphError], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(error):
        draft_loader(tmp_path / name, OURS)


def test_a_folder_of_several_files(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(CallError, match="holds 2 files"):
        draft_loader(tmp_path, OURS)
