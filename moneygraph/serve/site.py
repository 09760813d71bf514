"""The pages: each asks the desk for what it shows."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import flask
import jinja2

from moneygraph.ingest.loading.decisions import Wanted, ahead_of
from moneygraph.report.pages import draw
from moneygraph.report.pages.parts import script
from moneygraph.report.text.texts import LANGUAGES
from moneygraph.serve import answers, uploads, views
from moneygraph.serve.frame import COUNTS, LANGUAGE, Frame
from moneygraph.serve.jobs import Desk
from moneygraph.store.amounts import moment
from moneygraph.store.schema import HOP_RULES, RULES, SCOPES

#: Bytes of one request.
MOST_BYTES: Final = 4 << 30
_MOST_FILES: Final = 10_000
_HERE: Final = Path(__file__).resolve().parent
_STYLES: Final = ("palette.css", "page.css", "picture.css")
#: Decisions about two rows.
_DECIDED: Final = ("same", "not-same", "undone")


def make_app(desk: Desk, lang: str) -> flask.Flask:
    """Return the application over one case; `guard.Guard` must stand before it."""
    app = flask.Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.config["MAX_FORM_PARTS"] = _MOST_FILES
    app.jinja_options = {
        "finalize": draw.plain,
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    own = jinja2.FileSystemLoader(_HERE / "templates")
    app.jinja_loader = jinja2.ChoiceLoader([own, draw.templates()])
    _Site(desk, lang).add_to(app)
    return app


class _Site(Frame):
    def add_to(self, app: flask.Flask) -> None:
        pages: dict[str, Callable[..., Any]] = {
            "/": self.home,
            "/load": self.load,
            "/file/<sha256>": self.file,
            "/show": self.show,
            "/trace": self.trace,
            "/found": self.found,
            "/freeze": self.freeze,
            "/requests": self.requests,
            "/complaints": self.complaints,
            "/decisions": self.decisions,
            "/report": self.report,
            "/done/<key>": self.done,
            "/page/<key>.html": self.page,
            "/kept/<key>": self.kept,
            "/assets/<name>": self.asset,
            "/language/<lang>": self.language,
        }
        for rule, view in pages.items():
            app.add_url_rule(rule, view.__name__, view)
        changes: dict[str, Callable[..., Any]] = {
            "/load": self.begin_load,
            "/decisions": self.decide,
            "/letters": self.begin_letters,
            "/report": self.begin_report,
            "/stop": self.stop,
        }
        for rule, view in changes.items():
            app.add_url_rule(rule, view.__name__, view, methods=["POST"])
        app.register_error_handler(Exception, self.failed)

    def home(self) -> Any:
        """Show what is known of the case."""
        return self.render("home.html", known=self.ask(answers.known))

    def load(self) -> Any:
        """Show where files are dropped, and the files of the case."""
        files = self.ask(answers.files) if self.place.path.exists() else []
        return self.render("load.html", files=files, counts=COUNTS)

    def begin_load(self) -> Any:
        """Keep the files that were dropped and load them."""
        self.check_clear()
        folder = uploads.folder_of(self.place.path)
        paths = uploads.keep(flask.request.files.getlist("files"), folder)
        if not paths:
            return flask.redirect(flask.url_for("load"), HTTPStatus.SEE_OTHER)
        wishes = {"covers": flask.request.form.get("covers") or None}
        work = partial(answers.loaded, paths=paths, wishes=wishes, lang=self.lang)
        return self.begin("load", work, create=True)

    def file(self, sha256: str) -> Any:
        """Show the rows of a file with what became of each."""
        fate = flask.request.args.get("fate") or None
        first = max(0, flask.request.args.get("first", 0, type=int))
        found = self.ask(answers.rows, sha256, fate, first)
        values = {"fate": fate, "first": first, "most": answers.ROWS}
        return self.render("file.html", file=found, counts=COUNTS, **values)

    def show(self) -> Any:
        """Show all that is held on what was searched."""
        what = flask.request.args.get("what", "").strip()
        if not what:
            return flask.redirect(flask.url_for("home"), HTTPStatus.SEE_OTHER)
        found = self.ask(views.shown, what)
        if "complaint" in found:
            return flask.redirect(flask.url_for("trace", **found), HTTPStatus.SEE_OTHER)
        return self.with_part("show.html", what=what, **found)

    def trace(self) -> Any:
        """Follow money, by the rule and within the dates that the page has."""
        given = flask.request.args
        names = ("start", "complaint", "rule", "since", "until", "amount", "currency")
        fields = {name: given[name].strip() for name in names if given.get(name)}
        asked = views.Asked(**fields, back="back" in given)
        shared: dict[str, Any] = {"asked": asked, "rules": (*RULES, "all")}
        if not (asked.start or asked.complaint):
            return self.render("trace.html", **shared)
        return self.with_part("trace.html", **shared, **self.ask(views.traced, asked))

    def found(self) -> Any:
        """Show what the queries find."""
        return self.with_part("found.html", **self.ask(views.found))

    def freeze(self) -> Any:
        """Show where stolen money lies."""
        account = flask.request.args.get("account", "")
        return self.with_part("freeze.html", account=account, **self.ask(views.freeze))

    def requests(self) -> Any:
        """Show which bank must be asked next."""
        return self.with_part("requests.html", **self.ask(views.requests))

    def complaints(self) -> Any:
        """Show the complaints, and which belong together."""
        return self.with_part("complaints.html", **self.ask(views.complaints))

    def decisions(self) -> Any:
        """Show what persons decided of the case."""
        return self.render("decisions.html", found=self.ask(answers.decisions))

    def decide(self) -> Any:
        """Keep a decision about two rows, an account or a clock, or take it back."""
        self.check_clear()
        form = flask.request.form
        given = {name: value.strip() for name, value in form.items() if value.strip()}
        kind, names = given.get("kind", ""), ["first"]
        if kind in _DECIDED:
            names.append("second")
        elif kind not in ("frozen", "clock"):
            flask.abort(HTTPStatus.BAD_REQUEST)
        wanted = Wanted(
            kind,
            [given.get(name, "") for name in names],
            given.get("who") or getpass.getuser(),
            given.get("why", ""),
            seconds=ahead_of(given.get("ahead", "")) if kind == "clock" else None,
            first_day=_day(given, "first_day"),
            last_day=_day(given, "last_day"),
            amount=given.get("amount"),
            currency=given.get("currency", "KZT"),
        )
        return self.begin("decisions", partial(answers.decided, wanted, undo="undo" in form))

    def report(self) -> Any:
        """Show what reports there are."""
        kind = flask.request.args.get("kind", "case")
        name = flask.request.args.get("name", "")
        return self.render("report.html", kind=kind, name=name, kinds=SCOPES, rules=HOP_RULES)

    def begin_report(self) -> Any:
        """Write a report."""
        form = flask.request.form
        parameters = {
            "kind": form.get("kind", "case"),
            "names": _names(form.get("kind"), form.get("name", "")),
            "rule": form.get("rule", "lifo"),
            "currency": None,
            "lang": self.lang,
        }
        return self.begin("report", partial(answers.report, parameters), shared=True)

    def begin_letters(self) -> Any:
        """Write letters to banks."""
        self.check_clear()
        form = flask.request.form
        kind = "freeze" if form.get("kind") == "freeze" else "requests"
        languages = tuple(one for one in LANGUAGES if one in form.getlist("language"))
        day = _day(form, "day")
        work = partial(views.letters, kind=kind, languages=languages or ("kk", "ru"), day=day)
        return self.begin("letters", work, shared=True)

    def done(self, key: str) -> Any:
        """Show what came of something that was begun."""
        made = self._made(key)
        if made is None:
            return flask.redirect(flask.url_for("decisions"), HTTPStatus.SEE_OTHER)
        if "archive" in made:
            return self.render("letters.html", key=key, made=made)
        if "page" in made:
            return self.render("written.html", key=key, made=made)
        return self.render("loaded.html", made=made, counts=COUNTS)

    def page(self, key: str) -> Any:
        """Give the page of a report, to look at or to keep."""
        answer = flask.send_file(
            BytesIO(self._made(key, "page")["page"]),
            mimetype="text/html; charset=utf-8",
            as_attachment="keep" in flask.request.args,
            download_name="report.html",
        )
        # the page has a policy of its own in it, which names its style and script
        answer.headers["Content-Security-Policy"] = "frame-ancestors 'none'; form-action 'none'"
        return answer

    def kept(self, key: str) -> Any:
        """Give letters, to be kept."""
        made = self._made(key, "archive")
        content, name = BytesIO(made["archive"]), made["name"]
        return flask.send_file(content, "application/zip", as_attachment=True, download_name=name)

    def _made(self, key: str, part: str | None = None) -> Any:
        """Return what came of something that was begun, or answer that there is no such page.

        So it does where what came of it has not the `part` that is wanted.
        """
        try:
            made = self.desk.done(key)
        except KeyError:
            flask.abort(HTTPStatus.NOT_FOUND)
        if part is not None and (made is None or part not in made):
            flask.abort(HTTPStatus.NOT_FOUND)
        return made

    def stop(self) -> Any:
        """Stop what is being done."""
        self.desk.stop()
        return flask.redirect(flask.url_for("home"), HTTPStatus.SEE_OTHER)

    def language(self, lang: str) -> Any:
        """Show the pages in another language from now on."""
        answer = flask.redirect(flask.url_for("home"), HTTPStatus.SEE_OTHER)
        if lang in LANGUAGES:
            path = flask.url_for("home")
            answer.set_cookie(LANGUAGE, lang, path=path, httponly=True, samesite="Strict")
        return answer

    def asset(self, name: str) -> Any:
        """Give our style or script."""
        if name == "serve.css":
            parts = [draw.asset(one) for one in _STYLES]
            return flask.Response("\n".join([*parts, _own(name)]), mimetype="text/css")
        if name == "report.js":
            return flask.Response(script(), mimetype="text/javascript")
        if name != "serve.js":
            flask.abort(HTTPStatus.NOT_FOUND)
        return flask.Response(_own(name), mimetype="text/javascript")


def _own(name: str) -> str:
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


def _names(kind: str | None, text: str) -> list[str]:
    """Return what a report is on: complaints have commas between them, all else is one name."""
    parts = text.split(",") if kind == "complaints" else [text]
    return [part.strip() for part in parts if part.strip()]


def _day(given: Mapping[str, str], name: str) -> date | None:
    """Return a day of a form; raises `CallError` where it is none."""
    asked = moment(name, given.get(name) or None, end_of_day=False)
    return asked.date() if asked else None
