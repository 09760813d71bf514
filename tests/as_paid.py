"""Detection that takes amounts as they were paid, in cases that hold several currencies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from moneygraph.detect import worth


@contextmanager
def as_paid() -> Iterator[None]:
    """Let nothing be converted within the block, as feeds and graphs do not convert."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worth, "_has_several", lambda con: False)
        yield
