"""Acts about time: more of it, standing still and going on, the procedure's steps, taking a closed case up again."""

from dataclasses import replace

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hejie.domain.cases import commands
from hejie.domain.cases import standstill as decided
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import cases, standstill
from hejie.usecases.reading import CaseView
from hejie.web import asking, formatting, words
from hejie.web.acts import act
from hejie.web.asking import Ask
from hejie.web.case import evidence, forms, page
from hejie.web.case import standstill as time
from hejie.web.case.voice import say, written
from hejie.web.forms import Choices, Form, ManyChoices


class Pause(Form):
    """Why everything shall stand still, as the procedure names it, with a reason where one side alone asks."""

    pause = django_forms.ChoiceField(label=gettext_lazy("Why?"), widget=Choices)
    reason = django_forms.CharField(
        label=gettext_lazy("A word to go with it"),
        help_text=gettext_lazy("Needed where you ask alone: for example which court, and the number there. Both sides read it."),
        required=False,
        max_length=forms.LONGEST,
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, view: CaseView, *args: object) -> None:
        super().__init__(*args)
        self.rules = {rule.kind: rule for rule in view.world.procedure.pauses.values()}
        offered = time.askable(view)
        kinds = [rule.kind for rule in offered] if not self.is_bound else list(self.rules)
        named = [(kind, words.called(view.world.procedure, "pauses", kind)) for kind in kinds]
        self.fields["pause"].choices = named
        self.fields["pause"].widget.hints = {kind: time.terms(self.rules[kind]) for kind in kinds}

    def clean(self) -> dict:
        """One side alone gives its reason."""
        data = super().clean()
        rule = self.rules.get(data.get("pause", ""))
        if rule and not rule.both and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why; you are asking alone."))
        return data


class Reopening(Form):
    """Which new evidence, and what it changes."""

    evidence = django_forms.MultipleChoiceField(
        label=gettext_lazy("Which new evidence is it about?"),
        help_text=gettext_lazy("What you have filed since the case was closed."),
        widget=ManyChoices,
    )
    reason = django_forms.CharField(
        label=gettext_lazy("What does it change?"),
        max_length=forms.LONGEST,
        widget=django_forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, view: CaseView, *args: object) -> None:
        super().__init__(*args)
        filed = view.case.of_kind("evidence") if self.is_bound else time.new_evidence(view)
        self.fields["evidence"].choices = [
            (item.id, say("%(number)s · %(title)s", number=item.id.upper(), title=written(evidence.title_of(view, item))))
            for item in filed
            if item.side == view.side
        ]  # fmt: skip


EXTENSION = Ask(
    standstill.extend_wait,
    forms.Reason,
    gettext_lazy("Ask for more time"),
    gettext_lazy("The other side reads your reason."),
    gettext_lazy("Make it longer"),
    gettext_lazy("There is more time now."),
    (gettext_lazy("Each deadline can be made longer once."),),
)
PAUSE = Ask(
    standstill.ask_pause,
    Pause,
    gettext_lazy("Let the case stand still"),
    gettext_lazy(
        "While it stands still no clock runs, and each keeps what it had left. You can still write, add evidence and "
        "agree with each other."
    ),
    gettext_lazy("Let it stand still"),
    gettext_lazy("Your wish is on the file."),
    goes="#standstill",
)
REOPENING = Ask(
    standstill.reopen_case,
    Reopening,
    gettext_lazy("Take the case up again"),
    gettext_lazy(
        "A neutral looks at the case once more, with the new evidence. What has been paid counts; what custody still "
        "holds stands still until then."
    ),
    gettext_lazy("Take the case up again"),
    gettext_lazy("The case has been taken up again."),
    (gettext_lazy("The other side is told at once."),),
)


def extension(request: HttpRequest, case_id: str, deadline: str) -> HttpResponse:
    """Make one open deadline longer; the page says from when to when."""
    view = page.read(request, case_id)
    row = next((one for one in time.extendable(view) if one.id == deadline), None)
    if row is None and request.method != "POST":
        raise Refusal("extension_not_allowed", deadline=deadline)
    question = replace(EXTENSION, words=_longer(view, row, request)) if row else EXTENSION
    return asking.ask(request, case_id, question, lambda data: commands.ExtendWait(case_id, deadline, data["note"]))


def _longer(view: CaseView, row: Deadline, request: HttpRequest) -> str:
    rules, now = view.world.procedure, request.context.now
    later = decided.longer(view.world, row)
    facts = {
        "wait": words.called(rules, "waits", row.wait),
        "before": formatting.moment(row.until, now),
        "after": formatting.moment(later, now),
    }
    return _("“%(wait)s” ends on %(before)s. It would end on %(after)s. The other side reads your reason.") % facts


def pause(request: HttpRequest, case_id: str) -> HttpResponse:
    """Ask that the case stand still, or agree with one click to what the other side has asked for."""
    return asking.ask(
        request,
        case_id,
        PAUSE,
        lambda data: commands.AskPause(case_id, data["pause"], data["reason"]),
        make=Pause,
    )


@require_POST
def pause_end(request: HttpRequest, case_id: str) -> HttpResponse:
    """Let the case go on."""
    done = _("The case goes on. Every deadline has what it had left.")
    return act(request, case_id, "standstill", standstill.end_pause, commands.EndPause(case_id), "#content", done)


@require_POST
def steps(request: HttpRequest, case_id: str) -> HttpResponse:
    """Say that one has taken a step of the procedure."""
    command = commands.TakeStep(case_id, request.POST.get("step", "")[:60], request.POST.get("text", ""))
    return act(request, case_id, "steps", cases.take_step, command, "#content", _("It is on the file."))


def reopening(request: HttpRequest, case_id: str) -> HttpResponse:
    """Take a closed case up again."""
    return asking.ask(
        request,
        case_id,
        REOPENING,
        lambda data: commands.ReopenCase(case_id, tuple(data["evidence"]), data["reason"]),
        make=Reopening,
    )
