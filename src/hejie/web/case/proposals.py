"""Rounds of proposals on the case page: asking for them, three cards to rank in secret, a text and a change of it, and what
came of it. Says to each side its own points, and of the other side nothing."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import bargain_state
from hejie.domain.cases.bargain_state import IMPROVEMENT, TEXT, THREE, Proposal, Round
from hejie.usecases.reading import CaseView
from hejie.web import formatting, words
from hejie.web.case import issue_words, own_points, rankings, terms
from hejie.web.case.entitlement import Floor
from hejie.web.case.offers import can
from hejie.web.case.rankings import Ranking
from hejie.web.case.voice import Voice

LETTERS = "ABCDEFGH"
_LEADS = {
    THREE: gettext_lazy(
        "Put them in your order, and say of each whether you could accept it. Nobody sees what you send. Only a proposal "
        "that both of you accept comes out, and then both sign it."
    ),
    TEXT: gettext_lazy(
        "From now on there is one text, and each round offers one change of it. The change is made only if both of you "
        "call it better, so nobody can end up worse than by the text as it stands."
    ),
    IMPROVEMENT: gettext_lazy(
        "You have agreed, and that stands. There may be something that is better for both of you. Only if both take it, "
        "it takes the place of what was agreed, and both sign anew. Once both have signed what was agreed, this round is over."
    ),
}
_WATCHED = gettext_lazy(
    "Each side ranks them in secret. Nobody sees how, or whether it has; only what both accept comes out."
)
_ENDED = {
    "agreed": gettext_lazy("Both of you accept the same proposal."),
    "next": gettext_lazy("There was no proposal that both of you accept. The next round builds on what was ranked."),
    "none": gettext_lazy(
        "There was no proposal that both of you accept, and the rounds are over. You can go on with offers of your own; "
        "what was ranked stays secret."
    ),
    "lapsed": gettext_lazy(
        "The time for ranking ran out, so nothing came of this round. What was ranked stays secret. You can go on with "
        "offers of your own, or ask for proposals again."
    ),
}
_NOTHING_FOUND = gettext_lazy(
    "There was no proposal that both of you accept, and nothing else was found that looks better for both than going on."
)
_STANDS = {TEXT: gettext_lazy("The text so far."), IMPROVEMENT: gettext_lazy("Both of you have accepted this.")}
_UNCHANGED = gettext_lazy("The agreement stands as it was. Nothing has to be signed anew.")


def of_case(view: CaseView, speaks: Voice, table: object | None, floor: Floor, sent: Mapping | None = None) -> dict:
    """What `case/first_proposals.html` shows; {} where there is nothing to show or to ask for.

    table   what the reader's own side may know (usecases.bargaining.table_of), None for whoever is no party
    sent    a ranking that has to be mended
    """
    case = view.case
    row = case.rounds[-1] if case.rounds else None
    shown = row if row is not None and row.status != "ended" else None
    asked = bool(case.proposals_asked)
    may_ask = _may_ask(view) and not asked and shown is None
    told = _ended(row, case, asked) if row is not None and shown is None else ""
    question = _question(view, speaks, table)
    if not (shown or asked or may_ask or told or question):
        return {}
    found = {
        "title": _title(shown) or _("Proposals to both sides"),
        "note": _note(shown, case) if shown else "",
        "waiting": asked and shown is None,
        "ask_url": reverse("case_proposals", args=[case.id]) if may_ask else "",
        "again": bool(case.rounds),
        "next_text": bargain_state.next_kind(case) == TEXT,
        "told": told,
        "preferences": _preferences(view, table),
        "preferences_told": table is not None and table.own is not None,
        "question": question,
        "round": None,
        "count": len(shown.proposals) if shown else None,
    }
    return found | {"round": _round(shown, view, speaks, table, floor, sent)} if shown else found


def _may_ask(view: CaseView) -> bool:
    """Whether a party could ask for proposals now. A neutral asks at the table."""
    case = view.case
    talking = not (case.closed or case.settled or case.agreement or (case.ruling and not case.waits("decide")))
    party = view.side in ("buyer", "seller")
    return party and talking and "ask_proposals" in view.acts and bool(bargain_state.next_kind(case))


def ways(view: CaseView, table: object | None) -> list[dict]:
    """The way to say what matters, for a side that may."""
    url = _preferences(view, table)
    return [{"url": url, "label": _("Say what matters to you")}] if url and not view.case.settled else []


def _own_ranking(table: object | None, row: Round) -> object | None:
    """How the reader's own side has ranked a round, None where it has not."""
    return (table.rankings or {}).get(row.id) if table is not None else None


def _question(view: CaseView, speaks: Voice, table: object | None) -> dict | None:
    """The one direct question about a choice that does not fit the reader's own points."""
    asked = table.question if table is not None else None
    if asked is None or "prefer" not in view.acts:
        return None
    return {
        "id": asked.id,
        "url": reverse("case_trade_off", args=[view.case.id]),
        "first": terms.sentence(asked.first, view.case, speaks),
        "second": terms.sentence(asked.second, view.case, speaks),
        "issues": _(", ").join(issue_words.name(issue) for issue in asked.issues),
    }


def _preferences(view: CaseView, table: object | None) -> str:
    may = table is not None and "prefer" in view.acts
    return reverse("case_preferences", args=[view.case.id]) if may else ""


