"""What neighbours in a factor graph say of each other: a few rounds of damped messages.

Each node is in one of a few states. What is known of it alone are logarithms of how likely that is
in each state; a factor between two nodes holds, for each pair of their states, the logarithm of how
likely what is seen between them is. A message along a factor is what a neighbour says of the other
end, by what it has heard from all but that end (the sum-product algorithm, Pearl 1988; Kschischang
et al. 2001). Where factors form circles the rounds end near, not at, the exact answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]

ROUNDS: Final = 16
#: How much of a message stays as it was in the round before.
DAMPING: Final = 0.5


@dataclass(frozen=True)
class Factors:
    """Factors between pairs of nodes: `first` and `second` by number, and `tables`.

    ``tables[i, a, b]`` is for factor `i` with its first node in state `a` and its second in `b`,
    a natural logarithm.
    """

    first: Indices
    second: Indices
    tables: Floats


@dataclass(frozen=True)
class Beliefs:
    """What is believed of each node in the end, and by whom: natural logarithms, 0 in state 0.

    `nodes` is nodes by states; `forth` and `back` are factors by states: what the first node
    of each says of the second, and the second of the first.
    """

    nodes: Floats
    forth: Floats
    back: Floats


def pass_messages(alone: Floats, factors: Factors, *, rounds: int = ROUNDS) -> Beliefs:
    """Return what is believed of all nodes; `alone` is nodes by states, 0 in state 0."""
    count = len(factors.first)
    forth = np.zeros((count, alone.shape[1]))
    back = np.zeros_like(forth)
    turned = factors.tables.transpose(0, 2, 1)
    for _ in range(rounds):
        beliefs = _beliefs(alone, factors, forth, back)
        new_forth = _messages(beliefs[factors.first] - back, factors.tables)
        new_back = _messages(beliefs[factors.second] - forth, turned)
        forth = DAMPING * forth + (1 - DAMPING) * new_forth
        back = DAMPING * back + (1 - DAMPING) * new_back
    return Beliefs(_beliefs(alone, factors, forth, back), forth, back)


def _beliefs(alone: Floats, factors: Factors, forth: Floats, back: Floats) -> Floats:
    heard = [
        np.bincount(factors.second, forth[:, state], len(alone))
        + np.bincount(factors.first, back[:, state], len(alone))
        for state in range(alone.shape[1])
    ]
    return alone + np.stack(heard, axis=1)


def _messages(cavities: Floats, tables: Floats) -> Floats:
    """Return what nodes say by what they heard from others, 0 in state 0."""
    summed = cavities[:, :, np.newaxis] + tables
    most = summed.max(axis=1)
    message = most + np.log(np.exp(summed - most[:, np.newaxis, :]).sum(axis=1))
    compared: Floats = message - message[:, :1]
    return compared
