"""Made-up names of persons and companies, and numbers for them: IIN, BIN and IBAN.

Names are Kazakh and Russian. Numbers have valid check digits, and each is drawn once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

_SURNAMES = (
    *("Ахметов", "Сейітов", "Оспанов", "Әбдіров", "Жұмабаев", "Қасымов", "Нұрғалиев"),
    *("Бекенов", "Тілеубаев", "Мұхамедов", "Сәрсенов", "Ысқақов", "Өтегенов", "Байжанов"),
    *("Қожахметов", "Смағұлов", "Есімов", "Дүйсенов", "Рақымов", "Тоқаев", "Ермеков"),
    *("Әлімбеков", "Құрманов", "Сүлейменов", "Жақсылықов", "Мырзабеков", "Төлегенов"),
    *("Иванов", "Петров", "Кузнецов", "Морозов", "Волков", "Зайцев", "Соловьёв", "Титов"),
    *("Ким", "Цой", "Шевченко", "Бондаренко", "Шмидт", "Юсупов", "Исмаилов"),
)
_MEN = (
    *("Ерлан", "Нұрлан", "Дәурен", "Әлішер", "Бауыржан", "Қанат", "Мұрат", "Серік", "Арман"),
    *("Жандос", "Бекзат", "Ғалым", "Әділет", "Санжар", "Айдос", "Нұрсұлтан", "Олжас", "Тимур"),
    *("Александр", "Сергей", "Дмитрий", "Андрей", "Виктор", "Руслан"),
)
_WOMEN = (
    *("Айгерім", "Әлия", "Гүлнар", "Дана", "Жанар", "Қарлығаш", "Мәдина", "Назгүл", "Сәуле"),
    *("Салтанат", "Ұлжан", "Әсел", "Динара", "Ботагөз", "Перизат", "Шынар", "Аружан", "Айнұр"),
    *("Ольга", "Наталья", "Елена", "Татьяна", "Ирина", "Светлана"),
)
_FATHERS = (
    *(("Болатұлы", "Болатқызы"), ("Серікұлы", "Серікқызы"), ("Қайратұлы", "Қайратқызы")),
    *(("Маратұлы", "Маратқызы"), ("Ғабитұлы", "Ғабитқызы"), ("Асқарұлы", "Асқарқызы")),
    *(("Ерланович", "Ерлановна"), ("Нурланович", "Нурлановна"), ("Канатович", "Канатовна")),
    *(("Сергеевич", "Сергеевна"), ("Викторович", "Викторовна"), ("Тимурович", "Тимуровна")),
)
_COMPANY_FIRST = (
    *("Алтын", "Дәмді", "Жібек", "Көктем", "Самал", "Шұғыла", "Ақбота", "Қызғалдақ", "Бәйтерек"),
    *("Сарыарқа", "Тұлпар", "Нұрлы", "Ермек", "Достар", "Степной", "Восток", "Родник", "Меркурий"),
)
_COMPANY_SECOND = (
    *("Дән", "Жол", "Үй", "Маркет", "Сервис", "Трейд", "Строй", "Логистик", "Азия", "Плюс"),
    *("Проект", "Групп", "Ойл", "Техно", "Мода", "Сауда", "Келешек", "Тау"),
)
_FOREIGN = ("AHMET YILDIZ", "MEHMET ARSLAN", "NINO BERIDZE", "JONAS PETRAUSKAS", "OMAR HADDAD")
_UNLIKE_RUSSIAN = ("Ким", "Цой", "Шевченко", "Бондаренко", "Шмидт")
_TO_RUSSIAN = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
_LATIN = dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True))
_LATIN |= {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya"}
_LATIN |= {"ъ": "", "ь": ""}


def person_name(random: Random, woman: bool) -> str:
    """Return surname, given name and patronymic."""
    surname = random.choice(_SURNAMES)
    if woman and surname not in _UNLIKE_RUSSIAN:
        surname += "а"
    given = random.choice(_WOMEN if woman else _MEN)
    return f"{surname} {given} {random.choice(_FATHERS)[woman]}"


def company_name(random: Random, form: str = "ТОО") -> str:
    """Return a company's name in Russian quotation marks after its legal form."""
    first, second = random.choice(_COMPANY_FIRST), random.choice(_COMPANY_SECOND)
    return f"{form} «{first} {second} {random.randint(1, 99)}»"


def foreign_name(random: Random) -> str:
    """Return the name of a person abroad."""
    return random.choice(_FOREIGN)


def without_kazakh_letters(text: str) -> str:
    """Return the text with Russian letters where Windows-1251 has no Kazakh ones."""
    return text.translate(_TO_RUSSIAN)


def on_a_terminal(name: str) -> str:
    """Return a company's name as card terminals print it: Latin capitals, no legal form.

    >>> on_a_terminal("ТОО «Дәмді Нан 7»")
    'DAMDI NAN 7'
    """
    plain = without_kazakh_letters(name.partition("«")[2].rstrip("»")).lower()
    return "".join(_LATIN.get(letter, letter) for letter in plain).upper()


_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Country -> characters after the check digits that are letters, and how many digits follow.
FOREIGN = {"TR": ("", 22), "AE": ("", 19), "GE": ("TB", 16), "LT": ("", 16)}


def check_digit(first: str) -> str | None:
    """Return the twelfth digit of an IIN or BIN for its first eleven, None if there is none."""
    for weights in (_FIRST, _SECOND):
        rest = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11
        if rest < 10:
            return str(rest)
    return None


def luhn_digit(first: str) -> str:
    """Return the check digit that payment cards and IMEIs have after these digits.

    >>> luhn_digit("7992739871")
    '3'
    """
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(first)))
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def iban(country: str, rest: str) -> str:
    """Return the IBAN whose part after the check digits is `rest`."""
    digits = "".join(str(_LETTERS.index(letter)) for letter in f"{rest}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{rest}"


class Numbers:
    """Draws numbers of persons, companies and accounts; never the same one twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._used: set[str] = set()

    def person(self, birth: date, woman: bool) -> str:
        """Return an IIN: birth date, century and sex, four digits, check digit."""
        century = (3 if birth.year < 2000 else 5) + woman
        return self._holding(f"{birth:%y%m%d}{century}", 4)

    def company(self, registered: date) -> str:
        """Return a BIN: year and month, 4 for a resident company, 0, five digits, check."""
        return self._holding(f"{registered:%y%m}40", 5)

    def account(self, bank: str) -> str:
        """Return a Kazakh IBAN of the bank with this three-digit code."""
        return self._fresh(lambda: iban("KZ", bank + self._draw("0123456789", 13)))

    def foreign_account(self, country: str) -> str:
        """Return an IBAN of one of the `FOREIGN` countries."""
        letters, digits = FOREIGN[country]
        return self._fresh(lambda: iban(country, letters + self._draw("0123456789", digits)))

    def _holding(self, start: str, digits: int) -> str:
        while True:
            first = start + self._draw("0123456789", digits)
            number = first + (check_digit(first) or "")
            if len(number) == 12 and number not in self._used:
                self._used.add(number)
                return number

    def _draw(self, characters: str, count: int) -> str:
        return "".join(self._random.choices(characters, k=count))

    def _fresh(self, make: Callable[[], str]) -> str:
        number = make()
        while number in self._used:
            number = make()
        self._used.add(number)
        return number
