"""A trace in a terminal: the tree of where money went, then a table that adds up."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from moneygraph.report.terminal.ends import END_STYLES, print_ends, print_victims
from moneygraph.report.terminal.rules import print_tainted
from moneygraph.report.terminal.terminal import Terminal, cell_len
from moneygraph.report.terminal.tree import Branch, Tree, tree_of
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_about, account_number, duration
from moneygraph.report.values.trace import trace_title
from moneygraph.store.schema import TAINT_RULES

if TYPE_CHECKING:
    from moneygraph.flow.trails.trail import Party, Touched, Trace

_Parts = list[tuple[str, str]]
_NAMED_BY_END = {"exchange", "cash", "abroad"}
_GAP = ("  ", "")
NOT_HELD, TIED = "○", "≈"


def print_trace(terminal: Terminal, texts: Texts, trace: Trace, most: int) -> None:
    """Print the tree with at most `most` branches, what its signs mean, and as many ends.

    A taint rule has no tree: its largest transfers are printed instead.
    """
    if trace.rule in TAINT_RULES:
        print_tainted(terminal, texts, trace, most)
        print_victims(terminal, texts, trace, most)
        return
    traced = plain_amount(trace.traced, trace.currency)
    title = trace_title(texts, traced, trace.currency, trace.rule, back=trace.back)
    terminal.paragraph(title, "bold")
    if not trace.starts:
        terminal.paragraph(texts("trace.nothing"))
        return
    terminal.line()
    tree = tree_of(trace, most)
    _TreePrinter(terminal, texts, trace).print(tree)
    if tree.every > most:
        terminal.paragraph(texts("trace.largest", n=most, every=str(tree.every)), "dim")
    terminal.line()
    print_ends(terminal, texts, trace, most)
    print_victims(terminal, texts, trace, most)


class _TreePrinter:
    def __init__(self, terminal: Terminal, texts: Texts, trace: Trace) -> None:
        self.terminal, self.texts, self.trace = terminal, texts, trace
        self.words: dict[str, set[str]] = defaultdict(set)
        for end in trace.ends:
            self.words[end.account].add(end.end)
        self.signs: set[str] = set()

    def print(self, tree: Tree) -> None:
        """Print the starts, grouped by the account that they left (came to, going back)."""
        groups: dict[str, list[Branch]] = defaultdict(list)
        for branch in tree.branches:
            groups[self._near(branch).account].append(branch)
        for number, branches in enumerate(groups.values()):
            party = self._near(branches[0])
            self.terminal.paragraph("".join(self._party(party)), "bold", hang=2)
            folded = (tree.folded, tree.folded_amount) if number == len(groups) - 1 else (0, 0)
            self._children("", branches, folded, 0, "")
        for sign in (NOT_HELD, TIED):
            if sign in self.signs:
                name = "unwatched" if sign == NOT_HELD else "tied"
                self.terminal.paragraph(f"{sign} {self.texts(f'trace.{name}')}", "dim")

    def _near(self, branch: Branch) -> Party:
        touched = self.trace.transfers[branch.transfer]
        return touched.receiver if self.trace.back else touched.sender

    def _far(self, touched: Touched) -> Party:
        return touched.sender if self.trace.back else touched.receiver

    def _party(self, party: Party, with_kind: bool = True) -> tuple[str, str]:
        """Return an account's number and what else is known of it."""
        kind = party.kind if with_kind and party.kind != "person" else None
        about = account_about(self.texts, {"name": party.name, "bank": party.bank, "kind": kind})
        number = account_number(self.texts, party.account, party.name)
        return number, f", {about}" if about else ""

    def _children(
        self, prefix: str, branches: list[Branch] | tuple[Branch, ...], folded: tuple[int, int],
        rest: int, word: str,
    ) -> None:  # fmt: skip
        extra: list[_Parts] = []
        if folded[0]:
            text = self.texts(
                "trace.folded",
                n=folded[0],
                amount=self.texts.amount(folded[1], self.trace.currency),
            )
            extra.append([(text, "dim")])
        if rest:
            extra.append(
                [(self.texts.amount(rest, self.trace.currency), ""), *self._end_parts(word)]
            )
        last = len(branches) + len(extra) - 1
        for index, branch in enumerate(branches):
            self._branch(prefix, branch, index == last)
        for index, parts in enumerate(extra, start=len(branches)):
            joint = "└ " if index == last else "├ "
            self.terminal.parts((prefix + joint, "dim"), *parts)

    def _branch(self, prefix: str, branch: Branch, last: bool) -> None:
        touched = self.trace.transfers[branch.transfer]
        below = prefix + ("  " if last else "│ ")
        word = self._word(touched)
        leaf = not branch.branches and not branch.folded and not branch.again
        amount, time = self._amount(branch), self._time(branch, touched)
        tail = self._tail(branch, touched, word if leaf else "")
        joint = (prefix + ("└ " if last else "├ "), "dim")
        inner = (below + ("│ " if branch.branches or branch.folded else "  "), "dim")
        if self._fit(joint, amount, _GAP, *time, _GAP, *tail):
            self.terminal.parts(joint, amount, _GAP, *time, _GAP, *tail)
        else:
            if self._fit(joint, amount, _GAP, *time):
                self.terminal.parts(joint, amount, _GAP, *time)
            else:
                self.terminal.parts(joint, amount)
                self.terminal.parts(inner, *time)
            self._account_line(inner, tail)
        if not branch.again and not leaf:
            folded = (branch.folded, branch.folded_amount)
            self._children(below, branch.branches, folded, branch.rest, word)

    def _fit(self, *parts: tuple[str, str]) -> bool:
        return self._columns(*parts) <= self.terminal.width

    def _columns(self, *parts: tuple[str, str]) -> int:
        return sum(cell_len(self.terminal.legible(text)) for text, _ in parts)

    def _account_line(self, prefix: tuple[str, str], tail: _Parts) -> None:
        """Print the account on a line of its own; what is known of it gives way to the rest."""
        number, (about, style), *rest = tail
        room = self.terminal.width - self._columns(prefix, number, *rest)
        about = self.terminal.fitted(about, max(room, 0))
        self.terminal.parts(prefix, number, (about, style), *rest)

    def _amount(self, branch: Branch) -> tuple[str, str]:
        currency = self.trace.currency
        amount = self.texts.amount(branch.amount, currency)
        if branch.arrived > branch.amount:
            arrived = self.texts.amount(branch.arrived, currency)
            amount = self.texts("trace.joined", amount=amount, arrived=arrived)
        return amount, "bold"

    def _time(self, branch: Branch, touched: Touched) -> _Parts:
        hop = branch.hop
        when = touched.credit_ts if self.trace.back else touched.ts
        time = self.texts.moment(when)
        if hop is not None:
            dwell = duration(self.texts, hop.dwell_s)
            time += ", " + self.texts(
                "trace.before" if self.trace.back else "trace.after", dwell=dwell
            )
        parts: _Parts = [(time, ""), (f"  [{branch.transfer}]", "dim")]
        if hop is not None and hop.tied:
            self.signs.add(TIED)
            parts.append((f" {TIED}", "yellow"))
        return parts

    def _tail(self, branch: Branch, touched: Touched, word: str) -> _Parts:
        party = self._far(touched)
        arrow = "←" if self.trace.back else "→"
        is_named = word in _NAMED_BY_END and party.kind == word
        number, about = self._party(party, with_kind=not is_named)
        parts: _Parts = [(f"{arrow} {number}", ""), (about, "")]
        if self._not_held(branch, word):
            self.signs.add(NOT_HELD)
            parts.append((f" {NOT_HELD}", "yellow"))
        if word:
            parts += self._end_parts(word, " – ")
        if branch.again:
            parts.append((f" – {self.texts('trace.again', id=str(branch.transfer))}", "dim"))
        return parts

    def _not_held(self, branch: Branch, word: str) -> bool:
        return word == "unseen" or any(
            one.hop is not None and one.hop.uncovered for one in branch.branches
        )

    def _word(self, touched: Touched) -> str:
        """Return how money ends at the far account of a transfer."""
        return "/".join(sorted(self.words.get(self._far(touched).account, ())))

    def _end_parts(self, word: str, before: str = " ") -> _Parts:
        text = "/".join(self.texts.word("end", one) for one in word.split("/"))
        return [(before, ""), (text, END_STYLES.get(word, "bold"))]
