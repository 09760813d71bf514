"""The files that other tools read: a format a module, all of the part of a case that is chosen."""

from __future__ import annotations

from moneygraph.formats.export import FORMATS, Exported, Format, Written, export
from moneygraph.formats.part import Choice, Part, choose

__all__ = ["FORMATS", "Choice", "Exported", "Format", "Part", "Written", "choose", "export"]
