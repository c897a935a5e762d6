"""What a neutral works on and with whom he has a stake; said by himself, or by an operator of his marketplace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hejie.domain.cases.claims import REASONS
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.neutrals.ingroup import GROUPS
from hejie.record.context import Context
from hejie.store import neutrals, people
from hejie.store.models import Marketplace, Membership, NeutralConflict, NeutralProfile, Person, Seller
from hejie.store.neutrals import Profile

MOST_WORDS = 60
LONGEST_WORD = 80


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A neutral's profile as it is read.

    shops    (id, name) of the shops that he belongs to; he is never given a case of theirs
    names    of the parties with whom he has declared a stake, by id
    """

    person: str
    name: str
    profile: Profile
    shops: tuple[tuple[str, str], ...]
    names: dict[str, str]


def read(ctx: Context, person: str) -> ProfileView:
    """A profile, for himself and for operators. Refuses not_found."""
    _may(ctx, person)
    market = ctx.actor.marketplace
    profile = neutrals.profiles(market, [person])[person]
    held = Membership.objects.filter(person_id=person, seller__isnull=False).values_list("seller__id", "seller__name")
    names = people.names(market, [person, *profile.conflicts])
    return ProfileView(person, names.get(person, ""), profile, tuple(sorted(set(held))), names)


def save(
    ctx: Context,
    person: str,
    *,
    languages: Sequence[str],
    reasons: Sequence[str] = (),
    categories: Sequence[str] = (),
    most_open: int | None = None,
    away_until: date | None = None,
    group: str = "none",
) -> ProfileView:
    """Say what somebody works on from now on; cases that he has stay with him.

    Refuses   not_found, profile_language_unknown (also where none is named), profile_reason_unknown, profile_too_long,
              profile_load_out_of_range (1 to 1,000), profile_group_unknown
    group     on which side of trade he himself mostly is in this marketplace, for watching how panels vote
    """
    _may(ctx, person)
    offered = Marketplace.objects.get(pk=ctx.actor.marketplace).offered_languages()
    for language in languages or ("",):
        if language not in offered:
            raise Refusal("profile_language_unknown", language=language, known=", ".join(offered))
    for reason in reasons:
        if reason not in REASONS:
            raise Refusal("profile_reason_unknown", given=reason[:40])
    words = [word.strip() for word in categories if word.strip()]
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise Refusal("profile_too_long", most=MOST_WORDS, longest=LONGEST_WORD)
    if most_open is not None and not 1 <= most_open <= neutrals.MOST_COUNTED:
        raise Refusal("profile_load_out_of_range", given=most_open, most=neutrals.MOST_COUNTED)
    if group not in GROUPS:
        raise Refusal("profile_group_unknown", given=group[:40])
    fields = {
        "group": group,
        "languages": " ".join(dict.fromkeys(languages)),
        "reasons": list(dict.fromkeys(reasons)),
        "categories": list(dict.fromkeys(words)),
        "most_open": most_open,
        "away_until": away_until,
        "changed_at": ctx.now,
    }
    NeutralProfile.objects.update_or_create(person_id=person, defaults=fields)
    return read(ctx, person)


def declare(ctx: Context, person: str, party: str, reason: str) -> ProfileView:
    """Say that somebody has a stake in a shop or a person; said again, it has the newest reason.

    He is given no case of this party from now on. Cases that he has stay with him until he hands them over.
    Refuses   not_found, party_unknown, text_missing, text_too_long
    """
    _may(ctx, person)
    market, party, reason = ctx.actor.marketplace, party.strip(), reason.strip()
    there = Seller.objects.filter(marketplace_id=market, id=party) or Person.objects.within(market).filter(pk=party)
    if party == person or not there.exists():
        raise Refusal("party_unknown", party=party[:40])
    if not reason:
        raise Refusal("text_missing")
    if len(reason) > 500:
        raise Refusal("text_too_long", given=len(reason), most=500)
    defaults = {"reason": reason, "declared_at": ctx.now}
    NeutralConflict.objects.update_or_create(person_id=person, party=party, defaults=defaults)
    return read(ctx, person)


def take_back(ctx: Context, person: str, party: str) -> ProfileView:
    """Say that a stake is no more. Refuses not_found."""
    _may(ctx, person)
    if not NeutralConflict.objects.filter(person_id=person, party=party).delete()[0]:
        raise Refusal("not_found")
    return read(ctx, person)


def is_or_was(person: Person) -> bool:
    """Whether somebody is a neutral, or was one."""
    held = Membership.objects.filter(person=person, role="neutral").exists()
    return held or NeutralProfile.objects.filter(person=person).exists()


def remember(person: Person) -> None:
    """Keep that somebody was a neutral, so that his open cases are found when he is none any more."""
    NeutralProfile.objects.get_or_create(person=person, defaults={"languages": person.language})


def _may(ctx: Context, person: str) -> None:
    """For the neutral himself and operators; of people who are or were neutrals. Refuses not_found."""
    own = ctx.actor.role == "neutral" and ctx.actor.id == person and not ctx.actor.only_case
    if not own and ctx.actor.role != "operator":
        raise Refusal("not_found")
    found = Person.objects.within(ctx.actor.marketplace).filter(pk=person).first()
    if found is None or not is_or_was(found):
        raise Refusal("not_found")
