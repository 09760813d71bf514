"""The profiles there are, as JSON values and as lines in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.outputs.catalogue import data_long
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts

if TYPE_CHECKING:
    from moneygraph.finding import Profile


def profile_json(profile: Profile) -> dict[str, Any]:
    """Return what a profile's file says; values as they are typed."""
    return {
        "name": profile.name,
        "title": profile.title,
        "about": data_long(profile.about),
        "thresholds": [
            {
                "query": one.query,
                "param": one.param,
                "value": one.typed,
                "unit": one.unit,
                "source": one.source,
                "note": one.note,
            }
            for one in profile.settings
        ],
        "file": str(profile.path),
    }


def print_profiles(terminal: Terminal, texts: Texts, profiles: list[Profile]) -> None:
    """Print every profile, its thresholds with their sources."""
    for number, profile in enumerate(profiles):
        if number:
            terminal.line()
        terminal.say(f"{data(profile.name)}: {data_long(profile.title)}", "bold", hang=2)
        terminal.say(data_long(profile.about), indent=2, hang=2)
        for one in profile.settings:
            unit = texts.word("list", f"unit_{one.unit}")
            option = f"--{one.param.replace('_', '-')}"
            terminal.line()
            terminal.say(f"  {data(one.query)} {data(option)} {data(one.typed)} ({unit})", hang=4)
            terminal.say(f"{texts('list.source')}: {data_long(one.source)}", indent=4, hang=2)
            terminal.say(f"{texts('list.note')}: {data_long(one.note)}", indent=4, hang=2)
        terminal.line()
        terminal.say(f"{texts('list.file')}: {data(profile.path)}", indent=2, hang=2)
