"""What the rules say of a case, the same for both sides: remedies side by side, why, what is disputed, what would settle the rest."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.cases import bargain_facts, known
from hejie.domain.cases.entitled import Looked
from hejie.domain.entitlements import proof
from hejie.domain.entitlements.logic import FALSE, TRUE
from hejie.domain.entitlements.rows import Row
from hejie.domain.escrow.holds import PLATFORM
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.rulebooks import law
from hejie.usecases import entitlements
from hejie.usecases.reading import CaseView
from hejie.usecases.return_policies import DEAL
from hejie.web import formatting, words
from hejie.web.case import checklist
from hejie.web.case.offers import can
from hejie.web.languages import active
from hejie.web.way_in import fact_words
from hejie.web.way_in import reasons as rule_words
from hejie.web.way_in import words as remedy_words

MOST_QUESTIONS = 4
_IN_KIND = ("replacement", "repair", "redelivery")
_SOURCES = {
    "usual": gettext_lazy("as is usual here; nobody has said otherwise"),
    "market": gettext_lazy("where the marketplace sells"),
    "order": gettext_lazy("from the order"),
    "claim": gettext_lazy("from the claim"),
    "listing": gettext_lazy("as was promised when it was ordered"),
    "buyer": gettext_lazy("as the buyer says"),
    "seller": gettext_lazy("as the seller says"),
    "both": gettext_lazy("as both say"),
    "found": gettext_lazy("as was found"),
}
_FREIGHT = {
    "seller": gettext_lazy("the seller pays"),
    "buyer": gettext_lazy("the buyer pays"),
    "shared": gettext_lazy("shared"),
}
_BURDEN = {"seller": gettext_lazy("the seller"), "buyer": gettext_lazy("the buyer")}
_WHO = {
    "buyer": gettext_lazy("the buyer can say"),
    "seller": gettext_lazy("the seller can say"),
    "either": gettext_lazy("both can say"),
}


def of_case(request: HttpRequest, view: CaseView) -> dict | None:
    """All that `case/rules_say.html` shows; None where no law is looked at."""
    return told(entitlements.of_case(request.context, view), view, request.context.now)


def told(looked: Looked | None, view: CaseView, now: datetime) -> dict | None:
    """The same of a finding, such as one with a neutral's own findings of fact in it."""
    if looked is None:
        return None
    finding, bundle = looked.finding, looked.finding.asked.bundle
    open_rows = [row for row in finding.rows if row.value != FALSE]
    kept = view.case.entitled
    return {
        "columns": _columns(),
        "rows": [_row(looked, row, now) for row in open_rows],
        "why": [_why(looked, row, now) for row in open_rows],
        "closed": [_why(looked, row, now, most=2) for row in finding.rows if row.value == FALSE],
        "disputed": [_disputed(path, both, view, now) for path, both in looked.known.disputed.items()],
        "questions": _questions(looked, view),
        "basis": [_basis(looked, path, view, now) for path in looked.known.facts],
        "day": formatting.day(date.fromordinal(finding.asked.as_of), now),
        "place": _place(looked),
        "at_least": law.phrases()["at_least"][active()] if bundle.at_least else "",
        "version": f"{bundle.id} {bundle.version}",
        "entry": kept["seq"] if kept else None,
        "kept_at": clock.parse(kept["at"]) if kept else None,
        "over": checklist.over(view.case),
        "exchanged": bargain_facts.exchanged(view.case),
        "promised_url": promised_url(view.case.seller, view.case.root, view.case.promised),
    }


def promised_url(seller: str, root: str, promised: Iterable[Mapping]) -> str:
    """Where it stands what a shop had promised when an order (its root) was placed; "" where it had promised nothing."""
    if seller == PLATFORM or not any(row["policy"] != DEAL for row in promised):
        return ""
    return f"{reverse('policy_of_shop', args=[seller])}?order={root}"


def _columns() -> list[dict]:
    return [
        {"key": "remedy", "label": _("What the law or a promise gives"), "head": True},
        {"key": "sure", "label": _("How sure")},
        {"key": "sum", "label": _("Amount"), "num": True},
        {"key": "until", "label": _("Claim it by")},
        {"key": "freight", "label": _("Way back")},
        {"key": "burden", "label": _("Who has to prove it")},
    ]


