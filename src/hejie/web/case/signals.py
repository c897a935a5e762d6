"""Signals as a page shows them: what was noticed, what it may mean, how often it is wrong, what would answer it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.cases import signals
from hejie.domain.cases.state import Said
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.usecases import signal_words
from hejie.usecases import signals as looked
from hejie.usecases.reading import CaseView
from hejie.web.languages import active

_STAFF = ("neutral", "platform", "auditor")


def tell(view: CaseView, item: Said, actor: Actor | None = None) -> dict:
    """One signal as `case/signals.html` takes it.

    actor   the reader, where staff is to be shown the other cases that it may read itself; a party never is
    """
    words, data = signal_words.words(item.data, active()), item.data
    return {
        "id": item.id,
        "number": item.id.upper(),
        "about": _about(view, item),
        "piece": data["piece"],
        "title": words.title,
        "seen": words.seen,
        "may_mean": words.may_mean,
        "errors": words.errors,
        "proof": words.proof,
        "note": words.decides_nothing,
        "at": clock.parse(item.at),
        "elsewhere": _elsewhere(view, item, actor),
    }


def beside(view: CaseView, about: str, actor: Actor | None = None) -> list[dict]:
    """All signals about a piece of the joint room, oldest first."""
    return [tell(view, item, actor) for item in view.case.of_kind("signal") if item.data["piece"] == about]


def of_words(view: CaseView, actor: Actor | None = None) -> list[dict]:
    """Signals about words and waybills, which stand beside no piece."""
    return [tell(view, item, actor) for item in view.case.of_kind("signal") if not item.data["piece"]]


def show_elsewhere(view: CaseView, actor: Actor, told: Iterable[dict]) -> None:
    """Put the other cases to signals that were told without a reader."""
    known = {item.id: item for item in view.case.of_kind("signal")}
    for one in told:
        one["elsewhere"] = _elsewhere(view, known[one["id"]], actor)


def _elsewhere(view: CaseView, item: Said, actor: Actor | None) -> list[dict]:
    if actor is None or view.side not in _STAFF:
        return []
    found = looked.elsewhere(actor, view.case, item.data["about"], item.data["signal"])
    return [{"url": reverse("case", args=[one]), "words": one} for one in found]


def _about(view: CaseView, item: Said) -> str:
    """What a signal is about, in words."""
    about = item.data["about"]
    if about == signals.CLAIM:
        return _("the words of the claim")
    if about == signals.PARCEL:
        return _("a waybill")
    subject = signals.subject(view.case, about)
    kind = subject.kind if subject is not None else ""
    words = {"message": _("the message %(number)s"), "statement": _("the account %(number)s")}
    return words.get(kind, _("the piece %(number)s")) % {"number": about.upper()}
