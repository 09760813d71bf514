"""A layout: one TOML file in ``loaders/`` that says what the columns of an export mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from moneygraph.errors import LayoutError
from moneygraph.folders import data_files, text_sha256
from moneygraph.loading.layout_check import check_loader
from moneygraph.loading.tables import LOOK_ALIKES
from moneygraph.printable import printable

#: Every field a column can be mapped to, by what an export holds.
_TRANSFERS = (
    *("ts", "from_account", "to_account", "amount", "amount_credit", "amount_debit"),
    *("amount_kzt", "currency", "to_amount", "to_currency", "kind", "operation", "purpose"),
    *("knp", "mcc", "reference", "from_name", "from_id", "from_bank"),
    *("to_name", "to_id", "to_bank", "balance", "from_balance", "to_balance"),
)
FIELDS = {
    "transfers": _TRANSFERS,
    "complaints": (
        *("number", "registered", "victim", "account", "amount", "currency", "ts"),
        *("transfer", "group", "region"),
    ),
    "links": ("account", "kind", "value"),
}


def fold(header: str) -> str:
    """Return a header cell as it is compared: letters and digits only, in one case.

    Latin look-alikes of Kazakh letters, ё, punctuation and line breaks make no difference.
    """
    return re.sub(r"[\W_]+", "", header.casefold().translate(LOOK_ALIKES))


@dataclass(frozen=True)
class Layout:
    """How one export layout maps to transfers, complaints or links; see ``loaders/``."""

    name: str
    title: str
    about: str
    columns: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    holds: str = "transfers"
    ignored: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    bank: str | None = None
    dates: tuple[str, ...] = ()
    currency: str = "KZT"
    negative: str = "refuse"
    positive: str = ""
    covers: str = ""
    hours_since: str | None = None
    swapped: tuple[str, ...] = ()
    bank_in_number: bool = False
    path: Path = field(default=Path(), compare=False)
    sha256: str = field(default="", compare=False)

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Folded header text -> the fields that read this column."""
        found: dict[str, tuple[str, ...]] = {}
        for name, texts in self.columns.items():
            for text in texts:
                found[fold(text)] = (*found.get(fold(text), ()), name)
        return found

    @cached_property
    def ignored_headers(self) -> frozenset[str]:
        """Folded header texts that are known and carry nothing we keep."""
        return frozenset(map(fold, self.ignored))

    @cached_property
    def absent_headers(self) -> frozenset[str]:
        """Folded header texts whose presence means that this is another layout."""
        return frozenset(map(fold, self.absent))


def read_layout(path: Path) -> Layout:
    """Read one loader; raises `LayoutError` naming the file and what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8")
        data: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeError, OSError) as error:
        raise LayoutError(
            f"the loader {printable(str(path))} cannot be read: {printable(str(error))}",
            "Compare it with the output of `moneygraph loaders show canonical`.",
        ) from error
    check_loader(path, data, FIELDS)
    about = "\n".join(line[1:].strip() for line in text.splitlines() if line[:1] == "#")
    rest: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in data["layout"].items()
    }
    return Layout(
        name=path.stem,
        title=data["title"],
        about=about,
        bank=data.get("bank"),
        columns={name: tuple(texts) for name, texts in data["columns"].items()},
        path=path,
        sha256=text_sha256(text),
        **rest,
    )


def read_layouts() -> dict[str, Layout]:
    """Return every loader by name: ours and the user's own."""
    return {name: read_layout(path) for name, path in data_files("loaders", ".toml").items()}
