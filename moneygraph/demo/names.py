"""Made-up names of persons and companies, Kazakh and Russian."""

from __future__ import annotations

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
