"""Putting a promise forward, out of a message or from nothing, and the answer to one."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hejie.domain.cases import commands
from hejie.domain.cases.state import Said
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import promises
from hejie.usecases.reading import CaseView
from hejie.web import asking, refusals
from hejie.web.acts import act
from hejie.web.asking import Ask
from hejie.web.case import forms, page, voice
from hejie.web.case.promises import may_propose
from hejie.web.case.voice import joined

PROMISE = Ask(
    promises.propose_promise,
    forms.Promise,
    gettext_lazy("Make it a promise"),
    gettext_lazy("A promise has a date. It binds once the other side has agreed; until then you can take it back."),
    gettext_lazy("Put the promise to the other side"),
    gettext_lazy("The promise has been put to the other side."),
    goes="#promises",
)


def new_promise(request: HttpRequest, case_id: str) -> HttpResponse:
    """The form of a promise, filled with the message in which it was said, or the promise put to the other side."""
    view = page.read(request, case_id)
    if not may_propose(view):
        stage = view.case.stage
        return refusals.answer(request, Refusal("not_allowed_now", act="promise", stage=stage))
    said = _said(view, request.GET.get("message", ""))
    now = request.context.now

    def make(seen: CaseView, sent: object) -> forms.Promise:
        return forms.Promise(seen.case, seen.side, now, sent, initial=_initial(seen, said))

    def command(data: dict) -> commands.ProposePromise:
        message = said.id if said else ""
        return commands.ProposePromise(case_id, data["keeper"], data["text"], data["days"], message, data["worth"])

    question = replace(PROMISE, words=joined(_quoted(view, said), PROMISE.words)) if said else PROMISE
    return asking.ask(request, case_id, question, command, make=make)


@require_POST
def promise_answer(request: HttpRequest, case_id: str, promise: str) -> HttpResponse:
    """Agree to a promise, decline it, or take one's own back: the buttons of its card."""
    if request.POST.get("answer") == "accept":
        done = _("You have agreed. The promise is binding now.")
        command = commands.AcceptPromise(case_id, promise)
        return act(request, case_id, promise, promises.accept_promise, command, "#content", done)
    done = _("Nobody is bound by this promise.")
    command = commands.DeclinePromise(case_id, promise)
    return act(request, case_id, promise, promises.decline_promise, command, "#content", done)


def _said(view: CaseView, message: str) -> Said | None:
    """A message of the joint room; of no other room is there anything to see."""
    found = (item for item in view.case.of_kind("message") if item.id == message and item.side in ("buyer", "seller"))
    return next(found, None)


def _quoted(view: CaseView, said: Said) -> object:
    """Who wrote what, as he wrote it: the form below it can be edited."""
    quoted = format_html(
        "<q data-user-text>{}</q>", Truncator(view.text(said.data["text"]) or _("(erased)")).chars(300)
    )
    speaks = voice.of_view(view)
    if speaks.is_mine(said.side):
        return voice.say(_("You wrote: %(text)s"), text=quoted)
    return voice.say(_("%(who)s wrote: %(text)s"), who=speaks.name(said.side), text=quoted)


def _initial(view: CaseView, said: Said | None) -> dict:
    """Who said it keeps it; what he said stands as a quotation that can be edited."""
    keeper = said.side if said else view.side
    return {"keeper": keeper, "text": view.text(said.data["text"]) if said else "", "days": 7}
