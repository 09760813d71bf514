"""How much a reader looks at, and how much it takes before it calls a file hostile."""

from __future__ import annotations

from typing import Final

MB: Final = 1 << 20

#: Bytes at the start of a text file from which encoding and separator are told.
SAMPLE: Final = 256 << 10
#: Rows shown as a sheet's head, and characters of each of their cells.
HEAD_ROWS: Final = 60
HEAD_CELL: Final = 4096
#: Characters (bytes on the fast path) in one record, and lines that one may run over.
LINE: Final = MB
RECORD_LINES: Final = 1000
#: Columns that are told apart; the cells after them come together in `extra`.
COLUMNS: Final = 1024

#: Members of an archive, the bytes its list of members may take, and its unpacked size.
MEMBERS: Final = 10_000
MEMBER_LIST: Final = 16 * MB
UNPACKED: Final = 16 << 30
#: How many times its packed size an archive may grow, once it is larger than `SMALL`.
RATIO: Final = 200
SMALL: Final = 64 * MB

#: Memory in bytes and processor seconds that the reading of one workbook may take.
WORKBOOK_MEMORY: Final = 4 << 30
WORKBOOK_SECONDS: Final = 600
