"""A report as a page of its own and as pictures: drawn here from a record, nothing is asked."""

from typing import Final

#: The pictures of a report.
PICTURES: Final = ("trail", "timeline", "network")
