"""What a call is doing, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from moneygraph.store.message import Message

Progress: TypeAlias = Callable[[str], None]


def silent(_: str) -> None:
    """Show nothing."""


class Stage(Message):
    """What is being done now, and how many seconds it takes on an ordinary computer.

    That follows from how much there is to do. Who shows it learns from the stages before how fast
    this computer is.
    """

    seconds: float

    def __new__(cls, message: Message, seconds: float) -> Stage:
        """Return the message with its seconds."""
        made = str.__new__(cls, message)
        made.template, made.values, made.seconds = message.template, message.values, seconds
        return made


class Steps(Message):
    """What is being done now with many things, how many of them are done, and of how many."""

    done: int
    every: int

    def __new__(cls, message: Message, done: int, every: int) -> Steps:
        """Return the message with these numbers."""
        made = str.__new__(cls, message)
        made.template, made.values = message.template, message.values
        made.done, made.every = done, every
        return made
