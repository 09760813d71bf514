"""AMLworld's labelled laundering attempts: reading, splitting, and which transfers are feasible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_BEGIN = "BEGIN LAUNDERING ATTEMPT - "
_END = "END LAUNDERING ATTEMPT"


@dataclass(frozen=True)
class Move:
    """One labelled transfer; `cells` are the ten cells of its line before the label."""

    cells: tuple[str, ...]

    @property
    def ts(self) -> str:
        """The minute it was made, in a form that sorts by time."""
        return self.cells[0]

    @property
    def payer(self) -> str:
        """Bank and account that paid."""
        return f"{self.cells[1]}-{self.cells[2]}"

    @property
    def payee(self) -> str:
        """Bank and account that was paid."""
        return f"{self.cells[3]}-{self.cells[4]}"


@dataclass(frozen=True)
class Attempt:
    """One laundering attempt: its type in lower case and its transfers."""

    type: str
    moves: list[Move] = field(default_factory=list)

    @property
    def accounts(self) -> set[str]:
        """All accounts in it."""
        return {account for move in self.moves for account in (move.payer, move.payee)}


def read_attempts(path: Path) -> Iterator[Attempt]:
    """Yield the attempts of a file of patterns, in its order."""
    attempt = Attempt("")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(_BEGIN):
            attempt = Attempt(line.removeprefix(_BEGIN).split(":")[0].strip().lower())
        elif line.startswith(_END):
            yield attempt
        elif line:
            attempt.moves.append(Move(tuple(line.split(",")[:10])))


def split(attempts: Iterable[Attempt]) -> tuple[list[Attempt], list[Attempt]]:
    """Split by time and account: a part to learn from, and one that is looked at once.

    The half that begins first is to learn from. Of the rest, what shares an account with that
    half is left out of both.
    """
    ordered = sorted(attempts, key=lambda one: min(move.ts for move in one.moves))
    learnt = ordered[: len(ordered) // 2]
    known = {account for one in learnt for account in one.accounts}
    return learnt, [one for one in ordered[len(learnt) :] if not one.accounts & known]


def feasible(attempt: Attempt) -> list[Move]:
    """Return the time-feasible transfers of an attempt.

    An account that both pays and is paid by others in the attempt is a middle one. A transfer
    to a middle account is feasible there if the account pays another at the same minute or
    later (t_in <= t_out); one from a middle account if another had paid it by then. A transfer
    is feasible if it is at one of its ends, or if neither end is a middle account.
    """
    moves = [move for move in attempt.moves if move.payer != move.payee]
    last_out: dict[str, str] = {}
    first_in: dict[str, str] = {}
    for move in moves:
        last_out[move.payer] = max(move.ts, last_out.get(move.payer, move.ts))
        first_in[move.payee] = min(move.ts, first_in.get(move.payee, move.ts))
    middle = last_out.keys() & first_in.keys()

    def fits(move: Move) -> bool:
        ends = [
            *([first_in[move.payer] <= move.ts] if move.payer in middle else []),
            *([move.ts <= last_out[move.payee]] if move.payee in middle else []),
        ]
        return any(ends) or not ends

    return [move for move in moves if fits(move)]
