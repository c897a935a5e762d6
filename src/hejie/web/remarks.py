"""One piece of evidence with what is said of it: read by whoever reads the piece, added to by both sides."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import remarks as decided
from hejie.domain.cases.filing_commands import CommentOnEvidence
from hejie.domain.cases.state import Said
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import remarks as acts
from hejie.usecases.reading import CaseView
from hejie.web import asking, leading
from hejie.web.asking import key_of
from hejie.web.case import evidence, page, remarks, talk, voice
from hejie.web.case import forms as case_forms
from hejie.web.forms import Form


class Remark(Form):
    """What somebody says of a piece, and whether he disputes it."""

    speaks = ("text",)
    text = forms.CharField(
        label=gettext_lazy("What do you say of it?"),
        help_text=gettext_lazy(
            "What it shows or does not show, and why. If you can show that, file it as evidence as well."
        ),
        max_length=case_forms.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    disputes = forms.BooleanField(
        label=gettext_lazy("I dispute that it shows what it is said to show"),
        help_text=gettext_lazy(
            "It is marked as disputed until you write a remark without this mark. It stays on the file; whoever decides "
            "reads both."
        ),
        required=False,
    )


def piece(request: HttpRequest, case_id: str, room: str, piece: str) -> HttpResponse:
    """All that is said of a piece; and one remark more, from whoever may."""
    view = page.read(request, case_id)
    item = evidence.find(view, room, piece)
    if item is None:
        raise Refusal("not_found")
    form = _form(view, room, item, request.POST or None)
    facts = _facts(view, room, item) | {"form": form}
    if request.method != "POST" or form is None or not form.is_valid():
        return render(request, "case/piece.html", facts, status=422 if form and form.errors else 200)
    if leading.before_sending(request, form):
        return render(request, "case/piece.html", facts)
    said = form.cleaned_data
    command = CommentOnEvidence(case_id, item.id, said["text"], said.get("disputes", False), room)
    try:
        acts.comment(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return asking.again(request, "case/piece.html", facts, refusal)
    messages.success(request, _("Your remark is on the file."))
    return redirect(f"{reverse('case', args=[case_id])}#{room}-{item.id}")


def _form(view: CaseView, room: str, item: Said, sent: object) -> Remark | None:
    if not remarks.may_remark(view, room, item):
        return None
    form = Remark(sent, initial={"disputes": view.side in decided.disputed(remarks.file_of(view, room), item.id)})
    if not decided.may_dispute(view.side, item):
        del form.fields["disputes"]
    return form


def _facts(view: CaseView, room: str, item: Said) -> dict:
    speaks = voice.of_view(view)
    return {
        "case": view.case,
        "piece": evidence.piece(item, room, view, speaks),
        "badges_alone": {"badges": remarks.badges(view, speaks, room, item)},
        "said": remarks.all_of(view, speaks, room, item),
        "readers": talk.room(view, speaks, room)["readers"],
        "back": f"{reverse('case', args=[view.case.id])}#{room}-{item.id}",
    }
