"""A layout: one TOML file in ``loaders/`` that says what the columns of an export mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from moneygraph.errors import LayoutError
from moneygraph.folders import data_files

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
_FOLD = str.maketrans({"ё": "е", "ə": "ә", "ǝ": "ә", "i": "і"})


def fold(header: str) -> str:
    """Return a header cell as it is compared: letters and digits only, in one case.

    Latin look-alikes of Kazakh letters, ё, punctuation and line breaks make no difference.
    """
    return re.sub(r"[\W_]+", "", header.casefold().translate(_FOLD))


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
        columns = {name: tuple(texts) for name, texts in data["columns"].items()}
        rest: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in data["layout"].items()
        }
        about = "\n".join(line[1:].strip() for line in text.splitlines() if line[:1] == "#")
        layout = Layout(
            name=path.stem,
            title=data["title"],
            about=about,
            bank=data.get("bank"),
            columns=columns,
            path=path,
            **rest,
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, UnicodeError) as error:
        raise LayoutError(
            f"the loader {path.name} cannot be read: {error}",
            "Compare it with the output of `moneygraph loaders show canonical`.",
        ) from error
    _check(layout)
    return layout


def _check(layout: Layout) -> None:
    if layout.holds not in FIELDS:
        raise LayoutError(
            f"the loader {layout.path.name} holds '{layout.holds}', which is nothing we know",
            f"It can be: {', '.join(FIELDS)}.",
        )
    fields = FIELDS[layout.holds]
    unknown = sorted({*layout.columns, *layout.required} - set(fields))
    missing = sorted(set(layout.required) - set(layout.columns))
    if unknown or missing:
        what = f"has unknown fields {unknown}" if unknown else f"requires unmapped {missing}"
        raise LayoutError(
            f"the loader {layout.path.name} {what}", f"Fields are: {', '.join(fields)}."
        )


def read_layouts() -> dict[str, Layout]:
    """Return every loader by name: ours and the user's own."""
    return {name: read_layout(path) for name, path in data_files("loaders", ".toml").items()}