def _ended(row: Round, case: object, asked: bool) -> str:
    """What came of the last round, and what comes next."""
    if row.kind == IMPROVEMENT and row.result in ("none", "lapsed"):
        return str(_UNCHANGED) if case.agreement is not None else ""
    if row.result == "agreed" and case.agreement is not None:
        return ""  # the agreement stands there itself
    if row.result == "next" and not asked:
        return str(_NOTHING_FOUND)
    return words.word(_ENDED, row.result) if row.result in _ENDED else ""


def _round(row: Round, view: CaseView, speaks: Voice, table: object | None, floor: Floor, sent: Mapping | None) -> dict:
    case = view.case
    ranked = _own_ranking(table, row)
    waits = row.open and ranked is None and table is not None and can(view, "rank")
    may_rank = waits and "rank" in view.acts
    kept = rankings.read(sent, row) if sent is not None and row.open else Ranking()
    wait = next(iter(case.waits("rank")), None)
    deadline = wait.until if wait is not None and not wait.held else None
    return {
        "id": row.id,
        "kind": row.kind,
        "size": len(row.proposals),
        "lead": str(_LEADS[row.kind] if table is not None else _WATCHED),
        "same": _same(row, view),
        "cards": [
            _card(one, at, row, view, speaks, table, floor, kept, ranked) for at, one in enumerate(row.proposals)
        ],
        "url": reverse("case_ranking", args=[case.id, row.id]) if may_rank else "",
        "prove_url": _prove_url(case) if waits and not may_rank else "",
        "ranked": ranked is not None,
        "counting": not row.open,
        "until": deadline,
        "errors": kept.errors,
        "waive": sent is not None and not kept.errors,
    }


def _title(row: Round | None) -> str:
    titles = {TEXT: _("One text for both sides"), IMPROVEMENT: _("Better for both?")}
    return titles.get(row.kind, "") if row is not None else ""


def _prove_url(case: object) -> str:
    """Where somebody who came by a link shows that it is he, before he fills anything in."""
    back = f"{reverse('case', args=[case.id])}#proposals"
    return f"{reverse('case_link_code')}?{urlencode({'next': back})}"


def _note(row: Round, case: object) -> str:
    if row.kind == IMPROVEMENT:
        return ""
    number = sum(one.kind == row.kind for one in case.rounds)
    facts = {"number": formatting.number(number), "most": formatting.number(bargain_state.MOST[row.kind])}
    return _("Round %(number)s of at most %(most)s") % facts


def _card(
    one: Proposal,
    at: int,
    row: Round,
    view: CaseView,
    speaks: Voice,
    table: object | None,
    floor: Floor,
    kept: Ranking,
    ranked: object | None,
) -> dict:
    case = view.case
    standing = row.package(row.standing) if row.standing else None
    changed = standing is not None and one.id != row.standing
    return {
        "id": one.id,
        "name": _name(one, at, row),
        "says": terms.sentence(one.package, case, speaks),
        "change": terms.changes(standing, one.package, case) if changed else "",
        "stands": str(_STANDS.get(row.kind, "")) if standing and not changed else "",
        "differs": [] if standing else _differs(one, row, view),
        "points": own_points.of_package(one.package, table, view),
        "below": floor.told(one.package),
        "places": [str(number) for number in range(1, len(row.proposals) + 1)],
        "place": kept.ranks.get(one.id, ""),
        "answer": kept.answers.get(one.id, ""),
        "own_place": formatting.number(ranked.order.index(one.id) + 1) if ranked and one.id in ranked.order else "",
        "own_accepts": bool(ranked) and one.id in ranked.accepts,
    }


def _name(one: Proposal, at: int, row: Round) -> str:
    if row.kind == TEXT:
        return _("The text as it stands") if one.id == row.standing else _("A change of it")
    if row.kind == IMPROVEMENT:
        return _("What you have agreed") if one.id == row.standing else _("The change")
    return _("Proposal %(letter)s") % {"letter": LETTERS[at]}


def _differs(one: Proposal, row: Round, view: CaseView) -> list[dict]:
    """The terms in which not all proposals are the same, as this one has them; who pays a way back only where there is one."""
    said = [_said(other.package, view) for other in row.proposals]
    raw = issue_words.raw_of(one.package)
    return [
        {"label": issue_words.name(issue), "value": value}
        for issue, value in _said(one.package, view).items()
        if len({other[issue] for other in said}) > 1 and (issue, raw[issue]) != ("return_freight", "none")
    ]


def _same(row: Round, view: CaseView) -> SafeString | str:
    """What all of them have in common, where that is more than that nothing of it is asked."""
    if row.standing or len(row.proposals) < 2:
        return ""
    said = [_said(other.package, view) for other in row.proposals]
    common = [
        issue_words.named_value(issue, raw, view.case, view.side)
        for issue, raw in issue_words.raw_of(row.proposals[0].package).items()
        if len({other[issue] for other in said}) == 1 and not issue_words.is_nothing(issue, raw)
    ]
    return _("The same in all: %(terms)s") % {"terms": " · ".join(common)} if common else ""


def _said(package: Mapping, view: CaseView) -> dict[str, str]:
    return {
        issue: issue_words.value(issue, raw, view.case, view.side) for issue, raw in issue_words.raw_of(package).items()
    }
