"""How cases like this one ended, beside the neutral's draft: no names, no words of anybody, sums as bands and shares."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import likeness
from hejie.domain.cases.likeness import Like
from hejie.domain.kernel.money import Money
from hejie.usecases import similar
from hejie.usecases.finding_words import FindingWords, bare
from hejie.usecases.reading import CaseView
from hejie.web import formatting, words
from hejie.web.neutral import points

_WHY = {
    "category": gettext_lazy("the same kind of goods"),
    "remedy": gettext_lazy("the same is asked for"),
    "value": gettext_lazy("about the same value"),
    "claimant": gettext_lazy("the same side complains"),
}
_ENDS = {
    "buyer": gettext_lazy("for the buyer"),
    "between": gettext_lazy("in between"),
    "agreed": gettext_lazy("agreed"),
    "seller": gettext_lazy("for the seller"),
}


def facts(view: CaseView, found: Sequence[Mapping]) -> dict:
    """The context of `neutral/similar.html`. found: the points of the draft."""
    decided = {one["point"]: one["finding"] for one in points.in_order(found) if one.get("point")}
    past, speak = similar.of_case(view, decided), points.told(view)
    most = max(past.outcomes.values(), default=0)
    return {
        "whole": past.whole,
        "fewest": likeness.FEWEST,
        "likest": [_row(one, view, speak) for one in past.likest],
        "ends": [
            {
                "words": words.word(_ENDS, name),
                "count": count,
                "most": most,
                "side": name if name in ("buyer", "seller") else "",
            }
            for name, count in past.outcomes.items()
        ],
    }


def _row(one: Like, view: CaseView, speak: FindingWords) -> dict:
    past, book = one.facts, view.world.procedure.burdens
    low, high = (formatting.money(Money(minor, past.currency)) for minor in likeness.band(past.amount))
    return {
        "outcome": words.word(words.OUTCOMES, past.outcome),
        "remedy": words.word(words.REMEDIES, past.remedy),
        "category": past.category,
        "value": _("%(low)s to %(high)s") % {"low": low, "high": high},
        "share": formatting.percent(likeness.share(past)),
        "found": [
            f"{bare(speak.said(book.points[name].text))}: {speak.finding(finding)}"
            for name, finding in past.found.items()
            if name in book.points
        ],
        "why": _(", ").join(_because(name, book.points, speak) for name in one.why),
    }


def _because(name: str, known: Mapping, speak: FindingWords) -> str:
    kind, _colon, point = name.partition(":")
    if kind != "point":
        return words.word(_WHY, name)
    said = bare(speak.said(known[point].text)) if point in known else point
    return _("the same finding on “%(point)s”") % {"point": said}