def _row(looked: Looked, row: Row, now: datetime) -> dict:
    against = _(", ").join(str(remedy_words.AGAINST[one]) for one in row.against)
    under = [_("against %(who)s") % {"who": against}]
    if row.perform:
        days = {"days": formatting.number(row.perform)}
        under.append(ngettext("to be done within %(days)s day", "to be done within %(days)s days", row.perform) % days)
    if row.value != TRUE:
        under.append(_depends(looked, row))
    return {
        "remedy": format_html(
            '<span class="table__main">{}<span class="table__sub">{}</span></span>',
            remedy_words.TITLES[row.remedy],
            " · ".join(part for part in under if part),
        ),
        "sure": _("Due") if row.value == TRUE else _("Possible"),
        "sum": Money(*row.amount) if row.amount and row.amount[0] else _("open") if row.remedy not in _IN_KIND else "—",
        "until": formatting.day(date.fromordinal(row.until), now) if row.until else _("no fixed day"),
        "freight": str(_FREIGHT.get(row.freight, "—")),
        "burden": str(_BURDEN.get(row.burden, _("whoever relies on it"))),
    }


def _depends(looked: Looked, row: Row) -> str:
    """What a possible remedy still hangs on, in a few words."""
    if row.open.needs:
        needs = _(", ").join(fact_words.name(path) for path in list(row.open.needs)[:3])
        return _("depends on: %(facts)s") % {"facts": needs}
    if row.open.judgements:
        return _("a person has to weigh it")
    return _("courts or texts differ") if row.open.contested else ""


def _why(looked: Looked, row: Row, now: datetime, most: int = 8) -> dict:
    asked = looked.finding.asked
    rules = [rule_words.of_rule(asked.bundle.rules[number], now) for number in proof.reasons(asked, row)]
    return {"title": str(remedy_words.TITLES[row.remedy]), "rules": rules[:most]}


def _disputed(path: str, both: Mapping[str, object], view: CaseView, now: datetime) -> dict:
    said = {side: fact_words.shown(path, value, now) for side, value in both.items()}
    told_ = (
        _("The buyer says: %(buyer)s. The seller says: %(seller)s. Until it is found, it counts as not known.") % said
    )
    return {"name": fact_words.name(path), "words": told_, **_step(path, view)}


def _questions(looked: Looked, view: CaseView) -> list[dict]:
    """Facts that would settle the rest, the one that can change most first, each with who can tell it."""
    found = []
    for one in entitlements.questions_of(looked):
        said = law.words()[one.fact]
        if not said.get("ask", True) or one.fact in looked.known.disputed or one.fact in known.OF_FILE:
            continue
        who = said.get("who", "either")
        side = view.side if view.side in ("buyer", "seller") else "buyer"
        decides = _(", ").join(str(remedy_words.TITLES[remedy]) for remedy in one.decides[:3])
        found.append(
            {
                "side": "both" if who == "either" else who,
                "words": fact_words.question(one.fact, side),
                "why": _("%(who)s · decides: %(remedies)s") % {"who": str(_WHO[who]), "remedies": decides},
                **(_step(one.fact, view) if who in ("either", view.side) else {}),
            }
        )
    return found[:MOST_QUESTIONS]


def _step(path: str, view: CaseView) -> dict:
    """The way to tell a fact, for a side that may."""
    if view.side not in ("buyer", "seller") or not can(view, "statement"):
        return {}
    return {"url": reverse("case_facts", args=[view.case.id, path]), "action": _("Answer")}


def _basis(looked: Looked, path: str, view: CaseView, now: datetime) -> dict:
    source = looked.known.sources[path]
    value = looked.known.facts[path]
    row: dict[str, object] = {
        "label": fact_words.name(path),
        "sum": _shown(path, value, now),
        "how": str(_SOURCES[source]),
    }
    if source == "usual" or source == view.side:
        row |= {"how": _linked(row, _step(path, view))}
    return row


def _linked(row: Mapping, step: Mapping) -> SafeString | str:
    if not step:
        return str(row["how"])
    change = format_html('<a href="{}" aria-label="{}: {}">{}</a>', step["url"], _("Change"), row["label"], _("Change"))
    return format_html("{} · {}", row["how"], change)


def _shown(path: str, value: object, now: datetime) -> SafeString | str:
    """A value as people write it; a moment of the record is the day that it is where the reader is."""
    if path.startswith("dates.") and "T" in str(value):
        return formatting.day(clock.parse(str(value)), now)
    said = fact_words.shown(path, value, now)
    if path == "category" and said == value:  # a word of the marketplace's own
        return format_html("<span data-user-text>{}</span>", said)
    return said


def _place(looked: Looked) -> str:
    place = looked.known.facts.get("jurisdiction")
    return fact_words.label("jurisdiction", str(place)) if place else words.word(words.SIDES, "platform")
