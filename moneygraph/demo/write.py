"""Writes a demo into a folder: statement files of five banks, complaints, links, and the truth.

A folder is reused only if it holds an earlier demo; files of anybody else are never removed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException

from moneygraph.demo.complaints import write_complaints
from moneygraph.demo.links import write_links
from moneygraph.demo.manners import BANKS, COVERED, MISSING
from moneygraph.demo.mess import Mess, chosen, make_mess, write_messy
from moneygraph.demo.mess.truth import TABLES
from moneygraph.demo.region import Region, make_region
from moneygraph.demo.statements import STEMS, STEMS_OF, WRITERS
from moneygraph.demo.statements.answer import Answer
from moneygraph.demo.statements.forms import FORMS, write_form
from moneygraph.demo.truth import visible, write_truth
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason

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
_MESSY = """
The banks book one payment in different ways ({kinds}), at the rates that
`moneygraph/demo/manners.toml` states; `truth` also holds which rows are one transfer or a
copy, which were undone, and what the banks' clocks show.
"""


def prepare_folder(folder: Path, kinds: Collection[str] = ()) -> tuple[Path, Path]:
    """Return the empty folders for statement files and truth; raises `CallError`, `OSError`."""
    statements, truth, about = folder / "exports", folder / "truth", folder / "README.txt"
    demo = about.exists() and about.read_bytes().startswith(_FIRST_LINE.encode())
    beside = [folder / name for name in _BESIDE]
    foreign = [] if demo else [about, *beside, *_inside(statements), *_inside(truth)]
    foreign += [path for path in _inside(statements) if not path.name.startswith(STEMS)]
    for path in foreign:
        if path.exists():
            raise CallError(
                Message("{file} is there and is no demo's", file=path),
                Message("Name another folder."),
            )
    for path in (statements, truth):
        path.mkdir(parents=True, exist_ok=True)
    missing = " and ".join(BANKS[bank].name for bank in MISSING)
    text = _ABOUT.format(first=_FIRST_LINE, missing=missing)
    text += _MESSY.format(kinds=", ".join(sorted(kinds))) if kinds else ""
    about.write_text(text, encoding="utf-8")
    for path in (*_inside(statements), *(truth / f"{name}.csv" for name in TABLES)):
        path.unlink(missing_ok=True)
    return statements, truth


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


@contextmanager
def refused(folder: Path) -> Iterator[None]:
    """Raise errors of the file system as a `CallError`."""
    try:
        yield
    except (OSError, XlsxWriterException) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise CallError(
            Message("the demo cannot be written to {folder}: {why}", folder=folder, why=why),
            Message("Name a folder that can be written to, with room for it."),
        ) from error


#: A bank's clock differs from the true one by less than this many seconds.
_SKEW = 181


@dataclass(frozen=True)
class DemoSummary:
    """What was written: `files`: data rows by statement file, `stolen` in tiyn.

    `visible` counts the transfers that at least one statement file holds.
    """

    folder: Path
    exports: Path
    truth: Path
    seed: int
    people: int
    rings: int
    victims: int
    droppers: int
    stolen: int
    transfers: int
    visible: int
    rows: int
    files: dict[str, int]


def write_demo(
    folder: Path,
    *,
    seed: int = 1,
    people: int = 3000,
    rings: int | None = None,
    days: int = 30,
    mess: Collection[str] = (),
    form: str = "",
    progress: Callable[[str], None] | None = None,
) -> DemoSummary:
    """Write a made-up region: statement files into ``folder/exports``, truth into ``folder/truth``.

    ``folder/complaints.csv`` is the police's register, ``folder/links.csv`` has the phones,
    devices and addresses of accounts.
    The same arguments give the same bytes in every file. Without `rings` there is one for
    about 330 people. `mess` names the kinds of mess in which the banks book payments, of
    ``demo.mess.KINDS``; without it they are tidy, and `form`, one of ``demo.FORMS``, writes all of
    them in that form in place of each bank's own. `progress` is called with a phrase for each step.
    Raises `CallError` for impossible sizes, an unknown kind and a folder that cannot be written to.
    """
    report = progress or (lambda _: None)
    kinds = chosen(mess)
    if form and (kinds or form not in FORMS):
        raise CallError(
            Message("there is no form '{form}' of a demo that is messy", form=form)
            if kinds
            else Message("there is no form '{form}' of a demo", form=form),
            Message("Leave out --mess.") if kinds else Message("There are: {names}.", names=FORMS),
        )
    report(f"letting {people} people live for {days} days")
    region = make_region(seed, people, rings, days)
    messy = make_mess(region, seed, kinds) if kinds else None
    region = messy.region if messy else region
    with refused(folder):
        statements, truth = prepare_folder(folder, kinds)
        files = _write_files(region, messy, statements, truth, report, form)
        write_complaints(region, seed, folder, truth)
        write_links(region, seed, folder)
    return _summary(region, (folder, statements, truth), seed, files)


def _write_files(
    region: Region,
    mess: Mess | None,
    statements: Path,
    truth: Path,
    report: Callable[[str], None],
    form: str,
) -> dict[str, int]:
    """Write statement files and truth; returns data rows by statement file."""
    skews = {bank: int(region.world.rng.integers(1 - _SKEW, _SKEW)) for bank in COVERED}
    if mess:
        files = write_messy(mess, skews, statements, truth, report)
    else:
        files = _write_tidy(region, skews, statements, report, form)
    report("writing the truth")
    write_truth(region, truth, files, skews)
    return files


def _write_tidy(
    region: Region,
    skews: dict[str, int],
    statements: Path,
    report: Callable[[str], None],
    form: str,
) -> dict[str, int]:
    files: dict[str, int] = {}
    for bank, skew in skews.items():
        report(f"writing the statement file of {BANKS[bank].name}")
        answer = Answer(region.world, region.opening, region.transfers, bank, skew)
        written = (
            write_form(form, STEMS_OF[bank], answer, statements)
            if form
            else WRITERS[bank](answer, statements)
        )
        files |= written
    return files


def _summary(
    region: Region, paths: tuple[Path, Path, Path], seed: int, files: dict[str, int]
) -> DemoSummary:
    folder, statements, truth = paths
    droppers = [dropper for ring in region.cast for dropper in ring.droppers]
    return DemoSummary(
        folder=folder,
        exports=statements,
        truth=truth,
        seed=seed,
        people=region.world.people.party.size,
        rings=len(region.cast),
        victims=sum(len(ring.victims) for ring in region.cast),
        droppers=sum(dropper.received > 0 for dropper in droppers),
        stolen=sum(region.run.ends.values()),
        transfers=region.transfers.size,
        visible=int(visible(region).sum()),
        rows=sum(files.values()),
        files=files,
    )
