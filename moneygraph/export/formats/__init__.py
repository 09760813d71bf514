"""The files that other tools read: a format a module, all of the part of a case that is chosen.

`part` chooses; it is not imported here, as the names of formats are needed before any work.
"""

from __future__ import annotations

from moneygraph.export.formats.export import (
    FORMATS,
    Exported,
    Format,
    Written,
    check_target,
    export,
)

__all__ = ["FORMATS", "Exported", "Format", "Written", "check_target", "export"]
