"""The decision that assembles itself: from the points that were found, the neutral's own words, and the terms.

What is shown here is, word for word, what both sides will read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.cases import citations, fees, rulings
from hejie.domain.kernel import money
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import drafting, mediating
from hejie.usecases.reading import CaseView
from hejie.web import formatting, worddiff
from hejie.web.case import settled, terms
from hejie.web.case.offers import in_custody
from hejie.web.case.voice import Voice
from hejie.web.neutral import forms, law_rules, points, reasons

_PLAIN = ("findings", "rules", "otherwise", "refund", "goods", "payer", "freight", "service", "days", "upheld")
_TICKED = ("apology", "explanation")
_WRITTEN = ("findings", "rules", "otherwise")
_GONE = gettext_lazy("%(piece)s has been erased, so that nobody can look at it: take it out of the decision.")
_NOT_THERE = gettext_lazy("%(piece)s is not on the joint file: a decision cannot cite it.")


@dataclass(frozen=True, slots=True)
class Assembled:
    """A draft as it reads.

    why               findings point by point, rules with version, what would have changed the result
    findings, rules   the neutral's own texts that the record will hold beside these
    package, parts    the terms, and how they part what custody has; None while they cannot be understood
    holes             what is still missing before it can be signed, in words
    changed           in how many places it differs from the last kept draft
    """

    number: int
    why: reasons.Told
    findings: str
    rules: str
    marked: Mapping[str, SafeString]
    package: Mapping | None
    says: SafeString | str
    fees: str
    rows: list[dict]
    upheld: bool
    cited: tuple[str, ...]
    holes: list[str]
    changed: int


def begun(view: CaseView) -> dict:
    """The data of a draft that nobody has touched: the claim's terms, or those of the decision to be looked at again."""
    case = view.case
    package = case.ruling.package if case.ruling else case.offers[0].package
    freight = package["return_freight"]
    form = {
        "findings": "",
        "rules": "",
        "otherwise": "",
        "refund": money.format_decimal(money.Money(package["refund"], case.currency)),
        "goods": package["goods"],
        "payer": freight["payer"] if package["goods"] == "return" else "seller",
        "freight": money.format_decimal(money.Money(freight["minor"], case.currency)) if freight["minor"] else "",
        "service": package["service"],
        "days": str(package["days"]),
        **{name: package[name] for name in _TICKED},
    }
    return {"points": points.first(view), "form": form, "cited": [], "figures": [], "law": law_rules.first(view)}


def data_of(kept: drafting.Draft, view: CaseView) -> dict:
    """The data of a kept draft, else of one that nobody has touched.

    A draft from before there were burden books has the claim as its first point; the first of the book takes its place.
    """
    if not kept.data:
        return begun(view)
    first, *rest = kept.data["points"]
    if "point" not in first and not first["words"]:
        first = points.of_tree(view, "")[0] | {name: first[name] for name in ("finding", "bears")}
    return {**kept.data, "points": [first, *rest]}


def typed(data: QueryDict, view: CaseView) -> dict:
    """The data of a draft from what was posted."""
    form = {name: data.get(name, "")[: forms.LONGEST] for name in _PLAIN if name in data}
    form |= {name: name in data for name in _TICKED}
    if form.get("otherwise", "").split() == data.get("otherwise-made", "").split():
        form["otherwise"] = ""  # what the program has put together stays its own, so that it follows the findings
    return {
        "points": points.typed(data, view),
        "form": form,
        "cited": data.getlist("evidence"),
        "figures": data.getlist("figures")[:40],
        "law": data.getlist("law")[:20],
    }


def bound(data: Mapping, view: CaseView) -> forms.Decision:
    """The form, bound to the data of a draft so that it can be checked."""
    given = QueryDict(mutable=True)
    for name, value in data["form"].items():
        if value is True:
            given[name] = "on"
        elif value is not False:
            given[name] = value
    given.setlist("evidence", data["cited"])
    given.setlist("figures", data.get("figures", []))
    given.setlist("law", data.get("law", []))
    return forms.of_view(view)(view, given)


def unbound(data: Mapping, view: CaseView) -> forms.Decision:
    """The form with the data of a draft, not yet checked."""
    written = {"otherwise": reasons.told(data, view).otherwise}
    ticked = {"evidence": data["cited"], "figures": data.get("figures", []), "law": data.get("law", [])}
    return forms.of_view(view)(view, initial={**data["form"], **written, **ticked})


def assembled(kept: drafting.Draft, data: Mapping, view: CaseView, voice: Voice) -> Assembled:
    """How a draft reads now, what it lacks, and what has changed since it was last kept."""
    form = bound(data, view)
    form.is_valid()
    why = reasons.told(data, view)
    now = _texts(data, why)
    marked, changed = _marked(kept.before, now)
    package = form.package() if not _terms_wrong(form) else None
    upheld = view.case.appeal is not None and data["form"].get("upheld") == "yes"
    if upheld:
        package = view.case.ruling.package
    found = Assembled(
        number=kept.number,
        why=why,
        findings=now["findings"],
        rules=now["rules"],
        marked=marked,
        package=package,
        says=terms.sentence(package, view.case, voice) if package else "",
        fees=_fees(view, package),
        rows=terms.rows(package, view.case, voice, in_custody(view), ruled=True) if package else [],
        upheld=upheld,
        cited=_cited(data, view),
        holes=[],
        changed=changed,
    )
    holes = [*_holes(found, data, view), *_not_citable(found, data, view), *_repeats(found, data, view)]
    return replace(found, holes=holes)


