"""Where the data files are: ours, and those of the user's own folder.

`loaders`, `profiles`, `queries` and `tables` stand inside the installed package or, in a checkout,
beside it. A user's folder (``--folder`` or ``MONEYGRAPH_FOLDER``) may hold folders of the
same names; a file there comes beside ours, and one of the same name takes its place.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from moneygraph.store.errors import CallError

_PACKAGE = Path(__file__).resolve().parents[1]


def data_folder(kind: str) -> Path:
    """Return our folder of that kind: ``loaders``, ``profiles``, ``queries`` or ``tables``."""
    for parent in (_PACKAGE, _PACKAGE.parent):
        folder = parent / kind
        if any(folder.glob("*.toml")) or any(folder.glob("*.sql")):
            return folder
    raise CallError(
        f"the folder '{kind}' of moneygraph is missing", "Install moneygraph again from its wheel."
    )


def user_folder() -> Path | None:
    """Return the user's own folder, or None when none was named."""
    named = os.environ.get("MONEYGRAPH_FOLDER")
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise CallError(
            f"the folder {named} (--folder or MONEYGRAPH_FOLDER) is not there",
            "Make it, with 'loaders', 'profiles', 'queries' or 'tables' inside, or name another.",
        )
    return folder


def data_files(kind: str, suffix: str) -> dict[str, Path]:
    """Return the files of a kind by their name without suffix, the user's over ours."""
    folders = [data_folder(kind)]
    own = user_folder()
    if own is not None:
        folders.append(own / kind)
    return {path.stem: path for folder in folders for path in sorted(folder.glob(f"*{suffix}"))}


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a data file's text, the same whatever its line ends are on disk."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
