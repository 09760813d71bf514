"""Every exception moneygraph raises on purpose, in one tree.

MoneygraphError          has a message, a remedy and an exit status
+- CallError             the call cannot be carried out (exit 2)
|  +- UnknownStart       a trace or show names nothing that is in the case
|  +- LoaderError        a loader's TOML file is wrong
|  +- QueryError         a query's file or parameter is wrong
|  +- ProfileError       a profile's file is wrong, or there is none of that name
|  +- ManifestError      a file is no record that --manifest wrote
|  +- ModelError         a file is no model that learn wrote
+- CaseError             the case file cannot be used (exit 2)
|  +- NotACase           the file is something else
|  +- CaseDamaged        it is not as it was written
|  +- CaseLocked         another process holds it
|  |  +- CaseHeldHere    this process does, opened another way
|  +- CaseFull           the disk took no more; the case is as before
|  +- CaseUnwritten      the disk failed
+- GraphError            a Neo4j server cannot be reached or used (exit 2)
+- FileRefused         one file could not be loaded; the others are (exit 1)
   +- UnreadableFile   broken, encrypted, empty, too long a line, ...
   +- NoLoader      no loader has these columns
   +- SignedAmounts    their signs show a direction that the loader does not tell
   +- SumTooLarge      its amounts cannot be added up exactly
   +- AmbiguousLoader    more than one loader has them
"""

from __future__ import annotations

from moneygraph.store.message import Message

_NONE = Message("")


class MoneygraphError(Exception):
    """A failure with its place, its reason and what to do about it.

    ``message`` describes what is wrong and where, ``remedy`` what to do; each is a `Message`, so
    that it can be shown in other languages.
    """

    exit_code = 2

    def __init__(self, message: Message, remedy: Message = _NONE) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}. {remedy}" if remedy else message)


class CallError(MoneygraphError):
    """The call cannot be carried out."""


class UnknownStart(CallError):
    """A trace or show names nothing that is in the case."""


class LoaderError(CallError):
    """A loader's TOML file is wrong."""


class QueryError(CallError):
    """A query's file or one of its parameters is wrong."""


class ProfileError(CallError):
    """A profile's file is wrong, or there is none of that name."""


class ManifestError(CallError):
    """A file is no record that --manifest wrote, or not any more."""


class ModelError(CallError):
    """A file is no model that `learn` wrote, or one of another version."""


class CaseError(MoneygraphError):
    """The case file cannot be used."""


class NotACase(CaseError):
    """The file given as a case is something else."""


class CaseDamaged(CaseError):
    """The case file is not as it was written; `why` is what shows it."""

    def __init__(self, why: str, message: Message, remedy: Message) -> None:
        self.why = why
        super().__init__(message, remedy)


class CaseLocked(CaseError):
    """Another process holds the case file."""


class CaseHeldHere(CaseLocked):
    """This process holds the case file, opened another way."""


class CaseFull(CaseError):
    """The disk took no more; the case is as it was before."""


class MemoryShort(CaseError):
    """The memory that may be used was not enough, and what was kept on disk did not help."""


class CaseUnwritten(CaseError):
    """The disk did not take what was written to the case, or beside it."""


class Notice(UserWarning):
    """What a person is told beside the answer: a message, and a remedy where there is one."""

    def __init__(self, message: Message, remedy: Message = _NONE) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}. {remedy}" if remedy else message)


class LeftOut(Notice):
    """A file of the user's own folder is wrong and was left out; `error` says which and why."""

    def __init__(self, error: MoneygraphError) -> None:
        self.error = error
        super().__init__(Message("left out: {message}", message=error.message), error.remedy)


class MadePrivate(Notice):
    """Everybody on the machine could read the case; now its owner alone can."""


class GraphError(MoneygraphError):
    """A Neo4j server cannot be reached, or not used for the call."""


class FileRefused(MoneygraphError):
    """One export could not be loaded; the others are not touched by it."""

    exit_code = 1


class UnreadableFile(FileRefused):
    """The file is broken, encrypted, empty or no export at all."""


class RefusedLate(FileRefused):
    """The file is refused for what its rows show together."""

    def __init__(self, sha256: str, message: Message, remedy: Message) -> None:
        self.sha256 = sha256
        super().__init__(message, remedy)


class SignedAmounts(RefusedLate):
    """The signs of the amounts show a direction that the loader does not tell."""


class SumTooLarge(RefusedLate):
    """The amounts of the file are too large to be added up exactly."""


class NoLoader(FileRefused):
    """No loader has the columns of this statement file."""


class NoOwnAccount(FileRefused):
    """The statement does not say of which account it is, or names several."""


class AmbiguousLoader(FileRefused):
    """More than one loader has the columns of this statement file."""
