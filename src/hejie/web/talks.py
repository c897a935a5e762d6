"""Talks at an agreed time: proposing moments, answering, calling off, the calendar file, and what came of the talk."""

from datetime import datetime

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hejie.domain.cases import appointments as decided
from hejie.domain.kernel import clock
from hejie.usecases import appointments, talk_agenda
from hejie.web import asking, formatting, talk_words
from hejie.web.acts import act
from hejie.web.asking import Ask
from hejie.web.case import forms
from hejie.web.forms import Choices, Form

_LENGTHS = (15, 30, 45, 60, 90, 120)
_MOMENTS = tuple(f"moment{number}" for number in range(1, decided.MOST_MOMENTS + 1))


class Proposal(Form):
    """Up to five moments in the reader's own time zone, how long, and how."""

    how = django_forms.ChoiceField(label=gettext_lazy("How do you want to talk?"), widget=Choices)
    length = django_forms.TypedChoiceField(label=gettext_lazy("For how long?"), coerce=int, initial=30)
    words = django_forms.CharField(
        label=gettext_lazy("What do the others need for it?"),
        help_text=gettext_lazy(
            "For example your number, or a link to a video room. We pass the text on; we open nothing."
        ),
        required=False,
        max_length=forms.LONGEST,
        widget=django_forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.fields["how"].choices = list(talk_words.TALK_HOW.items())
        self.fields["length"].choices = [(minutes, formatting.span(_minutes(minutes))) for minutes in _LENGTHS]
        for number, name in enumerate(_MOMENTS, start=1):
            self.fields[name] = _moment_field(number)
        self.order_fields([*_MOMENTS, "length", "how", "words"])

    def moments(self) -> tuple[str, ...]:
        """Those that were filled in, in the record's form."""
        found: list[datetime] = [self.cleaned_data[name] for name in _MOMENTS if self.cleaned_data.get(name)]
        return tuple(clock.text(at) for at in found)


def _moment_field(number: int) -> django_forms.DateTimeField:
    field = django_forms.DateTimeField(
        label=_("When? Moment %(number)s") % {"number": number} if number > 1 else _("When?"),
        required=number == 1,
        widget=django_forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Write a day and a time, like 2026-12-01 15:00."), "required": _("Fill this in to go on.")},
    )  # fmt: skip
    if number == 1:
        field.help_text = _("Your time: %(zone)s. Everybody sees it in his own. Up to five; the earliest that suits all counts.") % {
            "zone": formatting.zone_name()
        }  # fmt: skip
    return field


def _minutes(minutes: int) -> object:
    return clock.from_milliseconds(minutes * 60_000) - clock.from_milliseconds(0)


class Objection(Form):
    """What is wrong with a text about a talk."""

    note = django_forms.CharField(
        label=gettext_lazy("What is not right?"),
        max_length=forms.LONGEST,
        widget=django_forms.Textarea(attrs={"rows": 4}),
    )


PROPOSAL = Ask(
    appointments.propose,
    Proposal,
    gettext_lazy("Propose a talk at a fixed time"),
    gettext_lazy(
        "It is fixed once one of your moments suits all who take part. It stops no clock of the case; if you need the "
        "time, agree that the case stand still."
    ),
    gettext_lazy("Propose these moments"),
    gettext_lazy("Your proposal is on the file. The others are told."),
    goes="#talks",
)
OTHER = Ask(
    appointments.propose,
    Proposal,
    gettext_lazy("Propose other moments"),
    gettext_lazy(
        "They take the place of moments that nobody has accepted yet. A talk that is fixed stays where it is until all "
        "have accepted another moment."
    ),
    gettext_lazy("Propose these moments"),
    gettext_lazy("Your proposal is on the file. The others are told."),
    goes="#talks",
)
OFF = Ask(
    appointments.call_off,
    forms.Note,
    gettext_lazy("No talk?"),
    gettext_lazy(
        "The others are told at once, with your words if you write any. Another talk can be proposed at any time."
    ),
    gettext_lazy("Tell the others that there will be no talk"),
    gettext_lazy("The talk is off. The others are told."),
    goes="#talks",
    primary=False,
)
WRONG = Ask(
    appointments.confirm,
    Objection,
    gettext_lazy("Say what is wrong with the text"),
    gettext_lazy("Your words stand beside the text on the file. Anybody who took part can then write it anew."),
    gettext_lazy("Put it on the file"),
    gettext_lazy("Your objection is on the file."),
    goes="#talks",
)


def new(request: HttpRequest, case_id: str) -> HttpResponse:
    """Propose a talk."""
    return _propose(request, case_id, PROPOSAL, "")


def other(request: HttpRequest, case_id: str, talk: str) -> HttpResponse:
    """Propose other moments for one."""
    return _propose(request, case_id, OTHER, talk)


def _propose(request: HttpRequest, case_id: str, question: Ask, talk: str) -> HttpResponse:
    filled: list[Proposal] = []

    def make(_view: object, sent: object) -> Proposal:
        filled.append(Proposal(sent))
        return filled[0]

    def command(data: dict) -> decided.ProposeTalk:
        moments = filled[0].moments()
        return decided.ProposeTalk(case_id, moments, data["length"], data["how"], data["words"], talk)

    return asking.ask(request, case_id, question, command, make=make)


@require_POST
def answer(request: HttpRequest, case_id: str, talk: str) -> HttpResponse:
    """Say which of the moments suit."""
    command = decided.AcceptTalk(case_id, talk, tuple(request.POST.getlist("moments"))[: decided.MOST_MOMENTS])
    return act(request, case_id, "talks", appointments.accept, command, done=_("Your answer is on the file."))


def off(request: HttpRequest, case_id: str, talk: str) -> HttpResponse:
    """Call a talk off, or turn down its moments."""
    return asking.ask(request, case_id, OFF, lambda data: decided.CallOffTalk(case_id, talk, data["note"]))


@require_POST
def result(request: HttpRequest, case_id: str, talk: str) -> HttpResponse:
    """Write down what came of a talk."""
    command = decided.RecordTalk(case_id, talk, request.POST.get("text", ""))
    return act(request, case_id, f"result-{talk}", appointments.record, command, "#talks", _("It is on the file."))


@require_POST
def right(request: HttpRequest, case_id: str, talk: str) -> HttpResponse:
    """Confirm what was written down."""
    command = decided.ConfirmTalk(case_id, talk)
    return act(request, case_id, "talks", appointments.confirm, command, done=_("You have confirmed it."))


def wrong(request: HttpRequest, case_id: str, talk: str) -> HttpResponse:
    """Say what is wrong with it."""
    return asking.ask(request, case_id, WRONG, lambda data: decided.ConfirmTalk(case_id, talk, False, data["note"]))


@require_safe
def calendar(request: HttpRequest, case_id: str, talk: str) -> HttpResponse:
    """The talk as a file for a calendar program."""
    written = talk_agenda.one(request.context, case_id, talk, request.LANGUAGE_CODE)
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="talk-{formatting.case_number(case_id)}.ics"'
    return response