def _repeats(found: Assembled, data: Mapping, view: CaseView) -> list[str]:
    """What of a mediation the neutral's own words repeat, though its author has not allowed that."""
    own = [words for point in data["points"] for words in (point["words"], point.get("reasons", ""))]
    items = mediating.repeated(view.world.case, [found.findings, found.rules, found.why.otherwise, *own])
    told = _(
        "What was said in mediation stands in your words again (%(items)s). Take it out, or ask its author to allow it."
    )
    return [told % {"items": ", ".join(item.upper() for item in items)}] if items else []


def _cited(data: Mapping, view: CaseView) -> tuple[str, ...]:
    """Evidence that was chosen, and all that bears on a point with a finding."""
    found = points.in_order(data["points"])
    wanted = {*data["cited"], *(piece for point in found for piece in point["bears"]), *_named(data)}
    return tuple(item.id for item in view.case.of_kind("evidence") if item.id in wanted)


def _named(data: Mapping) -> tuple[str, ...]:
    """Ids that the neutral's own words cite as `[E3]`."""
    own = [words for point in points.in_order(data["points"]) for words in (point["words"], point.get("reasons", ""))]
    return citations.named("\n".join([*own, *(str(data["form"].get(name, "")) for name in _WRITTEN)]))


def _not_citable(found: Assembled, data: Mapping, view: CaseView) -> list[str]:
    """What the draft names and a decision cannot: pieces that are not on the joint file, or whose content is gone."""
    told = []
    for name in dict.fromkeys((*found.cited, *_named(data))):
        try:
            citations.checked(view.case, [name])
        except Refusal as refusal:
            frame = _GONE if refusal.code == "evidence_erased" else _NOT_THERE
            told.append(str(frame) % {"piece": name.upper()})
    return told


def _fees(view: CaseView, package: Mapping | None) -> str:
    """Who would bear the fees of those who were asked in."""
    case = view.case
    found = fees.borne(case, rulings.outcome_of(case, package), package) if package else None
    return settled.fees_words(found.as_data() if found else None, case.currency)


def _terms_wrong(form: forms.Decision) -> bool:
    return any(name in form.errors for name in ("refund", "goods", "payer", "freight", "service", "days"))


def texts(data: Mapping, view: CaseView) -> dict:
    """How a draft reads, plainly; kept beside the next one to mark what has changed."""
    return _texts(data, reasons.told(data, view))


def _texts(data: Mapping, why: reasons.Told) -> dict:
    own = {name: str(data["form"].get(name, "")).strip() for name in ("findings", "rules")}
    return {"points": why.found, **own, "otherwise": why.otherwise}


def _holes(found: Assembled, data: Mapping, view: CaseView) -> list[str]:
    case = view.case
    still_open = [number for number, point in enumerate(data["points"], start=1) if point["finding"] == "open"]
    told = []
    if still_open:
        listed = ", ".join(formatting.number(number) for number in still_open)
        told.append(
            ngettext("Point %(points)s has no finding.", "Points %(points)s have no finding.", len(still_open))
            % {"points": listed}
        )
    for number in found.why.astray:
        told.append(
            _("The turn of proof that you named for point %(number)s does not lead to your finding.")
            % {"number": formatting.number(number)}
        )
    if not str(data["form"].get("findings", "")).strip():
        told.append(_("What convinced you is not written yet."))
    if not found.rules:
        told.append(_("The rules are not named yet."))
    if not found.why.otherwise:
        told.append(_("What would have changed the result is not written yet."))
    if case.appeal and data["form"].get("upheld") not in ("yes", "no"):
        told.append(_("Whether the decision stands is open."))
    if found.package is None:
        told.append(_("The terms cannot be understood yet."))
    told += [_("Both sides may still answer.") for _one in case.waits("question", "appeal_answer")[:1]]
    if case.agreement:
        told.append(_("Both sides have agreed and are about to sign."))
    elif not case.waits("decide", "appeal_decide"):
        told.append(_("The case is not at the stage of a decision."))
    return told


def _marked(before: Mapping, now: Mapping) -> tuple[dict[str, SafeString], int]:
    """Each text with what is new and what is gone, word by word; and how many places differ."""
    marked, places = {}, 0
    for name, text in now.items():
        old = before.get(name) if before else None
        if old is None or old == text:
            marked[name] = worddiff.plain(text)
            continue
        marked[name], differing = worddiff.marked(old, text)
        places += differing
    return marked, places
