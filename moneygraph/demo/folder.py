"""The folder of a demo: made, emptied of an earlier demo, never of anything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException

from moneygraph.demo.banks import BANKS, MISSING
from moneygraph.demo.exports import STEMS
from moneygraph.errors import CallError

_FIRST_LINE = "A made-up region, written by `moneygraph demo`."
_BESIDE = ("complaints.csv", "links.csv")
_ABOUT = """\
{first}

`exports` holds what five banks answered; the sixth, {missing}, never did.
Load them: moneygraph load exports
`complaints.csv` is the register of what the victims told the police, a row a payment,
and `links.csv` the phones, devices, IP addresses and addresses of accounts, as banks and
telecom operators would send them.
`truth` holds what really happened, to score findings by; it is no export.

Nothing here is real but the names of the banks and the layouts of their answers.
"""


def prepare_folder(folder: Path) -> tuple[Path, Path]:
    """Return the empty folders for exports and truth; raises `CallError`, `OSError`."""
    exports, truth, about = folder / "exports", folder / "truth", folder / "README.txt"
    demo = about.exists() and about.read_bytes().startswith(_FIRST_LINE.encode())
    beside = [folder / name for name in _BESIDE]
    foreign = [] if demo else [about, *beside, *_inside(exports), *_inside(truth)]
    foreign += [path for path in _inside(exports) if not path.name.startswith(STEMS)]
    for path in foreign:
        if path.exists():
            raise CallError(f"{path} is there and is no demo's", "Name another folder.")
    for path in (exports, truth):
        path.mkdir(parents=True, exist_ok=True)
    missing = " and ".join(BANKS[bank].name for bank in MISSING)
    about.write_text(_ABOUT.format(first=_FIRST_LINE, missing=missing), encoding="utf-8")
    for path in _inside(exports):
        path.unlink()
    return exports, truth


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


@contextmanager
def refused(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into a `CallError`."""
    try:
        yield
    except (OSError, XlsxWriterException) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CallError(
            f"the demo cannot be written to {folder}: {reason}",
            "Name a folder that can be written to, with room for it.",
        ) from error
