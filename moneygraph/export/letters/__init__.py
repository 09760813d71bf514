"""Letters to banks: what they say, templates, annexes, and the files they are written to."""

from moneygraph.export.letters.content import Content
from moneygraph.export.letters.templates import LetterOptions, write_templates
from moneygraph.export.letters.write import (
    LetterFile,
    check_letters,
    masked_letters,
    write_letters,
)

__all__ = [
    "Content",
    "LetterFile",
    "LetterOptions",
    "check_letters",
    "masked_letters",
    "write_letters",
    "write_templates",
]
