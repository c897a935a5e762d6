"""What a repair tells on its case page: how soon and why, what was tried, the visit, the quote, the log, what the law adds."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.aftersales import guarantees as covers
from hejie.domain.aftersales.service import Done, Service
from hejie.domain.kernel import clock
from hejie.usecases import diagnosis, guarantees
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case import evidence
from hejie.web.case.voice import Voice, joined, plain_sum, say, written
from hejie.web.languages import active
from hejie.web.service import vocabulary

LEVELS = {1: gettext_lazy("First of all"), 2: gettext_lazy("Before others"), 3: gettext_lazy("In its turn")}
SOURCES = {
    "registration": gettext_lazy("by the registration of this very thing"),
    "order": gettext_lazy("by what was promised with the order"),
    "rule": gettext_lazy("by the shop’s own rule for all its goods"),
}
_LOGGED = (
    "visit", "other_time", "diagnose", "quote", "approve_quote", "repair", "check", "arrive", "after_two", "loan", "give_back", "loan_back",
)  # fmt: skip
_ANSWERS = {
    "yes": gettext_lazy("The repair is ordered at this price."),
    "no": gettext_lazy("No repair: it goes back as it is."),
    "covered": gettext_lazy("The buyer says that the guarantee covers it."),
}
_WANTS = {
    "refund": gettext_lazy("The money back"),
    "exchange": gettext_lazy("Another one"),
    "repair": gettext_lazy("One more repair"),
}


def rows(view: CaseView, voice: Voice, now: datetime) -> list[dict]:
    """Facts of a repair for the list of all facts: how soon, which thing, when somebody comes, what is lent, what the law adds."""
    service, found = view.case.service, []
    if service.priority:
        why = _(", ").join(_reason(one) for one in service.priority["why"])
        found.append({"label": _("How soon"), "sum": str(LEVELS[service.priority["level"]]), "how": why})
    if isinstance(service.wish.get("serial"), Mapping):
        found.append({"label": _("Serial number"), "how": written(view.text(service.wish["serial"]))})
    if visit := service.last("visit"):
        at = formatting.moment(clock.parse(visit.data["at"]), clock.parse(visit.at))
        found.append({"label": _("Somebody comes"), "how": joined(at, _missed(service, visit, voice, now))})
    asked = service.last("other_time")
    if asked is not None and (visit is None or asked.seq > visit.seq):
        at = formatting.moment(clock.parse(asked.data["at"]), clock.parse(asked.at))
        found.append({"label": _("The buyer asks for"), "how": at})
    lent, back = service.last("loan"), service.last("loan_back")
    if lent is not None and (back is None or back.seq < lent.seq):
        found.append({"label": _("Lent meanwhile"), "how": _texts(view, lent, "what", "serial")})
    return found + by_law(service)


def _missed(service: Service, visit: Done, voice: Voice, now: datetime) -> str:
    """What each side can do where the time of a visit is over and nobody has written down what was broken."""
    step = service.next_step()
    if service.status != "approved" or step is None or step.name != "diagnose" or now < clock.parse(visit.data["at"]):
        return ""
    return voice.pick(
        buyer=_("This time is over. If nobody came, ask for another time, or take it on as a dispute."),
        seller=_("This time is over. If nobody was at home, name another time; else write down what is broken."),
        other=_("This time is over, and nothing has been written down yet."),
    )


def cover(service: Service, opened_at: str) -> list[dict]:
    """Until when the shop's guarantee is, by which source, and what repairs have added to it."""
    known = covers.read(service.cover)
    if known is None:
        return []
    until = _("until %(until)s") % {"until": formatting.day(known.ends_on, clock.parse(opened_at))}
    parts = [str(SOURCES[known.source]), *(added(one) for one in known.longer)]
    return [{"label": _("The shop’s guarantee"), "sum": until, "how": "; ".join(part for part in parts if part)}]


def added(row: Mapping) -> str:
    """What was added to a guarantee, with the article."""
    law = guarantees.law_words(row["rule"], active())
    if row.get("anew"):
        return _("it begins anew with the other article (%(law)s)") % {"law": law}
    if row.get("months"):
        said = ngettext("%(count)s month longer (%(law)s)", "%(count)s months longer (%(law)s)", row["months"])
        return said % {"count": formatting.number(row["months"]), "law": law}
    said = ngettext("%(count)s day longer (%(law)s)", "%(count)s days longer (%(law)s)", row["days"])
    return said % {"count": formatting.number(row["days"]), "law": law}


def will_add(rule: Mapping) -> str:
    """What a repair that the guarantee covers will add, told before it; "" where no law is known."""
    if not rule:
        return ""
    law = guarantees.law_words(rule["rule"], active())
    if rule.get("months"):
        months = {"count": formatting.number(rule["months"]), "law": law}
        said = ngettext(
            "Once it is repaired, the seller answers for faults %(count)s month longer, once (%(law)s).",
            "Once it is repaired, the seller answers for faults %(count)s months longer, once (%(law)s).",
            rule["months"],
        )
        return said % months
    if rule.get("from") == "request":
        return _("The guarantee is longer by the days from your request until it is handed back (%(law)s).") % {
            "law": law
        }
    return _("The time of the repair does not count: the guarantee is longer by so many days (%(law)s).") % {"law": law}


