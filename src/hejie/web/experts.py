"""Asking in an expert or a third party by page: the request, what the other side may do about it, the fee, the decision."""

from collections.abc import Callable
from dataclasses import replace

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from hejie.domain.cases import experts as decided
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import experts
from hejie.usecases.reading import CaseView
from hejie.web import asking
from hejie.web.acts import act
from hejie.web.asking import Ask
from hejie.web.case import called_in, forms
from hejie.web.case.offers import can
from hejie.web.forms import Choices, Form, LanguageSelect, ManyChoices
from hejie.web.numbers import whole

_DAYS = (3, 5, 7, 10, 14, 21, 30, 60)
_LANGUAGES = (("en", "English"), ("zh", "中文"), ("ru", "Русский"))


def _area(label: str, hint: str = "", required: bool = True, rows: int = 4) -> django_forms.CharField:
    area = django_forms.Textarea(attrs={"rows": rows})
    return django_forms.CharField(label=label, help_text=hint, required=required, max_length=forms.LONGEST, widget=area)


class _Chosen(Form):
    """Pieces and texts, chosen one by one."""

    pieces = django_forms.MultipleChoiceField(
        label=gettext_lazy("Which evidence may he see?"),
        help_text=gettext_lazy(
            "Choose piece by piece. He sees nothing else of the case: no rooms, no offers, no names."
        ),
        widget=ManyChoices,
        required=False,
    )
    texts = django_forms.MultipleChoiceField(
        label=gettext_lazy("Which texts of the joint file may he read?"), widget=ManyChoices, required=False
    )

    def __init__(self, view: CaseView, *args: object) -> None:
        super().__init__(*args)
        self.view = view
        pieces, self.fields["texts"].choices = called_in.choices(view)
        self.fields["pieces"].choices = pieces
        if not pieces:
            self.fields["texts"].help_text = self.fields["pieces"].help_text
            del self.fields["pieces"]

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """What was ticked."""
        return {name: tuple(self.cleaned_data.get(name, ())) for name in ("pieces", "texts")}


class Request(_Chosen):
    """Whom, what, until when, and at what fee."""

    who = django_forms.ChoiceField(
        label=gettext_lazy("Whom do you want to ask?"), choices=list(called_in.TRADES.items()), widget=Choices
    )
    name = django_forms.CharField(
        label=gettext_lazy("What is he called?"),
        help_text=gettext_lazy("His name or his firm. The other side sees it."),
        max_length=200,
    )
    email = django_forms.EmailField(
        label=gettext_lazy("His e-mail address"),
        help_text=gettext_lazy("For his link and nothing else. The other side does not see it; we delete it when the request ends."),
        max_length=254,
    )  # fmt: skip
    question = _area(
        gettext_lazy("What do you want to know?"),
        gettext_lazy("Both sides read it, and he does. Ask so that he need not know who is right."),
    )
    days = django_forms.TypedChoiceField(label=gettext_lazy("How long does he have?"), coerce=int, initial=7)
    fee = django_forms.CharField(
        label=gettext_lazy("The fee, if you have agreed on one"),
        help_text=gettext_lazy(
            "Left empty, he may say what it costs, and you decide. You advance it and pay him directly."
        ),
        required=False,
        max_length=20,
        widget=django_forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )
    language = django_forms.ChoiceField(
        label=gettext_lazy("In which language do we write to him?"), choices=_LANGUAGES, widget=LanguageSelect
    )

    def __init__(self, view: CaseView, *args: object) -> None:
        super().__init__(view, *args)
        self.fields["days"].choices = [
            (days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days}) for days in _DAYS
        ]
        if view.side == "neutral":
            del self.fields["fee"]
        self.order_fields(["who", "name", "email", "language", "question", "pieces", "texts", "days", "fee"])

    def clean_fee(self) -> int:
        """Minor units; nothing written means that none is agreed."""
        return (
            forms.minor_of(self.cleaned_data["fee"], self.view.case.currency) if self.cleaned_data["fee"].strip() else 0
        )


class Addition(_Chosen):
    """One's own question, and what he should see as well."""

    question = _area(gettext_lazy("What do you want to know from him?"), required=False)

    def __init__(self, view: CaseView, *args: object) -> None:
        super().__init__(view, *args)
        self.order_fields(["question", "pieces", "texts"])


class Paid(Form):
    """What shows that the fee was paid."""

    note = _area(
        gettext_lazy("What shows it?"), gettext_lazy("For example the number of the transfer, and the day."), False, 2
    )
    evidence = django_forms.MultipleChoiceField(
        label=gettext_lazy("Or which piece of evidence shows it?"), widget=ManyChoices, required=False
    )

    def __init__(self, view: CaseView, *args: object) -> None:
        super().__init__(*args)
        self.fields["evidence"].choices = called_in.choices(view)[0]
        if not self.fields["evidence"].choices:
            del self.fields["evidence"]


class Objection(Form):
    """Why not this person."""

    note = _area(gettext_lazy("Why not this person?"))


