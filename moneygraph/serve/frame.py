"""What all pages share: their language, their answers from the desk, and what went wrong."""

from __future__ import annotations

import os
import secrets
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import flask
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from moneygraph.report.pages.draw import ENDS, drawn
from moneygraph.report.pages.parts import inside_script, words_json
from moneygraph.report.text.messages import in_language
from moneygraph.report.text.texts import LANGUAGES, Texts, texts_of
from moneygraph.report.values.json import json_text
from moneygraph.report.values.load import COUNTS as _COUNTS
from moneygraph.report.values.load import OTHER_COUNTS
from moneygraph.serve.jobs import Busy, Desk, Work
from moneygraph.serve.linked import linked
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import CallError, MoneygraphError, UnknownStart
from moneygraph.store.message import Message

#: The cookie that keeps the language.
LANGUAGE: Final = "language"
#: What is counted of a file.
COUNTS: Final = (*(name for name in _COUNTS if name != "rows"), *OTHER_COUNTS, "warned")
#: Each count of a file with the fate of a row that is counted.
_FATE_OF: Final = {name: name.removesuffix("s") for name in COUNTS}


class NoCase(Exception):
    """There is no case yet: something must be loaded first."""


class Frame:
    """Pages over one case; `lang` is their language until another is chosen."""

    def __init__(self, desk: Desk, lang: str) -> None:
        self.desk, self.default_lang = desk, lang
        self.place = desk.place
        self.data = DataFiles.beside(self.place.folder)

    @property
    def lang(self) -> str:
        """The language of the page."""
        chosen = flask.request.cookies.get(LANGUAGE)
        return chosen if chosen in LANGUAGES else self.default_lang

    @property
    def texts(self) -> Texts:
        """The labels of the language."""
        return texts_of(self.lang, self.data)

    def render(self, template: str, **values: Any) -> str:
        """Return a page of a template."""
        return flask.render_template(
            template,
            t=self.texts,
            lang=self.lang,
            languages=LANGUAGES,
            case="FILE" if self.place.masked else self.place.path.name,
            masked=self.place.masked,
            linked=linked,
            counts_in=_counts_in,
            fate_of=_FATE_OF,
            **({"part": None, "defs": None} | values),
        )

    def with_part(self, template: str, *, part: dict[str, Any], **values: Any) -> str:
        """Return a page of a template with the tables and pictures of a part of a report."""
        places = {name: flask.url_for(name) for name in ("show", "trace", "report")}
        record = inside_script(json_text({"result": part, "pages": places}))
        return self.render(
            template,
            part=part,
            record_json=Markup(record),
            words_json=Markup(words_json(self.texts)),
            defs=Markup(drawn("defs.svg", self.texts)) if part["trails"] else None,
            ends=ENDS,
            **values,
        )

    def ask(self, answer: Callable[..., Any], *asked: Any) -> Any:
        """Return an answer to the page, in its language; it is known by the page's address."""
        if not self.place.path.exists():
            raise NoCase
        lang, title = self.lang, flask.request.endpoint or ""
        key = f"{lang} {flask.request.full_path}"
        return self.desk.ask(key, title, lambda case, _: answer(case, *asked, lang))

    def begin(self, title: str, work: Work, **opened: bool) -> Any:
        """Begin work and lead to what comes of it."""
        key = secrets.token_urlsafe(12)
        try:
            self.desk.begin(key, title, work, **opened)
        except Busy as busy:
            return self._busy(busy)
        return flask.redirect(flask.url_for("done", key=key), HTTPStatus.SEE_OTHER)

    def _busy(self, busy: Busy) -> Any:
        job = busy.job
        step = in_language(job.step, self.lang)
        page = self.render("busy.html", title=job.title, step=step, seconds=job.seconds)
        return page, HTTPStatus.ACCEPTED

    def failed(self, error: Exception) -> Any:
        """Say what went wrong, and the remedy."""
        if isinstance(error, Busy):
            return self._busy(error)
        if isinstance(error, NoCase):
            return flask.redirect(flask.url_for("load"), HTTPStatus.SEE_OTHER)
        if isinstance(error, RequestEntityTooLarge):
            error = CallError(
                Message("the files are larger than a page can take"),
                Message("Load them with `moneygraph load`."),
            )
        if isinstance(error, MoneygraphError):
            status = HTTPStatus.NOT_FOUND if isinstance(error, UnknownStart) else 400
            said = [in_language(one, self.lang) for one in (error.message, error.remedy) if one]
        elif isinstance(error, HTTPException):
            status, said = error.code or 500, [self.texts("serve.nothing_here")]
        else:
            status, name = 500, type(error).__name__
            what = Message("[masked]") if self.place.masked else str(error)
            said = [
                in_language(one, self.lang)
                for one in (
                    Message("error: unexpected {name}: {what}", name=name, what=what),
                    Message("Please report this, with what MONEYGRAPH_DEBUG=1 makes it print."),
                )
            ]
            sys.stderr.write(f"{said[0]}\n")
            if os.environ.get("MONEYGRAPH_DEBUG"):
                traceback.print_exception(error)
        return self.render("error.html", said=said), status

    def check_clear(self) -> None:
        """Raise `CallError` where the case is masked."""
        if self.place.masked:
            raise CallError(
                Message("nothing can be changed in a masked case"),
                Message("Open it without --mask."),
            )


def _counts_in(files: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the counts that some of the files has."""
    return [name for name in COUNTS if any(file.get(name) for file in files)]
