"""The neutral's forms: a question, a proposal, a decision, the second look at one."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import remarks
from hejie.domain.cases.state import CaseState
from hejie.usecases.reading import CaseView
from hejie.web import words
from hejie.web.case import forms as case_forms
from hejie.web.case.evidence import title_of
from hejie.web.forms import Choices, Form, ManyChoices
from hejie.web.neutral import law_rules, points

LONGEST = case_forms.LONGEST


class Question(Form):
    """A question to one side, in the open."""

    to = forms.ChoiceField(
        label=gettext_lazy("Whom do you ask?"),
        choices=[("buyer", words.THE_SIDE["buyer"]), ("seller", words.THE_SIDE["seller"])],
        widget=Choices,
    )
    text = forms.CharField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy(
            "Both sides read it. There are three days to answer; without an answer the case goes on."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": "question"}),
    )


class Proposal(case_forms.Offer):
    """A package to both sides."""

    def __init__(self, case: CaseState, *args: object, **kwargs: object) -> None:
        super().__init__(case, *args, **kwargs)
        self.fields["note"].label = _("Why this proposal?")
        self.fields["note"].help_text = _("Both sides read it. Say nothing that one of them told you alone.")


class Decision(case_forms.Offer):
    """What was found, by which rules, what follows, and the evidence that carries it."""

    note = None
    # A decision gives what the rules give; vouchers, points and replies below reviews can only be agreed.
    voucher = voucher_days = points = public_reply = None
    findings = forms.CharField(
        label=gettext_lazy("What convinced you"),
        help_text=gettext_lazy(
            "Both sides will read it below your findings, point by point. Say what weighed with you. [E3] cites a piece "
            "and becomes a link to it."
        ),
        max_length=LONGEST - 6000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    rules = forms.CharField(
        label=gettext_lazy("By which rules"),
        help_text=gettext_lazy("The rules of the marketplace and the law that you apply, and why they lead there."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    otherwise = forms.CharField(
        label=gettext_lazy("What would have changed the result"),
        help_text=gettext_lazy(
            "Put together from your findings; change it as you like. Left empty, it is put together anew."
        ),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    figures = forms.MultipleChoiceField(
        label=gettext_lazy("Figures of the rules that you apply"),
        help_text=gettext_lazy("Those that are stated for goods and complaints like these."),
        required=False,
        widget=ManyChoices,
    )
    law = forms.MultipleChoiceField(
        label=gettext_lazy("Rules of the law that you apply"),
        help_text=gettext_lazy("Those on which the finding with the case rests, each with what it gives."),
        required=False,
        widget=ManyChoices,
    )
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("Other evidence that carries the decision"),
        help_text=gettext_lazy("What bears on a point above is named already."),
        required=False,
        widget=ManyChoices,
    )
    field_order = (
        "findings",
        "rules",
        "figures",
        "law",
        "otherwise",
        "refund",
        "goods",
        "payer",
        "freight",
        "service",
        "apology",
        "explanation",
        "days",
    )

    def __init__(self, view: CaseView, *args: object, **kwargs: object) -> None:
        super().__init__(view.case, *args, **kwargs)
        filed = [item for item in view.case.of_kind("evidence") if not remarks.is_erased(view.case, item)]
        self.fields["evidence"].choices = [(item.id, f"{item.id.upper()} · {title_of(view, item)}") for item in filed]
        if not filed:
            del self.fields["evidence"]
        _offer_figures(self, view)


class SecondLook(Decision):
    """The same for a second look, which upholds the decision or changes it."""

    upheld = forms.ChoiceField(
        label=gettext_lazy("What becomes of the decision?"),
        choices=[("yes", gettext_lazy("It stands")), ("no", gettext_lazy("It is changed"))],
        widget=Choices(hints={"no": gettext_lazy("To the terms below, which then take its place.")}),
    )
    evidence = None
    field_order = ("upheld", *Decision.field_order)

    def __init__(self, view: CaseView, *args: object, **kwargs: object) -> None:
        case_forms.Offer.__init__(self, view.case, *args, **kwargs)
        _offer_figures(self, view)


def _offer_figures(form: Form, view: CaseView) -> None:
    """The figures and rules of the law that fit a case like this, or no field at all."""
    found = points.figures(view)
    form.fields["figures"].choices = found
    if not found:
        del form.fields["figures"]
    rules = law_rules.choices(view)
    form.fields["law"].choices = rules
    if not rules:
        del form.fields["law"]


def of_view(view: CaseView) -> type[Decision]:
    """Which of the two forms the case needs."""
    return SecondLook if view.case.appeal else Decision
