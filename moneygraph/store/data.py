"""Data files: loaders, profiles, queries and tables, ours and those of a user's own folder.

Ours are inside the installed package or, in a checkout, beside it. A user's folder may hold
folders of the same names: a file there comes beside ours, and one of the same name replaces it
(a table is merged into ours instead). The folder is a value that is passed: it is part of an
open case (`CaseFile.data`), so two cases of one process can have two folders.
"""

from __future__ import annotations

import hashlib
import tomllib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from moneygraph.store.errors import CallError, LeftOut, LoaderError, QueryError
from moneygraph.store.message import Message

T = TypeVar("T")
Table = dict[str, Any]
TableState = tuple[tuple[Path, int], ...]
_PACKAGE: Final = Path(__file__).resolve().parents[1]
_SAME: Final = Message("Write it as the table of that name in moneygraph does.")


@dataclass(frozen=True)
class DataFiles:
    """Our data files and those of a user's folder `own`; None where there is no such folder."""

    own: Path | None = None

    @classmethod
    def beside(cls, folder: str | Path | None) -> DataFiles:
        """Return ours with those of a folder; raises `CallError` where it is not there."""
        if not folder:
            return cls()
        own = Path(folder).expanduser()
        if not own.is_dir():
            raise CallError(
                Message(
                    "the folder {folder} (--folder or MONEYGRAPH_FOLDER) is not there",
                    folder=str(folder),
                ),
                Message(
                    "Make it, with 'loaders', 'profiles', 'queries' or 'tables' inside, or name"
                    " another."
                ),
            )
        return cls(own.absolute())

    def files(self, kind: str, suffix: str) -> dict[str, Path]:
        """Return the files of a kind by their name without suffix, the user's over ours."""
        folders = [our_folder(kind), *([self.own / kind] if self.own else [])]
        paths = (path for folder in folders for path in sorted(folder.glob(f"*{suffix}")))
        return {path.name.removesuffix(suffix): path for path in paths}

    def whole(self, kind: str, suffix: str, read: Callable[[str, Path], T]) -> dict[str, T]:
        """Read every file of a kind, by its name; a wrong one of the user's is left out.

        Then ours of that name stands, where there is one.
        """
        found: dict[str, T] = {}
        for name, path in self.files(kind, suffix).items():
            with self.leaving_out(path):
                found[name] = read(name, path)
                continue
            ours = our_folder(kind) / path.name
            if ours.is_file():
                found[name] = read(name, ours)
        return found

    def one(
        self, kind: str, suffix: str, name: str, read: Callable[[str, Path], T], unknown: Message
    ) -> T:
        """Read the file of a kind and name, the user's over ours; raises what `read` raises.

        Where there is none it raises `CallError` with the message `unknown`.
        """
        files = self.files(kind, suffix)
        if name in files:
            return read(name, files[name])
        raise CallError(unknown, Message("There are: {names}.", names=files))

    def is_own(self, path: Path) -> bool:
        """Tell whether a file is of the user's folder."""
        return self.own is not None and path.is_relative_to(self.own)

    @contextmanager
    def leaving_out(self, path: Path) -> Iterator[None]:
        """Warn (`LeftOut`), instead of failing, where a file of the user's own is wrong."""
        try:
            yield
        except (LoaderError, QueryError) as error:
            if not self.is_own(path):
                raise
            warnings.warn(LeftOut(error), stacklevel=3)

    def table(self, name: str) -> Table:
        """Return ``tables/NAME.toml`` with the user's file of that name merged into it.

        It is kept while the files are the same, so it must not be changed. Raises `LoaderError`
        where the user's file is no TOML or has not the shape of ours.
        """
        return _merged(self.table_state(name))

    def table_state(self, name: str) -> TableState:
        """Return the files of a table and when each was changed, in nanoseconds since 1970."""
        folders = (our_folder("tables"), *([self.own / "tables"] if self.own else []))
        paths = [folder / f"{name}.toml" for folder in folders]
        return tuple((path, path.stat().st_mtime_ns) for path in paths if path.is_file())

    def tables_sha256(self) -> str:
        """Return the SHA-256 of all tables, ours and the user's."""
        folders = (our_folder("tables"), *([self.own / "tables"] if self.own else []))
        paths = [path for folder in folders for path in sorted(folder.glob("*.toml"))]
        texts = [path.read_text(encoding="utf-8", errors="surrogateescape") for path in paths]
        return text_sha256("\n".join(texts))

    def bank_name(self, code: str) -> str | None:
        """Return a bank's name by its code in an IBAN, None for a code that no table has."""
        names = self.table("banks")["bank"].get(code)
        return str(names[0]) if names else None


#: Our own files, where a user has no folder.
OURS: Final = DataFiles()


def our_folder(kind: str) -> Path:
    """Return our folder of that kind: ``loaders``, ``profiles``, ``queries`` or ``tables``."""
    for parent in (_PACKAGE, _PACKAGE.parent):
        folder = parent / kind
        if any(folder.glob("*.toml")) or any(folder.glob("*.sql")):
            return folder
    raise CallError(
        Message("the folder '{kind}' of moneygraph is missing", kind=kind),
        Message("Install moneygraph again from its wheel."),
    )


@cache
def unusual_decimals() -> dict[str, int]:
    """Return the decimals of amounts in each currency that has not the usual two.

    They are ours alone: amounts of a case are stored in these units, so another folder must
    not change what they mean.
    """
    table = OURS.table("currencies")["decimals"]
    return {str(code): int(decimals) for code, decimals in table.items()}


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a data file's text, the same whatever its line ends are on disk."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def table_error(path: Path | str, wrong: Message, remedy: Message) -> LoaderError:
    """Return the error that names a table and what is wrong in it."""
    return LoaderError(Message("the table {file} {wrong}", file=str(path), wrong=wrong), remedy)


@lru_cache(maxsize=64)
def _merged(state: TableState) -> Table:
    merged: Table = {}
    for path, _changed in state:
        _merge(merged, _read(path), path)
    return merged


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError, OSError) as error:
        raise table_error(
            path, Message("cannot be read: {why}", why=error), Message("Mend it as TOML.")
        ) from error


def _merge(into: Table, more: Table, path: Path) -> None:
    for key, value in more.items():
        held = into.get(key)
        if held is not None and type(held) is not type(value):
            raise table_error(
                path, Message("has another kind of value under {key} than ours", key=key), _SAME
            )
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value, path)
        elif isinstance(value, list):
            into[key] = [*value, *into.get(key, [])]
        else:
            into[key] = value
