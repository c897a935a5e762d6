"""What the answer to a question changes, found out by trying the answers."""

from datetime import datetime

from django.utils.translation import gettext as _

from hejie.domain.kernel.refusal import Refusal
from hejie.web import languages
from hejie.web.way_in import fact_words, result_words, words
from hejie.web.way_in.carried import Carried
from hejie.web.way_in.finding import PROBLEM, PURCHASE, Found, find

_MOST_TRIED = 4
_MOST_NAMED = 3
_MOST_DECIDED = 5


def of(page: str, carried: Carried, policy: str, now: datetime) -> dict:
    """A sentence, or what each answer would lead to: {words, answers: list of {label, words}}."""
    if page == PROBLEM:
        return {"words": _("Everything else follows from this: which rules apply, and what is asked next.")}
    if page == PURCHASE:
        return {
            "words": _("The law of a country protects private buyers, and most of all those who buy at a distance.")
        }
    try:
        before = find(carried, policy, now)
    except Refusal:
        return {}
    tried = _tried(page)
    if not tried:
        return _decides(page, before)
    answers = []
    for label, value in tried:
        try:
            after = find(carried.answered(page, {page: value}), policy, now)
        except Refusal:
            continue
        answers.append({"label": label, "words": _differences(before, after)})
    return {"answers": answers} if any(one["words"] for one in answers) else _decides(page, before)


def _tried(page: str) -> list[tuple[str, object]]:
    kind = fact_words.fact(page)["kind"]
    if kind == "flag":
        return [(_("Yes"), True), (_("No"), False)]
    labels = fact_words.labels(page)
    return (
        [(label, value) for value, label in labels.items()] if kind == "choice" and len(labels) <= _MOST_TRIED else []
    )


def _decides(page: str, found: Found) -> dict:
    decided = next((one.decides for one in found.ranked() if one.fact == page), ())
    if not decided:
        return {}
    return {
        "words": _("Your answer decides on: %(what)s.")
        % {"what": fact_words.listed(words.TITLES[one] for one in decided[:_MOST_DECIDED])}
    }


def _differences(before: Found, after: Found) -> str:
    """What would be due, possible or closed that is not so now; "" where nothing changes."""
    was = {row.remedy: row.certainty for row in before.finding.rows}
    groups: dict[str, list[str]] = {}
    for row in after.finding.rows:
        if was.get(row.remedy) != row.certainty:
            groups.setdefault(row.certainty, []).append(str(words.TITLES[row.remedy]))
    parts = [
        fact_words.colon(result_words.certainty(name)) + fact_words.listed(groups[name][:_MOST_NAMED])
        for name in ("due", "possible", "excluded")
        if name in groups
    ]
    return ("。" if languages.active() == "zh" else ". ").join(parts)
