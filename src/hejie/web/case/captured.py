"""How a piece came about, in words: the code that is in it, the marketplace's record, a chat that can be read."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import imported
from hejie.domain.cases.state import Said
from hejie.domain.kernel import clock
from hejie.usecases import record_words
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case.voice import marked, marking
from hejie.web.languages import active

HOW = {
    "photo": gettext_lazy("Photo"),
    "video": gettext_lazy("Film"),
    "screenshot": gettext_lazy("Screenshot"),
    "pdf": gettext_lazy("PDF"),
    "chat": gettext_lazy("Saved chat or mail"),
    "other": gettext_lazy("Something else"),
}
_READABLE = ("text/plain", "application/octet-stream")
LARGEST_CHAT = 1024 * 1024
"""Bytes of a chat that a page shows; a larger one is a file like any other."""


def words(item: Said) -> str:
    """The code that its filer says is in the picture, with both times; "" where none is."""
    code = item.data.get("code")
    if not code:
        return ""
    times = {"given": clock.parse(code["given"]), "filed": clock.parse(item.at)}
    return _("code %(code)s, given %(given)s, filed %(filed)s") % {
        "code": code["code"],
        **{name: f"{timezone.localtime(at):%H:%M}" for name, at in times.items()},
    }


def is_chat(item: Said) -> bool:
    """Whether a piece is a chat or mail that a page can show as messages."""
    file = item.data["file"]
    chat = item.data.get("how") == "chat" or item.data.get("record", {}).get("kind") == "chat"
    return chat and file["type"] in _READABLE and file["size"] <= LARGEST_CHAT


def record(view: CaseView, item: Said) -> dict:
    """title, told and source of a piece from the marketplace's record; empty for one that somebody filed."""
    if not imported.is_record(item):
        return {}
    return {
        "title": record_words.title(item.data, active()),
        "told": marked(record_words.told(item.data, active(), marking(view.text), lambda at: _moment(at, item))),
        "source": record_words.source(item.data, active()),
    }


def lines(view: CaseView, item: Said) -> list[str]:
    """What stands below a piece's title: what the record says, how the piece came about."""
    found = [record(view, item).get("told", ""), words(item)]
    return [one for one in found if one]


def _moment(at: str, item: Said) -> str:
    """The day and the time, in the reader's zone; the year where it is not that in which the piece came in."""
    moment = clock.parse(at)
    day = formatting.day_short(moment, clock.parse(item.at))
    return str(formatting.Moment(day, f"{timezone.localtime(moment):%H:%M}", active()))
