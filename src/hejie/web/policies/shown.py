"""A policy and its answers in plain words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.entitlements.policies.model import ALL_BUT, SPANS, Amount, Fee, Policy, Terms, When, Window
from hejie.domain.entitlements.policies.returnable import Answer
from hejie.domain.entitlements.policies.schema_org import Loss
from hejie.domain.kernel.money import EXPONENTS, Money
from hejie.web import formatting
from hejie.web.policies import words


def policy(found: Policy, now: datetime) -> dict[str, Any]:
    """Everything that a policy promises, for a page."""
    return {
        "name": found.name,
        "combine": found.combine == "longest" and len(found.windows) > 1,
        "first": found.combine == "first" and len(found.windows) > 1,
        "windows": [
            {
                "title": f"{_after(one)} {_window(one, now)}".strip(),
                "if": conditions(one.when, now),
                "more": [*(longer(modifier, now) for modifier in found.modifiers if one.id not in modifier.not_for)],
                "costs": [] if one.terms is None else costs(one.terms),
                "terms": [] if one.terms is None else _goes(one.terms),
                "note": one.note,
            }
            for one in found.windows
        ],
        "exclusions": [{"if": conditions(one.when, now), "note": one.note} for one in found.exclusions],
        "costs": costs(found.terms),
        "charges": [_charge_if(one, now) for one in found.charges],
        "terms": _terms(found),
        "other": found.other,
        "link": found.terms.link[0] if found.terms.link else "",
    }


def _after(one: Window) -> str:
    return _("Once “%(name)s” is over:") % {"name": one.after} if one.after else ""


def _window(one: Window, now: datetime) -> str:
    term = one.term
    if term.kind == "not_permitted" or term.days == 0:
        return _("It cannot be given back.")
    if term.kind == "unlimited":
        return _("It can be given back at any time.")
    if term.last_day:
        last = formatting.day(date.fromisoformat(term.last_day[:10]), now)
        return _("It can be given back until %(day)s.") % {"day": last}
    if term.days is None:
        return _("How long it can be given back is not said.")
    said = ngettext(
        "It can be given back for %(days)s day, %(clock)s.",
        "It can be given back for %(days)s days, %(clock)s.",
        term.days,
    )
    return said % {"days": formatting.number(term.days), "clock": words.CLOCKS[one.clock]}


def conditions(when: When, now: datetime) -> list[str]:
    """Each condition as a phrase: Member: yes."""
    return [_condition(fact, wanted, now) for fact, wanted in when]


def _condition(fact: str, wanted: tuple[Any, ...], now: datetime) -> str:
    name = words.FACTS.get(fact, fact)
    if fact == ALL_BUT:
        return _("%(name)s: %(value)s") % {"name": name, "value": ", ".join(_exception(one, now) for one in wanted)}
    if fact in SPANS:
        first, last = (_day(one, now) for one in wanted)
        return _("%(name)s %(first)s and %(last)s") % {"name": name, "first": first, "last": last}
    flag = isinstance(wanted[0], bool)
    value = (_("yes") if wanted[0] else _("no")) if flag else ", ".join(_word(fact, one) for one in wanted)
    return _("%(name)s: %(value)s") % {"name": name, "value": value}


def _exception(when: When, now: datetime) -> str:
    """One exception: underwear; software (Opened: yes)."""
    kinds = [_word(fact, one) for fact, wanted in when if fact == "category" for one in wanted]
    rest = [_condition(fact, wanted, now) for fact, wanted in when if fact != "category"]
    if not kinds:
        return " + ".join(rest)
    return f"{' / '.join(kinds)} ({'; '.join(rest)})" if rest else " / ".join(kinds)


def _word(fact: str, value: str) -> str:
    """A value as people read it, where it is one of our own words; a shop's own words stay as they are."""
    return str(words.VALUES.get(fact, {}).get(value, value))


def _day(text: str, now: datetime) -> str:
    """A day; one of every year without its year."""
    every_year = text.startswith("YYYY")
    year = 2024 if every_year else int(text[:4])
    on = date(year, int(text[5:7]), int(text[8:10]))
    return formatting.day_short(
        datetime(on.year, on.month, on.day, 12, tzinfo=now.tzinfo), now.replace(year=year) if every_year else now
    )


def longer(one: Any, now: datetime) -> str:
    """How many days more, and when."""
    said = ngettext("%(days)s day more if: %(when)s", "%(days)s days more if: %(when)s", one.add_days)
    return said % {"days": formatting.number(one.add_days), "when": "; ".join(conditions(one.when, now)) or "—"}


def costs(terms: Terms) -> list[str]:
    """What a return costs, by case."""
    found = [
        _("%(name)s: %(value)s") % {"name": words.CASES[case], "value": fee(one)} for case, one in terms.fees.items()
    ]
    if terms.restocking is not None:
        found.append(_("Restocking fee: %(sum)s") % {"sum": amount(terms.restocking)})
    return found


def fee(one: Fee) -> str:
    """What the way back costs."""
    parts = [str(words.FEES[kind]) for kind in one.kinds]
    if one.amount is not None:
        parts.append(amount(one.amount))
    if one.label:
        parts.append(str(words.LABELS[one.label]))
    return "; ".join(parts)


def amount(one: Amount) -> str:
    """Money or per cent as people write it."""
    if not one.currency:
        return formatting.percent(float(one.value))
    minor = round(float(one.value) * 10 ** EXPONENTS[one.currency])
    return formatting.money(Money(minor, one.currency))


def charge(one: Any) -> str:
    """A fee of its own: for what, and how much or by which rule."""
    said = ", ".join(filter(None, (amount(one.amount) if one.amount else "", one.rule)))
    return f"{one.what}: {said}" if said else one.what


