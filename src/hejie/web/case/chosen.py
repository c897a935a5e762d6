"""Why somebody is the neutral of a case, in plain words: for both sides, and for whoever chooses."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.cases.claims import REASONS
from hejie.domain.neutrals.choice import Judged
from hejie.web import formatting
from hejie.web.case.voice import joined


def told(why: Mapping[str, object], may_object: bool) -> str:
    """What the record says of a choice, as sentences. may_object: the reader may still ask for somebody else."""
    parts = [_how(why), _languages(why["speaks"]), *_skills(why["skills"]), _load(why["open"])]
    if may_object:
        parts.append(_("You may ask for somebody else once."))
    return joined(*parts)


def hint(one: Judged) -> str:
    """The same of somebody who could be chosen, shorter."""
    return joined(_languages(one.speaks), *_skills(one.skills), _load(one.candidate.open))


def hindered(counts: Mapping[str, int]) -> str:
    """Who stands for no choice, as a sentence, or ""."""
    said = [_HINDRANCES[name]() % {"count": formatting.number(count)} for name, count in counts.items()]
    return _("Not on this list: %(people)s.") % {"people": _(", ").join(said)} if said else ""


def _how(why: Mapping[str, object]) -> str:
    free = formatting.number(why["free"])
    if why["how"] == "operator":
        return _("Chosen by the marketplace.")
    if why["how"] == "colleague":
        return _("Chosen by the neutral who had the case before.")
    if why["equals"] > 1:
        words = _("Chosen by lot among %(equals)s who fit equally well, out of %(free)s who could take the case.")
        return words % {"equals": formatting.number(why["equals"]), "free": free}
    if why["free"] == 1:
        return _("Nobody else could take the case.")
    return _("Fits best of the %(free)s who could take the case.") % {"free": free}


def _languages(speaks: Iterable[str]) -> str:
    sides = set(speaks)
    if sides == {"buyer", "seller"}:
        return _("Works in the languages of both sides.")
    if "buyer" in sides:
        return _("Works in the buyer’s language, not in the seller’s.")
    if "seller" in sides:
        return _("Works in the seller’s language, not in the buyer’s.")
    return _("Works in the language of neither side.")


def _skills(skills: Iterable[str]) -> list[str]:
    found = tuple(skills)
    said = [_("Knows claims like this one.")] if any(word in REASONS for word in found) else []
    return [*said, _("Knows goods of this kind.")] if any(word not in REASONS for word in found) else said


def _load(count: int) -> str:
    words = ngettext("Has %(count)s other open case.", "Has %(count)s other open cases.", count)
    return words % {"count": formatting.number(count)}


_HINDRANCES = {
    "not_a_neutral": lambda: _("no neutral any more: %(count)s"),
    "party": lambda: _("a party: %(count)s"),
    "shop_member": lambda: _("belongs to the shop: %(count)s"),
    "declared": lambda: _("has declared a stake: %(count)s"),
    "former": lambda: _("was on this case: %(count)s"),
    "often_seller": lambda: _("meets this shop too often: %(count)s"),
    "often_buyer": lambda: _("has met this buyer too often: %(count)s"),
    "away": lambda: _("away: %(count)s"),
    "full": lambda: _("has as many cases as possible: %(count)s"),
}
