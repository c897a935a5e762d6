"""A policy for shops' papers in plain words, and what one version says otherwise than the one before it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.kernel.money import Money
from hejie.domain.standing.vetting import Needed, Terms
from hejie.rulebooks.vetting import ANY, Policy
from hejie.web import formatting, papers, words
from hejie.web.vetting.rows import WHAT_FOLLOWS


def days(count: int) -> str:
    """So many days."""
    return ngettext("%(days)s day", "%(days)s days", count) % {"days": formatting.number(count)}


def hours(count: int) -> str:
    """So many hours."""
    return ngettext("%(hours)s hour", "%(hours)s hours", count) % {"hours": formatting.number(count)}


def policy(found: Policy, language: str) -> dict[str, Any]:
    """Everything that it asks, for a page."""
    return {
        "version": found.version,
        "rules": _by_whom(found, language),
        "papers": [{"name": found.name(kind, language), "how": _paper(row)} for kind, row in found.papers.items()],
        "general": general(found.terms),
    }


def _by_whom(found: Policy, language: str) -> list[dict[str, Any]]:
    """What is asked of whom: rules about the same shops as one, with all that they ask and where each is written."""
    said: dict[str, dict[str, Any]] = {}
    for one in found.rules:
        row = said.setdefault(whom(one), {"whom": whom(one), "asks": [], "sources": []})
        row["asks"] += [line for line in asks(one, found, language) if line not in row["asks"]]
        row["sources"] += [one["source"]] if one["source"] not in row["sources"] else []
    return list(said.values())


def whom(one: Mapping[str, Any]) -> str:
    """For whom a rule is: who sells, where, what."""
    places = _("all other countries") if ANY in one["countries"] else ", ".join(one["countries"])
    kinds = _("all goods") if ANY in one["categories"] else ", ".join(category(name) for name in one["categories"])
    return f"{words.word(papers.KINDS, one['for'])} · {places} · {kinds}"


def category(name: str) -> str:
    """A kind of goods, in our words where we have one."""
    return str(papers.CATEGORIES.get(name, name))


def asks(one: Mapping[str, Any], found: Policy, language: str) -> list[str]:
    """What a rule asks, a line each."""
    said = [found.name(paper, language) for paper in one["papers"]]
    if deposit := one.get("deposit"):
        said.append(_("Deposit: %(sum)s") % {"sum": formatting.money(Money(deposit["minor"], deposit["currency"]))})
    if own := one.get("probation"):
        said.append(_("First time of a shop: %(days)s") % {"days": days(own["days"])})
        if "longer" in own:
            said.append(_("Its buyers have %(hours)s more") % {"hours": hours(own["longer"])})
        if own.get("most"):
            said.append(_("An order comes to at most %(sums)s") % {"sums": limits(own["most"])})
    return said


def limits(most: Mapping[str, int]) -> str:
    """Sums side by side."""
    return " · ".join(formatting.money(Money(minor, currency)) for currency, minor in sorted(most.items()))


def general(terms: Terms) -> list[tuple[str, str]]:
    """(what, how much) of what counts in general."""
    return [
        (_("To file what is needed"), days(terms.first)),
        (_("To renew a paper that has run out"), days(terms.grace)),
        (_("Reminded before its last day"), days(terms.renewal)),
        (_("We look at a paper within"), days(terms.review)),
        (_("Where papers are missing for longer"), follows(terms.stops, terms)),
        (_("To make up the deposit"), days(terms.deposit)),
        (_("Where it is not made up in time"), follows(terms.short, terms)),
        (_("First time of a shop"), days(terms.probation)),
        (_("Longer where it has not gone well"), days(terms.again)),
        (_("Its buyers have more time to look"), hours(terms.longer)),
        (_("An order of its comes to at most"), limits(terms.most) or _("no limit")),
    ]


def follows(what: tuple[str, ...], terms: Terms) -> str:
    """What follows, in words."""
    said = [
        _("buyers have %(hours)s longer before the money goes to the shop") % {"hours": hours(terms.hold)}
        if one == "hold"
        else str(WHAT_FOLLOWS[one])
        for one in what
    ]
    return "; ".join(said) or _("nothing")


def answer(needed: Needed, terms: Terms, found: Policy, language: str) -> dict[str, Any]:
    """What a shop would be asked for."""
    return {
        "papers": [
            {"name": found.name(kind, language), "why": why, "how": _paper(found.papers[kind])}
            for kind, why in needed.why.items()
        ],
        "deposit": Money(*needed.deposit) if needed.deposit else None,
        "general": general(terms),
    }


def changes(before: Policy, after: Policy, language: str) -> list[dict[str, str]]:
    """{where, before, after} of all that reads otherwise; "" where a version does not have it."""
    one, other = _said(before, language), _said(after, language)
    return [
        {"where": name, "before": one.get(name, ""), "after": other.get(name, "")}
        for name in {**other, **one}
        if one.get(name, "") != other.get(name, "")
    ]


def _said(found: Policy, language: str) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for one in found.rules:
        said.setdefault(whom(one), []).extend(asks(one, found, language))
    told = {place: "\n".join(dict.fromkeys(lines)) for place, lines in said.items()}
    told |= {found.name(kind, language): _paper(row) for kind, row in found.papers.items()}
    return told | {str(what): how for what, how in general(found.terms)}


def _paper(row: Mapping[str, Any]) -> str:
    if row.get("lasts"):
        return _("good for at most %(days)s, then it is filed anew") % {"days": days(row["lasts"])}
    return _("until its last day") if row["ends"] else _("without an end")
