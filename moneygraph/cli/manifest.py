"""The option --manifest, for every command whose answer can be repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from moneygraph.api import Case


def _checked(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Find out before the work is done whether the file may be written."""
    if value is not None:
        from pathlib import Path

        from moneygraph.manifest import check_target

        check_target(Path(value))
    return value


manifest_option = click.option(
    "--manifest",
    metavar="FILE",
    callback=_checked,
    help="Write a record of the call, its exports and its answer; see `moneygraph verify`.",
)


def record_call(case: Case, manifest: str | None, command: str, **parameters: Any) -> None:
    """Write the record of a call if --manifest asked for it; `parameters` are all it takes."""
    if manifest is not None:
        from moneygraph.manifest import write_manifest

        write_manifest(case, manifest, command, parameters)
