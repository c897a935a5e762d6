"""What needs somebody now, as a list with the most pressing first, and the turn bar that it makes."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.kernel import clock
from hejie.record.context import Context
from hejie.rulebooks import law_index
from hejie.rulebooks.strict import BadRulebook
from hejie.usecases.overview import Health, Needs
from hejie.usecases.people import erasure_requests
from hejie.web import formatting, words
from hejie.web.case.voice import plain_sum

_TOPICS = {
    "notice": lambda: _("A letter cannot be sent"),
    "payment": lambda: _("The payment provider cannot be reached"),
    "debt": lambda: _("A debt to a buyer cannot be covered"),
    "assign": lambda: _("No neutral could be named"),
    "open_case": lambda: _("A case could not be opened for a buyer"),
    "standing": lambda: _("A closed case could not be counted"),
    "erase": lambda: _("A file could not be removed"),
    "forgetting": lambda: _("A request to be forgotten cannot be carried out"),
    "webhook": lambda: _("A program does not take its messages"),
}


def listed(ctx: Context, found: Needs, health: Health) -> list[dict]:
    """Everything that waits for somebody, the most pressing first."""
    return [
        *_neutrals(found),
        *_gone(found),
        *_appeals(found),
        *_forgetting(ctx),
        *_refused(found),
        *_owed(found),
        *_bounced(found),
        *stuck(found),
        *_record(health),
        *_rules(ctx.now.date()),
    ]


def turn(rows: list[dict]) -> dict | None:
    """The turn bar for the most pressing of them; None where nothing waits."""
    return rows[0] if rows else None


def clocks_note(health: Health) -> str:
    """How many clocks run, and how many run out within a day."""
    counts = {"soon": formatting.number(health.soon), "open": formatting.number(health.open_clocks)}
    return _("%(soon)s of %(open)s running clocks run out within a day") % counts


def _neutrals(found: Needs) -> list[dict]:
    return [
        {
            "what": _("Name a neutral"),
            "note": _("Case %(number)s has none; nobody was free without a stake in it.")
            % {"number": formatting.case_number(case)},
            "until": clock.from_milliseconds(until),
            "silence": words.word(words.SILENCES, "platform_pays"),
            "url": reverse("case_assignment", args=[case]),
            "action": _("Choose a neutral"),
        }
        for case, until in found.neutrals
    ]


def _gone(found: Needs) -> list[dict]:
    return [
        {
            "what": _("Hand over the cases of a neutral who has left"),
            "name": name,
            "note": _("Nobody works on them, and their clocks run on."),
            "silence": _("At the end of each clock another neutral is named, or the marketplace pays."),
            "url": reverse("neutral_of", args=[person]),
            "action": _("Look at the cases"),
        }
        for person, name in found.gone
    ]


def _appeals(found: Needs) -> list[dict]:
    return [
        {
            "what": _("Decide an appeal against a sanction"),
            "name": row.name,
            "note": _("By an operator who has had no part in it."),
            "until": clock.from_milliseconds(row.until_ms),
            "silence": _("The appeal is granted, and the sanction ends."),
            "url": reverse("sanction_appeal_decision", args=[row.side, row.owner, row.sanction]),
            "action": _("Decide the appeal"),
        }
        for row in found.appeals
    ]


def _forgetting(ctx: Context) -> list[dict]:
    """Requests to be forgotten that wait for an answer; only operators hear of them."""
    if ctx.actor.role != "operator":
        return []
    return [
        {
            "what": _("Answer a request to be forgotten"),
            "name": str(one.person),
            "note": _("The law gives so long for an answer."),
            "until": one.due_at,
            "silence": _("Nothing is erased, and the person can complain to the authority."),
            "url": reverse("erasure_request", args=[one.pk]),
            "action": _("Look at the request"),
        }
        for one in erasure_requests.waiting(ctx)
    ]


def _refused(found: Needs) -> list[dict]:
    return [
        {
            "what": _("A payment did not go through"),
            "note": _("%(sum)s; the provider says: %(why)s")
            % {"sum": plain_sum(row.transfer.amount, row.transfer.currency), "why": row.transfer.failure or "–"},
            "silence": _("The money stays reserved until somebody tries again."),
            "url": f"{reverse('money')}#refused",
            "action": _("Look at it and try again"),
        }
        for row in found.refused
    ]


def _owed(found: Needs) -> list[dict]:
    return [
        {
            "what": _("A buyer waits for money that no purse has"),
            "note": _("%(sum)s are owed; deposit and guarantee fund are empty.")
            % {"sum": plain_sum(row.minor, row.currency)},
            "silence": _("It is paid by itself as soon as a purse has money."),
            "url": f"{reverse('money')}#owed",
            "action": _("Look at the purses"),
        }
        for row in found.owed
    ]


def _bounced(found: Needs) -> list[dict]:
    clocks = len(found.held)
    held = ngettext("%(count)s clock stands still.", "%(count)s clocks stand still.", clocks) % {
        "count": formatting.number(clocks)
    }
    return [
        {
            "what": _("Letters to somebody come back"),
            "name": str(person),
            "note": held if clocks else _("No clock stands still because of it yet."),
            "silence": _("Nothing is decided against this person until somebody has looked."),
            "url": reverse("person", args=[person.pk]),
            "action": _("Look after the address"),
        }
        for person in found.bounced
    ]


def stuck(found: Needs) -> list[dict]:
    """Effects that keep failing, with the reason."""
    return [
        {
            "what": _TOPICS.get(row.topic, lambda: _("Something keeps failing"))(),
            "note": _("Tried %(tries)s times.") % {"tries": formatting.number(row.tries)},
            "detail": row.error,
            "silence": _("The program tries again by itself, ever more rarely."),
            "url": reverse("webhooks") if row.topic == "webhook" else f"{reverse('record')}#worker",
            "action": _("Look at the reason"),
        }
        for row in found.stuck
    ]


def _record(health: Health) -> list[dict]:
    found = []
    if health.overdue or health.waiting:
        found.append(
            (_("The worker is behind"), _("Deadlines pass without what should follow; start the worker again."))
        )
    if health.seal_is_old:
        found.append(
            (_("New entries are not sealed"), _("Nothing has been sealed for five minutes; look at the worker."))
        )
    return [
        {
            "what": what,
            "note": note,
            "silence": _("Nothing is lost; it is caught up as soon as the worker runs."),
            "url": f"{reverse('record')}#worker",
            "action": _("Look at the record"),
        }
        for what, note in found
    ]


def _rules(today: date) -> list[dict]:
    """Rules of law that nobody has compared with the law for a year."""
    try:
        stale = law_index.index().stale(today)
    except BadRulebook:
        return []  # told on the page of the rules
    if not stale:
        return []
    note = ngettext(
        "%(count)s rule has not been reviewed for a year.",
        "%(count)s rules have not been reviewed for a year.",
        len(stale),
    )
    return [
        {
            "what": _("Review rules of law"),
            "note": note % {"count": formatting.number(len(stale))},
            "silence": _("They go on to be applied as they are, though the law may have changed."),
            "url": f"{reverse('rules')}?stale=on",
            "action": _("Look at the rules"),
        }
    ]