def tried(view: CaseView) -> list[dict]:
    """What the buyer has answered to the guide's questions before he asked."""
    guide = view.case.service.wish.get("guide")
    said = diagnosis.words(guide["id"], guide["version"], guide["answers"], active()) if guide else []
    asked = said or view.case.service.wish.get("diagnosis", ())
    return [{"label": _told(view, one[0]), "how": _told(view, one[1])} for one in asked if len(one) == 2]


def quote(view: CaseView, voice: Voice) -> dict | None:
    """The quote that waits for the buyer's answer or his payment: sum, days, parts, why, and what shows it."""
    service = view.case.service
    step = service.next_step()
    done = service.last("quote")
    if done is None or step is None or step.name not in ("approve_quote", "pay_more"):
        return None
    days = {"days": formatting.number(done.data["days"])}
    total = {
        "label": _("The repair"),
        "sum": plain_sum(done.data["minor"], view.case.currency),
        "how": ngettext("it takes %(days)s day", "it takes %(days)s days", done.data["days"]) % days,
        "total": True,
    }
    parts = [
        {
            "label": written(view.text(one["name"])),
            "sum": plain_sum(one["minor"], view.case.currency) if one["minor"] else "",
        }
        for one in done.data.get("parts", ())
    ]
    shown = [
        item for room, item in evidence.filed(view) if room == "joint" and item.id in done.data.get("evidence", ())
    ]
    return {
        "rows": [*parts, total],
        "note": view.text(done.data.get("note")),
        "pieces": [evidence.piece(item, "joint", view, voice) for item in shown],
    }


def log(view: CaseView) -> list[dict]:
    """All that was found, quoted, done and checked, in its order; each round of a repair stays readable."""
    return [
        {
            "label": vocabulary.step_done(done.step, done.data),
            "at": clock.parse(done.at),
            "deemed": done.deemed,
            "lines": lines,
        }
        for done in view.case.service.steps
        if done.step in _LOGGED and (lines := _lines(view, done))
    ]


def _lines(view: CaseView, done: Done) -> list[object]:
    """What was told with a step, a line each; nothing for one that tells nothing here."""
    data, found = done.data, []
    if done.step in ("visit", "other_time"):
        found.append(formatting.moment(clock.parse(data["at"]), clock.parse(done.at)))
    elif done.step == "diagnose":
        found += [
            _texts(view, done, "fault"),
            _("The guarantee covers it.") if data.get("covered", True) else _("The guarantee does not cover it."),
        ]
    elif done.step == "quote":
        found.append(plain_sum(data["minor"], view.case.currency))
    elif done.step == "approve_quote":
        found.append(_ANSWERS.get(data.get("answer", ""), ""))
    elif done.step == "repair":
        found.append(_texts(view, done, "work"))
    elif done.step == "check":
        found.append(_("It works.") if data.get("passed", True) else _("It does not work yet: it is repaired again."))
    elif done.step == "arrive":
        found.append(_("All is well.") if data.get("right", True) else _("The buyer says that it is not in order."))
    elif done.step == "after_two":
        found.append(_WANTS.get(data.get("want", ""), ""))
    elif done.step == "loan":
        found.append(_texts(view, done, "what", "serial"))
    elif done.step == "give_back":
        found += [written(data.get("carrier", "")), _texts(view, done, "waybill")]
    elif done.step == "loan_back":
        found.append(_("It is with the shop again."))
    if parts := _parts(view, data):
        found.append(say(_("Parts: %(parts)s"), parts=parts))
    found.append(_texts(view, done, "note"))
    return [one for one in found if one]


def _parts(view: CaseView, data: Mapping) -> object:
    rows = [
        (written(view.text(one["name"])), f" {plain_sum(one['minor'], view.case.currency)}" if one.get("minor") else "")
        for one in data.get("parts", ())
    ]
    return format_html_join(_(", "), "{}{}", rows)


def _texts(view: CaseView, done: Done, *names: str) -> object:
    """Somebody's own words of a step."""
    said = [view.text(done.data[name]) for name in names if done.data.get(name)]
    return format_html_join(" · ", "{}", ((written(one),) for one in said if one))


def _told(view: CaseView, value: object) -> object:
    return written(view.text(value)) if isinstance(value, Mapping) else format_html("{}", value)


def _reason(name: str) -> str:
    return vocabulary.word("needs", name) if name != "repaired_before" else vocabulary.word("signs", name)


def by_law(service: Service) -> list[dict]:
    """What the repair has added by the law of the place, or will add."""
    came = service.last("arrive")
    if came is not None and came.data.get("guarantee"):
        row = came.data["guarantee"]
        label = _("The seller’s liability") if row.get("of") == "liability" else _("The guarantee after it")
        return [{"label": label, "how": added(row)}]
    found = service.last("diagnose")
    if found is not None and not found.data.get("covered", True):
        return []  # what the buyer pays for, or takes back as it is, adds nothing
    if service.kind == "repair" and service.status in ("asked", "approved") and (told := will_add(service.guarantee)):
        return [{"label": _("After the repair"), "how": told}]
    return []
