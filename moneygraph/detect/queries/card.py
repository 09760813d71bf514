"""A scorecard: what a query weighs, and the sentences for it; one table one indicator.

``queries/NAME.card.toml`` beside ``NAME.sql`` holds `unit`, `order` (of the parts of a sentence),
``[ru]`` and ``[kk]`` with the head's texts, ``[param.NAME]`` with what a parameter is, and a table
``[indicator.NAME]`` for each indicator:

- `value`: the column of the query that is weighed, null where there is none;
- `shape`, `base`, `per`, `cap`, `from`, `steps`: its points. ``linear``: base + per * value, value
  no larger than `cap`; ``log``: base + per * ln(1 + value), a negative value counted as 0;
  ``share``: per * value of what all others add up to, but for other shares; `steps`, in place of
  these: pairs of a value and the points from it on. Nothing below `from`;
- `when`: a condition without which there are no points;
- `show`: what the answer and the sentence give, where that is not `value`; `shows`: several
  columns of the same names; `show_when`: when, where that is not when there are points;
- `innocent`: what is innocent about it;
- `en`, `ru`, `kk`: what it says in full: the first text of which all values are known is used;
- ``[indicator.NAME.brief]``: what it says in the sentence of a finding, in place of that: `en`,
  `ru`, `kk`, which may hold columns of the query too, and `for`: what else it stands for.

An indicator without points is evidence that is only shown; one without `value` is a column
``i_NAME`` of the query. The unit ``decibans``: points are added to `begun`, a column of the query,
and the score is 1 / (1 + 10^(-sum / 10)). ``points``: they are hundredths of the score.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

UNITS: Final = ("decibans", "points")
SHAPES: Final = ("linear", "log", "share")
LANGUAGES: Final = ("en", "ru", "kk")
#: A placeholder of a value in a sentence, with the forms of a word for numbers.
PLACEHOLDER: Final = re.compile(r"\{(\w+)(?:\|[^{}|]*)*\}")


@dataclass(frozen=True)
class Sentence:
    """A text with placeholders; where `zero` names an indicator, it is for that being 0.

    `least` are indicators with the value from which on it is for them.
    """

    text: str
    zero: str | None = None
    least: Mapping[str, float] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """What must be known for it: indicators, in a brief one columns too."""
        zero = (self.zero,) if self.zero else ()
        return (*PLACEHOLDER.findall(self.text), *zero, *self.least)

    def fits(self, values: Mapping[str, Any]) -> bool:
        """Tell whether it can be said of these values."""
        return (
            all(values.get(name) is not None for name in self.names)
            and not (self.zero and values[self.zero])
            and all(values[name] >= least for name, least in self.least.items())
        )


@dataclass(frozen=True)
class Brief:
    """What an indicator says in the sentence of a finding, and for which others it speaks."""

    sentences: Mapping[str, tuple[Sentence, ...]]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """One table of a card; see the module."""

    name: str
    value: str | None = None
    shape: str = "linear"
    base: float = 0
    per: float = 0
    cap: float | None = None
    least: float | None = None
    steps: tuple[tuple[float, float], ...] = ()
    #: What share of ordinary accounts shows at least each value, where the points were set.
    others: tuple[tuple[float, float], ...] = ()
    #: How much of a case's own background counts.
    weight: float = 1
    #: What a case's own background adds to the points, from each value on.
    here: tuple[tuple[float, float], ...] = ()
    when: str | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    show_when: str | None = None
    innocent: str = ""
    sentences: Mapping[str, tuple[Sentence, ...]] = field(default_factory=dict)
    brief: Brief | None = None

    @property
    def has_points(self) -> bool:
        """Whether it weighs anything."""
        return bool(self.base or self.per or self.steps)

    @property
    def direction(self) -> int:
        """1 where more of the value never takes points away, -1 where it never adds any.

        0 where it weighs nothing, or adds for some values and takes away for others.
        """
        if self.steps:
            points = [0.0, *(one for _, one in self.steps)]
            changes = [after - before for before, after in pairwise(points)]
        else:
            changes = [self.base, self.per]
        signs = {(one > 0) - (one < 0) for one in changes} - {0}
        return signs.pop() if len(signs) == 1 else 0


@dataclass(frozen=True, eq=False)
class Card:
    """A card: indicators in the order of answers, `order` is that of sentences.

    `texts` are the head's by language, `params` what a parameter is, by name and language. `begin`
    is added to `begun`, in decibans: the evidence of an account that shows nothing of the card; so
    is `likelier`, which is how much the suspects of a case say of anybody (see `background`).
    """

    path: Path
    unit: str
    indicators: dict[str, Indicator]
    order: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]]
    params: Mapping[str, Mapping[str, str]]
    text: str
    begin: float = 0
    likelier: float = 0

    @property
    def names(self) -> tuple[str, ...]:
        """All that an answer may show, in its order."""
        return tuple(name for one in self.indicators.values() for name in one.shown or (one.name,))

    @property
    def weighed(self) -> list[Indicator]:
        """The indicators that have points."""
        return [one for one in self.indicators.values() if one.has_points]
