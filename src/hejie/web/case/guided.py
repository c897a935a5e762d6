"""What the guided way of filing asks and offers: what may be shown, how it may be taken, and what makes it worth most."""

from collections.abc import Iterable, Mapping

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.cases import findings
from hejie.domain.cases.state import SIDES
from hejie.usecases.reading import CaseView
from hejie.web.case import captured, checklist, forms

TOLD = ("proves", "how", "room")


def told_in(asked: Mapping) -> dict[str, str]:
    """What an address or a form says already: for which turn of proof, how it was taken, into which room."""
    return {"proves": asked.get("proves", "")[:90], "how": asked.get("how", ""), "room": asked.get("room") or "joint"}


def address(
    view: CaseView, told: Mapping[str, str], name: str = "case_evidence_new", more: Iterable[tuple] = ()
) -> str:
    """The page with these answers given already."""
    query = QueryDict(mutable=True)
    query.update({name: told[name] for name in TOLD if told[name] or name == "proves"})
    for key, value in more:
        query.appendlist(key, value)
    return f"{reverse(name, args=[view.case.id])}?{query.urlencode()}"


def choices(view: CaseView) -> list[tuple[str, str]]:
    """(turn of proof, words) that the reader's own side may file for, its missing ones first."""
    if view.side not in SIDES:
        return []
    field = checklist.offer(forms.Evidence(), view).fields.get("proves")
    return [one for one in field.widget.choices if one[0]] if field else []


def to_show(view: CaseView, told: Mapping[str, str]) -> list[dict]:
    """What the side may want to show: what is missing from it, what else the rules ask of it, something else."""
    filed = {item.data.get("proves", "") for item in view.case.of_kind("evidence")}
    missing = _missing(view)
    found = [
        {
            "words": said,
            "hint": _("Still missing")
            if value in missing
            else _("There is something on file for it")
            if value in filed
            else "",
            "url": address(view, {**told, "proves": value, "how": ""}),
        }
        for value, said in choices(view)
    ]
    other = {
        "words": _("Something else"),
        "hint": "",
        "apart": True,
        "url": address(view, {**told, "proves": "", "how": ""}),
    }
    return [*found, other] if found else []


def _missing(view: CaseView) -> frozenset[str]:
    """Turns of proof on which a point rests now and for which nothing is on file yet."""
    book, about = view.world.procedure.burdens, findings.facts(view.case)
    here = (findings.stand(point, view.case) for point in book.points_for(about))
    return frozenset(f"{one.point.id}.{one.step.id}" for one in here if one.missing)


def ways(view: CaseView, told: Mapping[str, str]) -> list[dict]:
    """How a piece may be taken, each with where to go on."""
    hints = {
        "photo": _("Take it now or choose one"),
        "video": _("Take it now or choose one"),
        "screenshot": _("Of a page, a chat, a tracking"),
        "pdf": _("A bill, an expert’s report, a letter"),
        "chat": _("As WhatsApp, WeChat, Taobao or your mail program saves it"),
        "other": _("Sound, a table, any other file"),
    }
    return [
        {"words": word, "hint": hints[how], "url": address(view, {**told, "how": how})}
        for how, word in captured.HOW.items()
    ]


def tips(how: str) -> list[str]:
    """What makes a piece of this kind worth most, in a few words."""
    return {
        "photo": [
            _("One from far that shows the whole, one from near that shows the flaw."),
            _("Lay a ruler or a coin beside it, and have the label or the parcel’s number in the picture."),
            _("Send the original, not one that a chat has made smaller."),
        ],
        "video": [
            _("Begin with the closed parcel and its number, and do not stop until the end."),
            _("Say aloud what you do. Slow is better than shaking."),
            _("Do not cut it: a cut film says less."),
        ],
        "screenshot": [
            _("The whole screen, with the address or the name of the program, the date and the time."),
            _("Better than a screenshot: the chat or the page saved as a file."),
        ],
        "pdf": [
            _("The whole document, all its pages, as you got it."),
            _("If it is on paper: photos of all pages, straight from above."),
        ],
        "chat": [
            _("Save the whole chat, not parts: WhatsApp: More, Export chat, without media. Mail: save as .eml."),
            _("From WeChat or Taobao: mark the messages, copy them, and put them into a text file."),
            _("Everybody in the case will read all of it. Leave out what is about others."),
        ],
        "other": [_("Send it as it is. We keep it unaltered and never open programs.")],
    }[how]


INPUTS = {
    "photo": (("image/*", "environment"), ("image/*", "")),
    "video": (("video/*", "environment"), ("video/*", "")),
    "screenshot": (("image/*", ""),),
    "pdf": (("application/pdf,.pdf", ""),),
    "chat": ((".txt,.eml,text/plain,message/rfc822", ""),),
    "other": (("", ""),),
}
