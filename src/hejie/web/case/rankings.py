"""How a side ranks the proposals of a round: what it sends, read and checked; nothing is ticked before it does so."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hejie.domain.cases.bargain_state import IMPROVEMENT, Round


@dataclass(frozen=True, slots=True)
class Ranking:
    """One side's answer to a round.

    order    ids, best first; accepts: ids that it would agree to; waives: it knows that it goes below what the rules give
    ranks, answers   what was chosen so far, by id, so that a form shown again keeps it
    errors   (id of the element, sentence)
    """

    order: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    waives: bool = False
    ranks: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[tuple[str, str], ...] = ()


def read(sent: Mapping, row: Round) -> Ranking:
    """What a form sent about a round says; errors where a rank is missing or given twice, or an answer is missing."""
    ids = [one.id for one in row.proposals]
    if row.kind == IMPROVEMENT:
        return _taken(sent, row, ids)
    ranks = _ranks(sent, ids)
    answers = {one: sent[f"accept-{one}"] for one in ids if sent.get(f"accept-{one}") in ("yes", "no")}
    errors = (*_rank_errors(ranks, ids), *_answer_errors(answers, ids))
    return Ranking(
        order=tuple(sorted(ranks, key=lambda one: ranks[one])) if not errors else (),
        accepts=tuple(one for one in ids if answers.get(one) == "yes"),
        waives=sent.get("waives") == "yes",
        ranks=ranks,
        answers=answers,
        errors=errors,
    )


def _ranks(sent: Mapping, ids: list[str]) -> dict[str, str]:
    """1, 2 … by id; of two, the one that is called better comes first; one alone is the first."""
    if len(ids) == 1:
        return {ids[0]: "1"}
    if len(ids) == 2:
        better = sent.get("better", "")
        return {one: "1" if one == better else "2" for one in ids} if better in ids else {}
    allowed = {str(number) for number in range(1, len(ids) + 1)}
    return {one: sent[f"rank-{one}"] for one in ids if sent.get(f"rank-{one}") in allowed}


def _taken(sent: Mapping, row: Round, ids: list[str]) -> Ranking:
    """Take the improvement, or keep what was agreed."""
    other = next(one for one in ids if one != row.standing)
    if sent.get("take") == "yes":
        return Ranking(
            (other, row.standing), (other, row.standing), sent.get("waives") == "yes", answers={"take": "yes"}
        )
    if sent.get("take") == "no":
        return Ranking((row.standing, other), (row.standing,))
    return Ranking(errors=((f"card-{other}", _("Say whether you take the change or keep what was agreed.")),))


def _rank_errors(ranks: Mapping[str, str], ids: list[str]) -> list[tuple[str, str]]:
    missing = [one for one in ids if one not in ranks]
    if missing and len(ids) == 2:
        return [(f"card-{ids[0]}", _("Say which of the two is better for you."))]
    if missing:
        return [(f"rank-{missing[0]}-1", _("Give every proposal a place: 1 for the best, then 2 and 3."))]
    twice = [one for at, one in enumerate(ids) if ranks[one] in [ranks[earlier] for earlier in ids[:at]]]
    if twice:
        place = ranks[twice[0]]
        said = _(
            "Two proposals have place %(place)s. Give each place once; if two are alike to you, either order will do."
        )
        return [(f"rank-{twice[0]}-{place}", said % {"place": place})]
    return []


def _answer_errors(answers: Mapping[str, str], ids: list[str]) -> list[tuple[str, str]]:
    missing = [one for one in ids if one not in answers]
    return [(f"accept-{missing[0]}-yes", _("Say of every proposal whether you could accept it."))] if missing else []
