"""Acts that have a page of their own: one question, what it means, what cannot be undone, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import cases, mediation, settlement
from hejie.web import leading, refusals
from hejie.web.case import forms, page
from hejie.web.forms import Form

LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Ask:
    """One such page.

    do      the use case; form: what must be filled in
    send    words of the button; done: what is said afterwards; lost: what cannot be undone
    goes    where on the case page to look afterwards
    """

    do: Callable
    form: type[Form]
    title: str
    words: str
    send: str
    done: str
    lost: tuple[str, ...] = ()
    goes: str = "#content"
    primary: bool = True


STATEMENT = Ask(
    cases.make_statement,
    forms.Statement,
    _("Tell your side"),
    _("Your account stands on the file beside the other side’s. Evidence is added on the case page."),
    _("Put it on the file"),
    _("Your account is on the file."),
    goes="#accounts",
)
ESCALATION = Ask(
    mediation.escalate,
    forms.Note,
    _("Go on to the next stage?"),
    _(
        "First a neutral joins, hears both sides and proposes a solution. If a proposal has already failed, the "
        "neutral decides. You can still agree among yourselves at any time."
    ),
    _("Go on to the next stage"),
    _("The case has gone on to the next stage."),
    (_("The case does not go back to the stage before."),),
)
SERVICE_ESCALATION = Ask(
    mediation.escalate,
    forms.Note,
    _("Take it on as a dispute?"),
    _(
        "It goes on by the procedure of disputes: the seller answers your claim, you may agree on something, and a neutral "
        "may decide. Everything goes along: pieces and sums, messages, evidence, the parcel’s way, and every step so far. "
        "The money stays frozen until then."
    ),
    _("Take it on as a dispute"),
    _("The request has become a dispute, with all that is on the file."),
    (_("The request does not go back to being a service."),),
)
SERVICE_WITHDRAWAL = Ask(
    cases.withdraw_case,
    forms.Note,
    _("Withdraw the request?"),
    _("It ends at once, and nothing changes: goods and money take their ordinary way."),
    _("Withdraw the request"),
    _("You have withdrawn the request."),
    (_("You may ask again, as long as there is time for it."),),
    primary=False,
)
OBJECTION = Ask(
    mediation.object_to_neutral,
    forms.Reason,
    _("Ask for another neutral?"),
    _("Each side may do this once, and need only say why. The other side and the marketplace read the reason."),
    _("Ask for another neutral"),
    _("Another neutral will be named."),
    (_("The neutral’s open proposal lapses."), _("You cannot ask a second time.")),
)
WITHDRAWAL = Ask(
    cases.withdraw_case,
    forms.Note,
    _("Withdraw the claim?"),
    _("The case closes at once. The money takes its ordinary way, as if you had not complained."),
    _("Withdraw the claim"),
    _("You have withdrawn the claim."),
    (_("What you claim is given up here."), _("All open offers lapse.")),
    primary=False,
)
APPEAL = Ask(
    mediation.appeal_ruling,
    forms.Grounds,
    _("Ask for a second look"),
    _(
        "Another neutral reads the whole file afresh. Until then the money stays where it is. What is decided then "
        "ends the case here; the courts stay open to you."
    ),
    _("Ask for a second look"),
    _("Another neutral will look at the decision."),
    (_("It can be asked for once."),),
)
DISPUTE = Ask(
    settlement.confirm_performance,
    forms.Dispute,
    _("Say that it is not in order"),
    _("A neutral looks at it and decides. The money stays where it is until then."),
    _("Say that it is not in order"),
    _("A neutral will look at it."),
)
NOT_KEPT = Ask(
    settlement.confirm_performance,
    forms.NotKept,
    _("Say that the promise was not kept"),
    _("It counts as broken then, and your reason stands on the file. What else is in dispute goes on as before."),
    _("Say that it was not kept"),
    _("It is on the file that the promise was not kept."),
    (_("It stays so, even if it is made good later."),),
    primary=False,
)
TAKE_BACK = Ask(
    settlement.withdraw_offer,
    Form,
    _("Take back your offer?"),
    _("The other side can no longer accept it. You may make another one."),
    _("Take back the offer"),
    _("You have taken back the offer."),
    (_("That you made it stays on the file."),),
    "#offers",
    primary=False,
)


def key_of(request: HttpRequest) -> str:
    """The form's idempotency key. Refuses form_without_key."""
    key = request.POST.get("key", "")
    if not key or len(key) > LONGEST_KEY:
        raise Refusal("form_without_key")
    return key


def ask(
    request: HttpRequest, case_id: str, question: Ask, command: Callable, make: Callable | None = None
) -> HttpResponse:
    """Show the page, or carry out the act that it asks about.

    command   from the form's values; make: the form from the case's view and what was sent, where it depends on the case
    """
    view = page.read(request, case_id)
    sent = request.POST or None
    form = make(view, sent) if make else question.form(sent)
    facts = {"case": view.case, "ask": question, "form": form, "back": reverse("case", args=[case_id])}
    if request.method != "POST" or not form.is_valid():
        return render(request, "case/ask.html", facts, status=422 if form.errors else 200)
    if leading.before_sending(request, form):
        return render(request, "case/ask.html", facts)
    try:
        question.do(request.context, command(form.cleaned_data), key=key_of(request))
    except Refusal as refusal:
        return again(request, "case/ask.html", facts, refusal)
    messages.success(request, question.done)
    return redirect(f"{reverse('case', args=[case_id])}{question.goes}")


def again(request: HttpRequest, template: str, facts: dict, refusal: Refusal) -> HttpResponse:
    """The page once more, with what was typed and why it could not be done; or the way to what is lacking."""
    return shown_again(
        request, lambda status, wrong: render(request, template, facts | {"wrong": wrong}, status=status), refusal
    )


def shown_again(request: HttpRequest, show: Callable[[int, dict], HttpResponse], refusal: Refusal) -> HttpResponse:
    """The same of a page that draws itself from a status and what went wrong."""
    led = refusals.lead(request, refusal)
    if led or refusal.code == "not_found":
        return led or refusals.answer(request, refusal)
    told = refusals.told(request, refusal)
    wrong = {"title": told.what, "words": told.why, "items": [{"url": "#content", "words": told.do}]}
    return show(refusals.refusal_texts.status(refusal.code), wrong)
