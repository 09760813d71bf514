"""PDFs whose texts stand where banks print them: sums end at a place, cells are centred.

The places are facts of statements of Kaspi Gold and of Freedom's cards; all else is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of

_SIZE = 9
_TENGE, _DOLLARS = "KZ41722C000000000001", "KZ74551A000000000002"
_FOUND = """
select ts::date::varchar, case side when 'D' then -amount else amount end, currency::varchar,
    operation, purpose
from "row" order by id
"""
_STATED = "select what, day::varchar, amount from stated order by day"


class Page:
    """Draws texts that begin, end or have their middle at a place."""

    def __init__(self, path: Path) -> None:
        if "Source" not in pdfmetrics.getRegisteredFontNames():
            font = files("font_source_sans_pro") / "files" / "SourceSansPro-Regular.ttf"
            pdfmetrics.registerFont(TTFont("Source", str(font)))
        self.canvas = Canvas(str(path), (595, 842), invariant=1)

    def put(self, y: float, *texts: tuple[float, str], share: float = 0) -> None:
        for x, text in texts:
            self.canvas.setFont("Source", _SIZE)
            self.canvas.drawString(
                x - share * pdfmetrics.stringWidth(text, "Source", _SIZE), y, text
            )


def money(amount: float) -> str:
    return f"{'-' if amount < 0 else '+'} {abs(amount):,.2f} ₸".replace(",", " ").replace(".", ",")


KASPI = [
    ("26.07.25", -20, ["Покупка"], ["Аппарат самообслуживания"]),
    ("24.07.25", -151790, ["Перевод на свой", "счет"], ["Оплата Kaspi Кредита"]),
    ("17.07.25", 60000, ["Поступление со", "своего счета"], ["С Kaspi Депозита"]),
    (
        "15.07.25",
        -2000,
        ["Покупка"],
        ["Центральная мечеть. Оплата за вход на", "смотровую площадку"],
    ),
    *((f"{9 - n // 8:02}.07.25", -100.5 - n, ["Покупка"], [f"Магазин {n}"]) for n in range(60)),
]


def kaspi(path: Path) -> None:
    page, foot = Page(path), "АО «Kaspi Bank», БИК CASPKZKA, www.kaspi.kz"
    closing = 184250.4 + sum(amount for _, amount, _, _ in KASPI)
    page.put(698.9, (40, "СПРАВКА"))
    page.put(586.3, (40, f"действительно является клиентом со счетом {_TENGE}."))
    page.put(525.9, (48.1, "Сумма на счете в теңге"), (213.1, "Эквивалент в USD"))
    page.put(510.9, (48.1, f"{closing:,.2f} ₸".replace(",", " ")), (213.1, "$ 12,40"))
    page.put(431.9, (40, "Выписка по Kaspi Gold за период с 26.06.25 по 26.07.25 прилагается."))
    page.canvas.showPage()
    page.put(674, (40, "ВЫПИСКА"))
    page.put(654, (40, "по Kaspi Gold за период с 26.06.25 по 26.07.25"))
    page.put(605.5, (40, "Олег Викторович"), (326.6, "Номер счета:"), (403.1, _TENGE))
    page.put(592.5, (40, "Доступно на 26.07.25:"), (225, money(closing)), (326.5, "Валюта счета:"))
    for y, label, amount in ((516.4, "26.06.25", 184250.4), (373.3, "26.07.25", closing)):
        page.put(y, (43.2, f"Доступно на {label}"))
        page.put(y, (300.8, money(amount)), share=1)
    page.put(333.7, (59, "Дата"), (133.6, "Сумма"), (243, "Операция"), (311.5, "Детали"))
    y = 317.8
    for day, amount, operation, details in KASPI:
        if y - 15.9 < 71.7:
            page.put(27.5, (40, foot))
            page.canvas.showPage()
            page.put(815, (40, "Приложение к Справке №40213 от 26 июля 2025"))
            y = 787.7
        page.put(y, (51.8, day))
        page.put(y, (190.9, money(amount)), share=1)
        for line, text in enumerate(operation):
            page.put(y - line * 15.9, (275, text), share=0.5)
        for line, text in enumerate(details):
            page.put(y - line * 15.9, (311, text))
        y -= 15.9 * max(len(operation), len(details))
    page.put(y - 20, (49, "- Сумма заблокирована. Банк ожидает подтверждения."))
    page.canvas.save()


def test_kaspi_gold(case: Case, tmp_path: Path) -> None:
    kaspi(tmp_path / "gold.pdf")
    (file,) = case.load(tmp_path / "gold.pdf").files
    assert (file.error, file.loader, file.rejected) == (None, "kaspi-gold", 0)
    assert rows_of(case.con, _FOUND) == [
        (
            *(f"20{day[6:]}-{day[3:5]}-{day[:2]}", round(amount * 100), "KZT"),
            *(" ".join(operation), " ".join(details)),
        )
        for day, amount, operation, details in KASPI
    ]
    total = 18425040 + sum(round(amount * 100) for _, amount, _, _ in KASPI)
    assert rows_of(case.con, _STATED) == [
        ("opening", "2025-06-26", 18425040),
        ("closing", "2025-07-26", total),
    ]


_SHOP = ["Shop", "Almaty", "KZ"]
FREEDOM = [
    ("26.07.2025", "-4,200.00 ₸", "KZT", ["Покупка"], ["MAGNUM CASH AND CARRY", "ASTANA KZ"]),
    ("25.07.2025", "+15,000.00 ₸", "KZT", ["Пополнение"], ["Kaspi Bank"]),
    ("25.07.2025", "-1,500.50 ₸", "KZT", ["Сумма в", "обработке"], ["YANDEX.GO", "Almaty", "KZ"]),
    ("23.07.2025", "-9.99 $", "USD", ["Покупка"], ["APPLE.COM/BILL", "ITUNES.COM", "IE"]),
    *(
        (
            f"{22 - n:02}.07.2025",
            "-1,000.00 ₸",
            "KZT",
            ["Покупка"],
            ["Shop", "ALMATY", "KZ"][: n % 4],
        )
        for n in range(1, 20)
        if n % 4
    ),
]
_STEP = 12.7


def freedom(path: Path) -> None:
    page = Page(path)
    page.put(711, (423, 'АО "Фридом Банк Казахстан"'))
    page.put(538, (57, "Выписка по карте Super Card"))
    page.put(507, (57, "за период с 26.06.2025 по 26.07.2025"))
    page.put(473, (305, "Номер счёта"), (447, "Валюта"), (515, "Остаток"))
    page.put(453, (305, _DOLLARS), (454, "USD"), (520, "0.00 $"))
    page.put(432.8, (305, _TENGE), (454, "KZT"), (520, "48,210.35 ₸"))
    page.put(312, (337, "Краткое содержание операций по карте:"))
    page.canvas.showPage()
    page.put(654, (121, "Сумма в обработке. Банк ожидает подтверждения от платежной системы"))
    top = _freedom_head(page, 630)
    for day, amount, currency, operation, details in FREEDOM:
        height = (max(len(operation), len(details)) - 1) * _STEP
        if top - height < 112:
            page.canvas.showPage()
            top = _freedom_head(page, 722)
        middle = top - height / 2
        _centred(page, middle, 309, operation)
        _centred(page, middle, 384, details)
        page.put(middle, (70, day), (273, currency))
        page.put(middle, (262, amount), share=1)
        top -= height + 26
    page.canvas.save()


def _freedom_head(page: Page, y: float) -> float:
    names = ((83, "Дата"), (223, "Сумма"), (264, "Валюта"), (321, "Операция"), (452, "Детали"))
    page.put(y, *names)
    page.put(56, (164, "Подлинность справки можете проверить"))
    return y - 23


def _centred(page: Page, middle: float, x: float, lines: Sequence[str]) -> None:
    first = middle + (len(lines) - 1) * _STEP / 2
    for line, text in enumerate(lines):
        page.put(first - line * _STEP, (x, text))


@pytest.mark.parametrize("account", [None, "KZ11551A000000000009"])
def test_freedom(account: str | None, case: Case, tmp_path: Path) -> None:
    """Each currency has an account of its own, unless the user says whose all of it is."""
    freedom(tmp_path / "card.pdf")
    (file,) = case.load(tmp_path / "card.pdf", account=account).files
    assert (file.error, file.loader, file.rejected) == (None, "freedom-card", 0)
    found = [
        (ts, amount, code, purpose) for ts, amount, code, _, purpose in rows_of(case.con, _FOUND)
    ]
    assert found == [
        (
            f"{day[6:]}-{day[3:5]}-{day[:2]}",
            round(float(amount[:-1].replace(",", "")) * 100),
            currency,
            " ".join(details),
        )
        for day, amount, currency, _, details in FREEDOM
    ]
    owned = {number for (number,) in rows_of(case.con, "select covers from section")}
    assert owned == ({account} if account else {f"{_TENGE}, {_DOLLARS}"})
