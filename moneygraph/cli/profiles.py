"""`moneygraph profiles`: published thresholds that `find --profile` takes."""

from __future__ import annotations

import click

from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command


@click.command(cls=Command)
@click.pass_obj
def profiles(settings: Settings) -> None:
    """List the profiles: sets of thresholds, each number with its unit and its source.

    A file NAME.toml in the folder `profiles` of your own folder (--folder) is a profile too.

    \b
    Example:
      moneygraph profiles
      moneygraph profiles --json
    """
    from moneygraph.finding import read_profiles
    from moneygraph.outputs.profiles import print_profiles, profile_json

    found = list(read_profiles().values())
    if settings.json:
        settings.print_json({"profiles": [profile_json(profile) for profile in found]})
    else:
        print_profiles(settings.terminal(), settings.texts, found)