_GOES = "#experts"
NEW = Ask(
    experts.ask,
    Request,
    gettext_lazy("Ask in an expert or a third party"),
    gettext_lazy(
        "He answers on a page of his own, in his language, and his answer becomes evidence that both sides can cite. The other "
        "side sees at once whom you ask and what, may add a question of its own and may object to the person. If no answer comes, "
        "the case goes on without; no clock is stopped by it."
    ),
    gettext_lazy("Ask"),
    gettext_lazy("The request is on the file. He gets a letter with his link."),
    goes=_GOES,
)
ADD = Ask(
    experts.add,
    Addition,
    gettext_lazy("Add to the request"),
    gettext_lazy(
        "He sees your question and the pieces that you choose beside those of the other side. You can do this once."
    ),
    gettext_lazy("Add it"),
    gettext_lazy("It has been added."),
    goes=_GOES,
)
OBJECT = Ask(
    experts.object_to,
    Objection,
    gettext_lazy("Object to this person"),
    gettext_lazy(
        "Once, with a reason that both sides read. The neutral decides, or the marketplace while there is no neutral. Until then the "
        "request goes on, and your objection stands beside whatever is answered."
    ),
    gettext_lazy("Object"),
    gettext_lazy("Your objection is on the file."),
    goes=_GOES,
)
BACK = Ask(
    experts.take_back,
    Form,
    gettext_lazy("Take the request back?"),
    gettext_lazy(
        "His link ends, and he is told that no answer is needed. What you owe him for work done is between you and him."
    ),
    gettext_lazy("Take it back"),
    gettext_lazy("The request has been taken back."),
    goes=_GOES,
    primary=False,
)
PAID = Ask(
    experts.advance_fee,
    Paid,
    gettext_lazy("The fee was paid"),
    gettext_lazy(
        "Put on the file that you have advanced the fee, with what shows it. We move no money for it; you pay him directly."
    ),
    gettext_lazy("Put it on the file"),
    gettext_lazy("It is on the file."),
    goes=_GOES,
)


def new(request: HttpRequest, case_id: str) -> HttpResponse:
    """Ask somebody in."""
    filled: list[Request] = []

    def do(ctx: object, command: decided.AskExpert, *, key: str) -> object:
        return experts.ask(ctx, command, email=filled[0].cleaned_data["email"], key=key)

    def command(data: dict) -> decided.AskExpert:
        kind, _line, trade = data["who"].partition("_")
        return decided.AskExpert(
            case_id, kind, trade, data["name"], data["question"], data["days"], fee=data.get("fee", 0), language=data["language"],
            **filled[0].chosen(),
        )  # fmt: skip

    return _ask(request, case_id, NEW, Request, filled, command, do)


def add(request: HttpRequest, case_id: str, expert: str) -> HttpResponse:
    """Add one's own question and pieces."""
    filled: list[Addition] = []

    def command(data: dict) -> decided.AddToAsking:
        return decided.AddToAsking(case_id, expert, data["question"], **filled[0].chosen())

    return _ask(request, case_id, ADD, Addition, filled, command, experts.add)


def _ask(
    request: HttpRequest, case_id: str, question: Ask, form: type, filled: list, command: Callable, do: Callable
) -> HttpResponse:
    def make(view: CaseView, sent: object) -> Form:
        if not can(view, "ask_in"):
            raise Refusal("not_allowed_now", act="ask_in", stage=view.case.stage)
        filled.append(form(view, sent))
        return filled[0]

    return asking.ask(request, case_id, replace(question, do=do), command, make=make)


def objection(request: HttpRequest, case_id: str, expert: str) -> HttpResponse:
    """Object to the person."""
    return asking.ask(request, case_id, OBJECT, lambda data: decided.ObjectToExpert(case_id, expert, data["note"]))


def back(request: HttpRequest, case_id: str, expert: str) -> HttpResponse:
    """Take the request back."""
    return asking.ask(request, case_id, BACK, lambda data: decided.TakeBackAsking(case_id, expert))


def fee(request: HttpRequest, case_id: str, expert: str) -> HttpResponse:
    """Put on the file that the fee was paid."""

    def command(data: dict) -> decided.AdvanceFee:
        return decided.AdvanceFee(case_id, expert, data["note"], tuple(data.get("evidence", ())))

    return asking.ask(request, case_id, PAID, command, make=Paid)


@require_POST
def quote(request: HttpRequest, case_id: str, expert: str) -> HttpResponse:
    """Agree to the fee that was shown."""
    command = decided.AcceptQuote(case_id, expert, whole(request.POST.get("minor", "")))
    return act(request, case_id, "experts", experts.accept_quote, command, done=_("You have agreed to the fee."))


@require_POST
def decision(request: HttpRequest, case_id: str, expert: str) -> HttpResponse:
    """Decide about an objection."""
    command = decided.DecideObjection(case_id, expert, request.POST.get("granted") == "yes")
    return act(request, case_id, "experts", experts.decide_objection, command, done=_("It has been decided."))
