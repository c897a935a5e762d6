"""The answer of the guided way in, in words: the headline, the remedies side by side, what is closed, what to gather."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.entitlements.logic import TRUE
from hejie.domain.entitlements.rows import Row
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import law
from hejie.web import formatting, languages
from hejie.web.way_in import fact_words, gathering, generous, reasons, words
from hejie.web.way_in.carried import Carried, address
from hejie.web.way_in.finding import PROBLEM, Found

_SHOWN = 7


def told(found: Found, request: HttpRequest) -> dict:
    """Everything that the page of the answer shows of the finding."""
    side = found.carried.side
    open_rows = found.open
    first = open_rows[0] if open_rows else None
    why = reasons.of(found, first) if first else []
    return {
        "heading": _heading(found, first),
        "lead": ("" if languages.active() == "zh" else " ").join(_leads(found, first) if first else [_nothing(found)]),
        "cards": [_card(found, row) for row in open_rows],
        "closed": _closed(found),
        "why": why[:_SHOWN],
        "why_more": why[_SHOWN:],
        "why_title": str(words.TITLES[first.remedy]) if first else "",
        "others": [
            {"title": str(words.TITLES[row.remedy]), "items": reasons.rules(found, row)} for row in open_rows[1:]
        ],
        "gather": gathering.of(found),
        "generous": generous.of(found) if side == "seller" else [],
        "sure": _sure(found),
        "claimable": bool(open_rows),
    }


def certainty(name: str) -> str:
    """due, possible or excluded, in a word."""
    return {"due": _("due"), "possible": _("possible"), "excluded": _("closed")}[name]


def entitled(row: Row) -> str:
    """What somebody may do, as it stands after “You are entitled to”."""
    return str(words.ENTITLED[row.remedy]) % {"sum": sum_of(row) or words.WITHOUT_SUM}


def sum_of(row: Row) -> str:
    """The amount of a row as people write it, or ""."""
    return formatting.money(Money(*row.amount)) if row.amount and row.amount[0] else ""


def day_of(ordinal: int, now: datetime) -> str:
    """A day of the finding as people write it."""
    return formatting.day(date.fromordinal(ordinal), now)


def refused(refusal: Refusal, carried: Carried, now: datetime) -> str:
    """What does not fit to the answers so far, for the field that was just filled in."""
    one, other = (str(refusal.facts.get(key, "")) for key in ("one", "other"))
    if refusal.code == "facts_contradict":
        named = [_named(path, carried, now) for path in (one, other) if path in law.words() and path != "as_of"]
        if len(named) == 2:
            return _("These do not fit together: %(one)s; %(other)s. Change one of the two.") % {
                "one": named[0],
                "other": named[1],
            }
        if other == "as_of":
            return _("This day is still to come. Choose today or an earlier day.")
        if other == "currency":
            return _("All sums must be in one currency.")
        return _("This does not fit to your other answers. Look at them below and change what is wrong.")
    if refusal.code == "law_unknown":
        return _(
            "The law of this country is not collected here yet. Choose “I don’t know”: then the promises of seller and marketplace are looked at."
        )
    if refusal.code == "fact_money":
        return _("This is more than can be right. Check the amount.")
    return _("This answer cannot be used. Check it, or choose “I don’t know”.")


def _named(path: str, carried: Carried, now: datetime) -> str:
    return fact_words.colon(fact_words.name(path)) + fact_words.shown(path, carried.told.get(path), now)


def _heading(found: Found, first: Row | None) -> str:
    seller = found.carried.side == "seller"
    if PROBLEM not in found.carried.told:
        return _("It depends on what happened")
    if first is None and not found.carried.told.get("jurisdiction"):
        return _("It depends on the country")
    if first is None:
        return _("You owe nothing, from what you told us") if seller else _("From what you told us, no way is open")
    what = {"what": entitled(first)}
    if first.value == TRUE:
        return (_("The buyer is entitled to %(what)s") if seller else _("You are entitled to %(what)s")) % what
    return (_("The buyer may be entitled to %(what)s") if seller else _("You may be entitled to %(what)s")) % what


def _leads(found: Found, row: Row) -> list[str]:
    """Until when, who pays the way back, how long the other side has, what else is due."""
    seller = found.carried.side == "seller"
    if PROBLEM not in found.carried.told:
        return [_("Say what went wrong: without it there are only possibilities to name.")]
    said = []
    if row.until:
        said.append(_until_sentence(found, row, seller))
    freight = _freight_sentence(row, seller)
    if freight:
        said.append(freight)
    if row.perform:
        said.append(
            ngettext("It is to be done within %(days)s day.", "It is to be done within %(days)s days.", row.perform)
            % {"days": row.perform}
        )
    also = [str(words.TITLES[other.remedy]) for other in found.open if other.value == TRUE and other is not row]
    if also:
        said.append(_("Also due: %(what)s.") % {"what": fact_words.listed(also)})
    return said


def _until_sentence(found: Found, row: Row, seller: bool) -> str:
    """The last day; where it is over, whether that is settled by what was done before."""
    day = {"day": day_of(row.until or 0, found.now)}
    if not found.over(row):
        return (_("The buyer has to say so by %(day)s.") if seller else _("Say so by %(day)s.")) % day
    if row.value == TRUE:
        return _("It was said in time: the last day was %(day)s.") % day
    return (_("Only if the buyer said so by %(day)s.") if seller else _("Only if you said so by %(day)s.")) % day


def _nothing(found: Found) -> str:
    if not found.carried.told.get("jurisdiction"):
        return _("No country was named, so no law was looked at. Name it below to see what the law gives.")
    if found.carried.side == "seller":
        return _("That does not stop you from being generous: see below.")
    return _(
        "The seller may still be kind, and a neutral may see more than these questions do. Below stands why each way is closed."
    )


def _freight_sentence(row: Row, seller: bool) -> str:
    said = {
        "seller": _("You pay the way back.") if seller else _("The seller pays the way back."),
        "buyer": _("The buyer pays the way back.") if seller else _("You pay the way back."),
        "shared": _("You share the cost of the way back."),
    }
    return said.get(row.freight, "")


def _card(found: Found, row: Row) -> dict:
    due = row.value == TRUE
    badge = {"words": _("Due"), "kind": "good", "sign": "check"}
    if not due:
        badge = {"words": _("Possible"), "kind": "open", "sign": "open"}
    total = Money(*row.amount) if row.amount and row.amount[0] else _total(row)
    card = {"badge": badge, "title": str(words.TITLES[row.remedy]), "sum": total, "rows": _card_rows(found, row)}
    if found.carried.side == "seller":
        return card
    return card | {
        "url": address("way_in_claim", found.carried, remedy=row.remedy),
        "action": _("Open a case for this"),
    }


def _total(row: Row) -> str:
    """What stands in the place of a sum that is not known or not needed."""
    if row.remedy in ("replacement", "repair", "redelivery"):
        return _("free of charge")
    if row.remedy == "compensation":
        return _("as far as shown")
    return _("by agreement") if row.remedy == "price_reduction" else _("sum still open")


def _card_rows(found: Found, row: Row) -> list[dict]:
    seller = found.carried.side == "seller"
    until = day_of(row.until, found.now) if row.until else _("no fixed day")
    rows = [{"label": _("Last day, which is over") if found.over(row) else _("Until"), "how": until}]
    if row.multiple:
        rows.append({"label": _("Times the price"), "how": formatting.number(row.multiple)})
    if row.freight != "none":
        rows.append({"label": _("Way back"), "how": _paid_by(row.freight, seller)})
    if row.perform:
        days = ngettext("%(days)s day", "%(days)s days", row.perform) % {"days": row.perform}
        rows.append({"label": _("To be done within"), "how": days})
    rows.append({"label": _("Who has to prove it"), "how": _burden(row.burden, seller)})
    against = fact_words.listed(words.AGAINST[one] for one in row.against)
    rows.append({"label": _("Against"), "how": against})
    if row.value != TRUE:
        rows += _open_rows(found, row)
    return rows


def _open_rows(found: Found, row: Row) -> list[dict]:
    """What a possible remedy still depends on."""
    rows = []
    if row.open.needs:
        needs = fact_words.listed(fact_words.name(path) for path in list(row.open.needs)[:5])
        rows.append({"label": _("Depends on"), "how": needs})
    if row.open.judgements:
        factors = [found.bundle.judgements.get(one, {}).get(languages.active(), one) for one in row.open.judgements]
        rows.append({"label": _("A person has to weigh"), "how": " ".join(factors)})
    if row.open.contested:
        rows.append({"label": _("Contested"), "how": _("Courts or texts differ; see the reasons.")})
    return rows


def _paid_by(freight: str, seller: bool) -> str:
    if freight == "shared":
        return _("shared")
    mine = (freight == "seller") == seller
    if mine:
        return _("paid by you")
    return _("paid by the seller") if freight == "seller" else _("paid by the buyer")


def _burden(burden: str, seller: bool) -> str:
    if burden == "none":
        return _("whoever relies on it")
    if (burden == "seller") == seller:
        return _("you")
    return _("the seller") if burden == "seller" else _("the buyer")


def _closed(found: Found) -> list[dict]:
    """Why ways are closed, those of one cause together: what was told that closes them, and the rule of each."""
    groups: dict[str, list[dict]] = {}
    for row in found.closed:
        unmet = [] if row.stopped else found.unmet(row)
        facts = fact_words.listed(_named(path, found.carried, found.now) for path in unmet)
        closing = [found.bundle.rules[number] for number in row.stopped] or found.reasons(row)
        told = [reasons.of_rule(rule, found.now) for rule in closing[:1]] or [{}]
        groups.setdefault(facts, []).append(told[0] | {"title": str(words.TITLES[row.remedy])})
    return [
        {"unmet": _("Not so here: %(facts)s.") % {"facts": facts} if facts else "", "items": items}
        for facts, items in groups.items()
    ]


def _sure(found: Found) -> dict:
    """As of which day, by which rules, and how far they reach."""
    bundle, place = found.bundle, found.carried.told.get("jurisdiction")
    return {
        "day": timezone.localdate(found.now),
        "place": fact_words.label("jurisdiction", str(place)) if place else "",
        "version": f"{bundle.id} {bundle.version}",
        "at_least": law.phrases()["at_least"][languages.active()] if bundle.at_least else "",
        "no_law": not place,
    }