def _charge_if(one: Any, now: datetime) -> str:
    """A fee of its own with the conditions under which it is asked for."""
    when = "; ".join(conditions(one.when, now))
    return _("If %(when)s: %(fee)s") % {"when": when, "fee": charge(one)} if when else charge(one)


def _terms(found: Policy) -> list[tuple[str, str]]:
    days = found.refund_days
    paid = "" if days is None else ngettext("%(days)s day", "%(days)s days", days) % {"days": formatting.number(days)}
    return [*_goes(found.terms), *([(_("Paid back within"), paid)] if paid else [])]


def _goes(terms: Terms) -> list[tuple[str, str]]:
    """How goods come back, in which state, what is given back, and for buyers of which countries."""
    listed = (
        (_("How goods come back"), _names(terms.methods, words.METHODS)),
        (_("What is given back"), _names(terms.refunds, words.REFUNDS)),
        (_("Goods may be"), _names(terms.conditions, words.CONDITIONS)),
        (_("Countries of buyers"), ", ".join(str(one) for one in terms.country if isinstance(one, str))),
    )
    return [(label, value) for label, value in listed if value]


def _names(values: Iterable[str], known: Mapping[str, Any]) -> str:
    return ", ".join(str(known[one]) for one in values)


def answer(found: Answer, now: datetime) -> dict[str, Any]:
    """What an answer says: a verdict, sentences, and what would settle it."""
    verdict = {True: _("Yes, it can be given back."), False: _("No, not by this policy.")}.get(
        found.returnable, _("That is open.")
    )
    sentences = []
    if found.endless:
        sentences.append(_("There is no last day."))
    if found.last_day is not None:
        sentences.append(
            _("The last day is %(day)s, that day included.") % {"day": formatting.day(found.last_day, now)}
        )
    if found.at_least_until is not None:
        sentences.append(_("In any case until %(day)s.") % {"day": formatting.day(found.at_least_until, now)})
    if found.missing:
        names = ", ".join(str(words.FACTS.get(one, one)) for one in found.missing)
        sentences.append(_("Still to be told: %(facts)s.") % {"facts": names})
    if found.why in words.WHY:
        sentences.append(str(words.WHY[found.why]))
    elif found.why:
        sentences.append(_("Because of “%(name)s”.") % {"name": found.why})
    if found.window and found.why != found.window:
        sentences.append(_("By the window “%(name)s”.") % {"name": found.window})
    if found.modifiers:
        sentences.append(_("Lengthened by “%(names)s”.") % {"names": ", ".join(found.modifiers)})
    if found.could_be_longer:
        sentences.append(_("It may be longer, if something more is told."))
    if found.unless:
        sentences.append(_("It would be refused if this were shown: %(names)s.") % {"names": ", ".join(found.unless)})
    if found.returnable is not False and found.refunds and "full" not in found.refunds:
        given = _names(found.refunds, words.REFUNDS)
        sentences.append(_("What is given back: %(what)s. The money is not promised.") % {"what": given})
    for one in found.then:
        given = _names(one.refunds, words.REFUNDS) or "—"
        if one.last_day is not None:
            last = formatting.day(one.last_day, now)
            sentences.append(_("After that until %(day)s: %(what)s.") % {"day": last, "what": given})
        else:
            sentences.append(_("After that: %(what)s.") % {"what": given})
    if found.fee is not None:
        sentences.append(_("Cost: %(fee)s.") % {"fee": fee(found.fee)})
    if found.restocking is not None:
        sentences.append(_("Restocking fee: %(sum)s") % {"sum": amount(found.restocking)})
    sentences += [charge(one) for one in found.charges]
    sentences += [_charge_if(one, now) for one in found.perhaps]
    return {"verdict": verdict, "yes": found.returnable, "sentences": sentences}


def losses(found: Iterable[Loss]) -> list[dict[str, str]]:
    """What does not travel, each kind once with the parts that it concerns."""
    by_kind: dict[str, list[str]] = {}
    for one in found:
        by_kind.setdefault(one.what, []).append(one.where)
    return [{"words": words.LOSSES[kind], "where": ", ".join(dict.fromkeys(where))} for kind, where in by_kind.items()]


def law_note(one: Any, language: str) -> str:
    """That a part gives less than the law, with the article."""
    cite = one.floor.cite.get(language) or one.floor.cite["en"]
    facts = {"part": one.part, "days": formatting.number(one.floor.days), "cite": cite}
    if one.certain:
        said = ngettext(
            "“%(part)s”: the law gives a consumer %(days)s day (%(cite)s). It cannot be published like this.",
            "“%(part)s”: the law gives a consumer %(days)s days (%(cite)s). It cannot be published like this.",
            one.floor.days,
        )
        return said % facts
    said = ngettext(
        "“%(part)s”: a consumer has %(days)s day all the same (%(cite)s), unless the goods fall under an exception of the law.",
        "“%(part)s”: a consumer has %(days)s days all the same (%(cite)s), unless the goods fall under an exception of the law.",
        one.floor.days,
    )
    return said % facts


def law_least(least: Any, language: str) -> str:
    """The least that the law gives whoever changes his mind, who pays for the way back, and the article."""
    cite = least.cite.get(language) or least.cite["en"]
    said = ngettext(
        "By law: %(days)s day from receipt to give it back without a reason (%(cite)s).",
        "By law: %(days)s days from receipt to give it back without a reason (%(cite)s).",
        least.days,
    ) % {"days": formatting.number(least.days), "cite": cite}
    who = {"buyer": _("The buyer pays for the way back."), "seller": _("The seller pays for the way back.")}.get(
        least.freight, ""
    )
    return f"{said} {who}".strip()
