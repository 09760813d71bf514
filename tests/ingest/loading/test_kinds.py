"""What a transfer and an account are, by codes and words; and what only looks like it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.schema import ACCOUNT_KINDS, KINDS
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.contents import contents_of
from tests.ingest.loading.exports import Party, Row, iban, iin, write

PAYER, PAYEE = Party("A"), Party("B")
PERSON, COMPANY = iin("90010130012"), iin("97114000010")

#: (knp, mcc, operation, purpose) and the kind that they tell.
Telling = tuple[str, str, str, str]
TELLINGS: list[tuple[Telling, str]] = [
    # the payment code
    (("413", "", "", ""), "loan"),
    (("411", "", "Перевод", "Перевод средств"), "loan"),
    (("421", "", "", ""), "loan_repayment"),
    (("331", "", "", ""), "cash_in"),
    (("341", "", "", ""), "cash_out"),
    (("332", "", "", ""), "salary"),
    (("840", "", "", ""), "fee"),
    (("911", "", "", ""), "other"),
    (("119", "", "", ""), "transfer"),
    (("342", "", "", "Перевод собственных средств"), "transfer"),
    # it decides before anything else, save where it is no more than transfer
    (("413", "5411", "Покупка", "Погашение займа"), "loan"),
    (("119", "", "Выдача займа", ""), "loan"),
    (("119", "", "", "Погашение займа по договору 5"), "loan_repayment"),
    # a loan that is only talked of
    (("119", "", "Перевод", "В долг, отдам с кредита"), "transfer"),
    (("119", "", "Перевод", "Возврат займа другу"), "transfer"),
    (("119", "", "Перевод", "Айгүлге несие үшін"), "transfer"),
    (("119", "", "Transfer", "for your loan"), "transfer"),
    # codes that say nothing of the kind, and what is no code
    (("710", "", "", ""), "transfer"),
    (("710", "", "Платеж", "Оплата по счету 12"), "transfer"),
    (("710", "", "Покупка", ""), "card"),
    (("41", "", "", ""), "transfer"),
    (("413,0", "", "", ""), "loan"),
    (("4130", "", "", ""), "transfer"),
    (("413 займ", "", "", ""), "loan"),
    (("500 тенге", "", "", ""), "transfer"),
    (("КНП: 413 - выдача", "", "", ""), "loan"),
    (("договор 413", "", "", ""), "transfer"),
    # the merchant's category
    (("", "5411", "", ""), "card"),
    (("", "6011", "", ""), "cash_out"),
    (("", "6010", "Покупка", ""), "cash_out"),
    (("119", "5999", "Перевод", ""), "card"),
    (("", "4829", "", ""), "transfer"),
    (("", "6051", "", "Жалақы"), "salary"),
    # the operation, in Russian, Kazakh and English
    (("", "", "Сторно", ""), "reversal"),
    (("", "", "Қайтару", ""), "reversal"),
    (("", "", "Refund", ""), "reversal"),
    (("", "", "Погашение кредита", ""), "loan_repayment"),
    (("", "", "Несиені өтеу", ""), "loan_repayment"),
    (("", "", "Loan repayment", ""), "loan_repayment"),
    (("", "", "ВЫДАЧА МИКРОКРЕДИТА", ""), "loan"),
    (("", "", "Қарыз беру", ""), "loan"),
    (("", "", "Loan disbursement", ""), "loan"),
    (("", "", "Снятие наличных", ""), "cash_out"),
    (("", "", "Қолма-қол ақша алу", ""), "cash_out"),
    (("", "", "ATM withdrawal", ""), "cash_out"),
    (("", "", "ATM0715 Almaty", ""), "cash_out"),
    (("", "", "Cash-in", ""), "cash_in"),
    (("", "", "Взнос наличных", ""), "cash_in"),
    (("", "", "Қолма-қол ақша салу", ""), "cash_in"),
    (("", "", "Зарплатный проект", ""), "salary"),
    (("", "", "Еңбекақы", ""), "salary"),
    (("", "", "Payroll", ""), "salary"),
    (("", "", "Покупка", ""), "card"),
    (("", "", "Сатып алу", ""), "card"),
    (("", "", "POS-терминал", ""), "card"),
    (("", "", "Трансграничный перевод", ""), "abroad"),
    (("", "", "Шетелге аударым", ""), "abroad"),
    (("", "", "SWIFT", ""), "abroad"),
    (("", "", "Комиссия", ""), "fee"),
    (("", "", "Fee", ""), "fee"),
    (("", "", "Fees", ""), "fee"),
    # the purpose
    (("", "", "", "Возврат ошибочно зачисленных средств"), "reversal"),
    (("", "", "", "Қате аударымды қайтару"), "reversal"),
    (("", "", "", "погашение задолженности"), "loan_repayment"),
    (("", "", "", "Кредитті өтеу"), "loan_repayment"),
    (("", "", "", "Repayment of loan 17"), "loan_repayment"),
    (("", "", "", "Зачисление кредита по договору 17"), "loan"),
    (("", "", "", "Кредит беру"), "loan"),
    (("", "", "", "Loan payout"), "loan"),
    (("", "", "", "Выдача   наличных/касса 3"), "cash_out"),
    (("", "", "", "Взнос наличными"), "cash_in"),
    (("", "", "", "Қолма-қол ақша салу"), "cash_in"),
    (("", "", "", "Cash deposit"), "cash_in"),
    (("", "", "", "Заработная плата за март"), "salary"),
    (("", "", "", "Наурыз айының жалақысы"), "salary"),
    (("", "", "", "Monthly wages"), "salary"),
    (("", "", "", "Покупка в Магнум"), "card"),
    (("", "", "", "Тауар сатып алу"), "card"),
    (("", "", "", "Card purchase"), "card"),
    (("", "", "", "Перевод за рубеж"), "abroad"),
    (("", "", "", "Шетелге аудару"), "abroad"),
    (("", "", "", "Cross-border payment"), "abroad"),
    (("", "", "", "Комиссия за перевод"), "fee"),
    (("", "", "", "Банк комиссиясы"), "fee"),
    (("", "", "", "Bank fee"), "fee"),
    (("", "", "", "Банк комиссиясыз аударым"), "transfer"),
    # a card's limit or an overdraft that is drawn, and repaid
    (("", "", "Использование кредитного лимита", ""), "loan"),
    (("", "", "Предоставление овердрафта", ""), "loan"),
    (("", "", "", "Выборка транша по кредитной линии"), "loan"),
    (("", "", "Несие лимитін пайдалану", ""), "loan"),
    (("", "", "Кредиттік лимитті пайдалану", ""), "loan"),
    (("", "", "Overdraft drawdown", ""), "loan"),
    (("", "", "", "Погашение овердрафта"), "loan_repayment"),
    (("", "", "Овердрафтты өтеу", ""), "loan_repayment"),
    (("", "", "Установлен кредитный лимит", ""), "transfer"),
    (("", "", "Перевод", "Отдаю за кредитную карту"), "transfer"),
    (("", "", "Кредиттік картаға аударым", ""), "transfer"),
    # goods on credit: before the code of a loan or of the shop
    (("413", "", "Товарный кредит", ""), "goods_loan"),
    (("", "5732", "Покупка в рассрочку", ""), "goods_loan"),
    (("710", "", "Платеж", "Оплата товара в рассрочку, договор 5"), "goods_loan"),
    (("", "", "", "Тауарлық несие бойынша төлем"), "goods_loan"),
    (("", "", "Бөліп төлеуге сатып алу", ""), "goods_loan"),
    (("", "", "Instalment purchase", ""), "goods_loan"),
    (("", "", "Погашение рассрочки", ""), "loan_repayment"),
    (("", "", "", "Платеж по рассрочке за март"), "loan_repayment"),
    (("", "", "Погашение товарного кредита", ""), "loan_repayment"),
    (("", "", "", "Погашение: кредит на товар 12"), "loan_repayment"),
    (("119", "", "Перевод", "за рассрочку"), "transfer"),
    # the operation counts before the purpose
    (("", "", "Выдача займа", "Зарплата"), "loan"),
    # Latin letters that look like Kazakh ones, as exports have them
    (("", "", "Несиенi өтеу", ""), "loan_repayment"),
    (("", "", "", "Қолма-қол ақша салу (кəсіпкер)"), "cash_in"),
    # words that only contain such a word, or begin like it
    (("", "", "Перевод", "Перепокупка в рассрочку"), "transfer"),
    (("", "", "Перевод", "Недопогашение займа"), "transfer"),
    (("", "", "Atmosphere", ""), "transfer"),
    (("", "", "Postal order", ""), "transfer"),
    (("", "", "Feedback", ""), "transfer"),
    (("", "", "Coffee", ""), "transfer"),
    (("", "", "Перевод", "Покупка"), "transfer"),
    (("", "", "Перевод", "На зарубежную поездку"), "transfer"),
    (("", "", "Перевод", "Без комиссии"), "transfer"),
    # nothing at all, and signs alone
    (("", "", "", ""), "transfer"),
    (("", "", "—", "***"), "transfer"),
]


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[Telling, str]:
    """Load all tellings as rows of one export; the kinds that they came to."""
    folder = tmp_path_factory.mktemp("kinds")
    start = dt.datetime(2026, 3, 2)
    rows = [
        Row(
            start + dt.timedelta(minutes=number),
            PAYER,
            PAYEE,
            number + 1,
            knp=knp,
            mcc=mcc,
            kind=operation,
            purpose=purpose,
        )
        for number, ((knp, mcc, operation, purpose), _) in enumerate(TELLINGS)
    ]
    with Case.open(folder / "case.duckdb", create=True) as case:
        report = case.load(write(folder / "x.csv", "canonical", rows))
        assert report.transfers == len(TELLINGS)
        found = rows_of(case.con, "select kind from transfer order by amount")
    return {telling: kind for (telling, _), (kind,) in zip(TELLINGS, found, strict=True)}


@pytest.mark.parametrize(
    ("telling", "kind"), TELLINGS, ids=lambda one: one if isinstance(one, str) else " ".join(one)
)
def test_kind_of_transfer(kinds: dict[Telling, str], telling: Telling, kind: str) -> None:
    assert kinds[telling] == kind


@pytest.mark.parametrize(
    ("payer", "payee", "kind"),
    [
        ("", PERSON, "loan"),
        (COMPANY, PERSON, "loan"),
        (PERSON, PERSON, "loan"),
        (PERSON, "", "loan"),
        (PERSON, COMPANY, "loan"),
        (PERSON, iin("85031540012"), "transfer"),
    ],
)
def test_a_person_lends_nothing(
    case: Case, tmp_path: Path, payer: str, payee: str, kind: str
) -> None:
    """What one's account pays another person out of a limit is one's own payment."""
    operation = "Использование кредитного лимита"
    row = Row("2026-03-02 10:00:00", Party("A", id=payer), Party("B", id=payee), 5, kind=operation)
    case.load(write(tmp_path / "x.csv", "canonical", [row]))
    assert rows_of(case.con, "select kind::varchar from transfer") == [(kind,)]


def test_every_kind_has_an_example() -> None:
    assert {kind for _, kind in TELLINGS} == set(KINDS)
    assert len({telling for telling, _ in TELLINGS}) == len(TELLINGS)


def test_a_kind_that_is_given_outright_is_kept(case: Case, tmp_path: Path) -> None:
    """In the canonical CSV, whatever codes and words say."""
    rows = [
        Row(f"2026-03-02 10:00:{number:02}", PAYER, PAYEE, number + 1, kind=kind, knp="413")
        for number, kind in enumerate([*KINDS, "Loan", "no such kind"])
    ]
    case.load(write(tmp_path / "x.csv", "canonical", rows))
    found = [kind for (kind,) in rows_of(case.con, "select kind from transfer order by amount")]
    assert found == [*KINDS, "loan", "loan"]


CHARGED = {"operation": "Покупка", "knp": ""}
ACCOUNTS: list[tuple[Party, dict[str, str], str]] = [
    # the payee, what else the row gives, and the kind of the payee's account
    (Party(iban("722", 1), "Ким Олег", PERSON), {}, "person"),
    (Party(iban("722", 2), "ТОО Магнум", COMPANY), {}, "company"),
    (Party(iban("722", 3), "ТОО Магнум"), {}, "unknown"),
    # an exchange, by its name
    (Party(iban("722", 4), "ТОО «Bybit Kazakhstan»", COMPANY), {}, "exchange"),
    (Party(iban("722", 5), "БИНАНС Казахстан"), {}, "exchange"),
    (Party(iban("722", 6), "ТОО Combybit", COMPANY), {}, "company"),
    (Party(iban("722", 7), "Binance Иван", PERSON), {}, "person"),
    # cash, by name or by what came to it
    (Party("", "Касса"), {}, "cash"),
    (Party(iban("722", 8), "Банкомат 17"), {}, "cash"),
    (Party("X1", "ATM 0715"), {}, "cash"),
    (Party("X2"), {"operation": "Снятие наличных", "knp": ""}, "cash"),
    (Party(), {"operation": "Снятие наличных", "knp": ""}, "cash"),
    (Party(iban("722", 9), "ТОО Кассандра", COMPANY), {}, "company"),
    (Party(iban("722", 10), "ATMOSPHERE LLP", COMPANY), {}, "company"),
    (Party(iban("722", 11), "Касса Пётр", PERSON), {"knp": "341"}, "person"),
    # a shop
    (Party(iban("722", 12), "ТОО Магнум", COMPANY), CHARGED, "merchant"),
    (Party(iban("722", 13)), CHARGED, "merchant"),
    (Party(iban("722", 14), "Ким Олег", PERSON), CHARGED, "person"),
    # a lender
    (Party(iban("722", 15), "ТОО МФО Деньги", COMPANY), {}, "loan desk"),
    (Party(iban("722", 16), "Микрофинансовая организация"), {}, "loan desk"),
    (Party(iban("722", 17), "АО Банк", COMPANY), {"knp": "421"}, "loan desk"),
    (Party(iban("722", 18), "ТОО Мфона", COMPANY), {}, "company"),
    (Party(iban("722", 19), "Ким Олег", PERSON), {"knp": "421"}, "person"),
    # abroad
    (Party("DE89370400440532013000", "Hans"), {}, "abroad"),
    (Party("40817810099910004312", "Иван"), {"operation": "SWIFT", "knp": ""}, "abroad"),
    (Party("40817810099910004312X", "Иван"), {}, "unknown"),
    (Party(iban("722", 20), "Ким"), {"operation": "SWIFT", "knp": ""}, "unknown"),
    (Party("KZ007220000000000021"), {}, "unknown"),
    # the state
    (Party(iban("070", 1), "УГД"), {}, "state"),
    (Party(iban("009", 1), "ЕНПФ", COMPANY), {}, "state"),
    (Party(iban("722", 22), "Комитет казначейства", COMPANY), {}, "state"),
    (Party("X3", "x", "", "070"), {}, "unknown"),
]


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("party", "message", "kind"), ACCOUNTS, ids=lambda one: str(getattr(one, "name", one))
)
def test_kind_of_account(
    case: Case, tmp_path: Path, party: Party, message: dict[str, str], kind: str
) -> None:
    payer = Party(iban("432", 1), "Иванов Иван", PERSON)
    row = Row(dt.datetime(2026, 3, 2, 10), payer, party, 5_000, **message)
    case.load(write(tmp_path / "x.csv", "statutory-ru", [row]))
    found = {row[0]: row[4] for row in contents_of(case)["accounts"]}
    assert found.pop(payer.number) == "person"
    assert list(found.values()) == [kind]


def test_every_kind_of_account_has_an_example() -> None:
    # an acquirer is known by hundreds of payments: test_acquirers
    assert {kind for _, _, kind in ACCOUNTS} | {"acquirer"} == set(ACCOUNT_KINDS)


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("number", "stated", "bank"),
    [
        (iban("722", 1), "", "722"),
        (iban("722", 1), "АО Народный Банк", "722"),  # the number counts, not the name
        ("KZ007220000000000001", "АО Народный Банк", "601"),  # check digits that do not hold
        ("12345", "АО «Kaspi Bank»", "722"),
        ("12345", "Forte", "965"),
        ("12345", "Комфорте", "КОМФОРТЕ"),  # contains the name and is no such bank
        ("12345", "", ""),
    ],
)
def test_bank_of_an_account(
    case: Case, tmp_path: Path, number: str, stated: str, bank: str
) -> None:
    row = Row(dt.datetime(2026, 3, 2, 10), Party(number, bank=stated), PAYEE, 5)
    case.load(write(tmp_path / "x.csv", "statutory-ru", [row]))
    assert {row[0]: row[1] for row in contents_of(case)["accounts"]}[number] == bank


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("message", "owner", "warned"),
    [
        (PERSON, PERSON, False),
        ("000101500319", "000101500319", False),
        ("101500319", "000101500319", False),  # without the zeros that Excel drops
        ("70440005671.0", "070440005671", False),
        (f" {PERSON} ", PERSON, False),
        (PERSON[:-1] + str((int(PERSON[-1]) + 1) % 10), "", True),  # its last digit is wrong
        ("000000000000", "", True),
        ("123456", "", True),
        ("нет", "", True),
        ("", "", False),
    ],
)
def test_owner_of_an_account(
    case: Case, tmp_path: Path, message: str, owner: str, warned: bool
) -> None:
    row = Row(dt.datetime(2026, 3, 2, 10), Party("A", id=message), PAYEE, 5)
    case.load(write(tmp_path / "x.csv", "statutory-ru", [row]))
    assert {row[0]: row[2] for row in contents_of(case)["accounts"]}["A"] == owner
    assert [row[2:4] for row in contents_of(case)["remarks"]] == [["warned", "iin"]] * warned


def test_the_owner_that_is_given_most_counts(case: Case, tmp_path: Path) -> None:
    """Of two that hold and are given as often, the lesser, in whatever order they come."""
    other = iin("85031540012")
    for name, ids, owner in (
        ("most.csv", [other, PERSON, PERSON], PERSON),
        ("tie.csv", [PERSON, other], min(PERSON, other)),
    ):
        rows = [
            Row(dt.datetime(2026, 3, 2, hour), Party(name, id=one), PAYEE, 5)
            for hour, one in enumerate(ids)
        ]
        case.load(write(tmp_path / name, "statutory-ru", rows))
        found = {row[0]: row[2] for row in contents_of(case)["accounts"]}
        assert found[name.upper()] == owner
