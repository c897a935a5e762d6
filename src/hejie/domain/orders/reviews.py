"""Reviews of what was bought: by its buyer once it came, changed when he wants, answered by the shop in public.

Nobody buys one and nobody demands one: who may promise what is held by `domain.wording.reviews`. An operator hides what insults or
tells of people, says why, and both hear of it.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

HIDDEN = ("insult", "personal_data", "not_about_it", "advertising")
"""Why a review or an answer to one may be hidden; that it is a bad one is no reason."""
MOST_CHANGES = 20
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Version:
    """A review as it stood: when, how many stars, the text's reference."""

    at: str
    stars: int
    text: Mapping


@dataclass(frozen=True, slots=True)
class Review:
    """A review of one line.

    id         its name in the order; public: the one under which everybody may know it, which tells nothing of the order
    versions   oldest first, the last one holds; reply: of the shop, its reference, and when it was written last
    hidden     why what of it is hidden, by review or reply; notes: the operator's words about it, references
    """

    id: str
    line: int
    seller: str
    versions: tuple[Version, ...]
    reply: Mapping | None = None
    reply_at: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, Mapping] = field(default_factory=dict)
    public: str = ""

    @property
    def now(self) -> Version:
        """As it stands."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class WriteReview:
    """Say how a line of an order was, 1 to 5 stars and words; again: instead of what one has said before."""

    root: str
    line: int
    stars: int
    text: str


@dataclass(frozen=True, slots=True)
class ReplyToReview:
    """The shop's explanation, in public; again: instead of the one before."""

    root: str
    review: str
    text: str


@dataclass(frozen=True, slots=True)
class ModerateReview:
    """Hide a review or the answer to it, or show it again. what: review or reply; why: one of HIDDEN, "" to show it."""

    root: str
    review: str
    what: str
    why: str
    note: str


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    order: object


def write(world: World, command: WriteReview, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Write it, or change what one has written.

    Refuses   unknown_line, review_too_early (nothing has arrived), review_stars, text_missing, text_too_long,
              review_unchanged, too_many_changes
    """
    order, line = world.order, world.order.line(command.line)
    if not (order.dates.get("delivered") or order.confirmed):
        raise Refusal("review_too_early", order=order.external_id)
    if type(command.stars) is not int or not 1 <= command.stars <= 5:
        raise Refusal("review_stars", given=str(command.stars)[:20])
    text = Private(_text(command.text))
    before = next((one for one in order.reviews if one.line == line.line), None)
    if before is None:
        data = {"review": f"rv{len(order.reviews) + 1}", "line": line.line, "seller": line.seller}
        return (_event(world, "ReviewWritten", **data, stars=command.stars, text=text),)
    if len(before.versions) > MOST_CHANGES:
        raise Refusal("too_many_changes", most=MOST_CHANGES)
    return (_event(world, "ReviewChanged", review=before.id, stars=command.stars, text=text),)


def reply(world: World, command: ReplyToReview, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Explain in public. Refuses not_found, text_missing, text_too_long."""
    review = _review(world, command.review)
    if by.seller != review.seller:
        raise Refusal("not_found")
    return (_event(world, "ReviewReplied", review=review.id, seller=review.seller, text=Private(_text(command.text))),)


def moderate(world: World, command: ModerateReview, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Hide or show again, with a reason that both read.

    Refuses   not_found, review_reason (none of those for which one may be hidden), text_missing (no words), text_too_long
    """
    review = _review(world, command.review)
    there = review.hidden.get(command.what, "")
    if command.what not in ("review", "reply") or (command.what == "reply" and review.reply is None):
        raise Refusal("not_found")
    if (command.why and command.why not in HIDDEN) or (not command.why and not there):
        raise Refusal("review_reason", given=command.why[:40])
    data = {"review": review.id, "what": command.what, "why": command.why, "note": Private(_text(command.note))}
    return (_event(world, "ReviewHidden" if command.why else "ReviewShown", **data),)


def written(order: object, entry: Mapping) -> tuple[Review, ...]:
    """The reviews of an order after one more entry about them."""
    kind, data = entry["kind"], entry["data"]
    if kind == "ReviewWritten":
        version = Version(entry["at"], data["stars"], data["text"])
        named = Review(data["review"], data["line"], data["seller"], (version,), public=public_id(entry["hash"]))
        return (*order.reviews, named)
    change = _CHANGES[kind]
    return tuple(change(one, entry) if one.id == data["review"] else one for one in order.reviews)


def public_id(digest: str) -> str:
    """The name of a review for everybody, from the hash of the entry with which it was written: sixteen letters and figures.

    An order's id can be reckoned from its number, so nothing of it may go in. The hash rests on the salts of private texts, and only
    the sides of the order ever see it.
    """
    return base64.b32encode(hashlib.sha256(f"review {digest}".encode()).digest()[:10]).decode().lower()


def _changed(review: Review, entry: Mapping) -> Review:
    data = entry["data"]
    return replace(review, versions=(*review.versions, Version(entry["at"], data["stars"], data["text"])))


def _replied(review: Review, entry: Mapping) -> Review:
    return replace(review, reply=entry["data"]["text"], reply_at=entry["at"])


def _moderated(review: Review, entry: Mapping) -> Review:
    data = entry["data"]
    hidden = {name: why for name, why in review.hidden.items() if name != data["what"]}
    if data["why"]:
        hidden[data["what"]] = data["why"]
    return replace(review, hidden=hidden, notes={**review.notes, data["what"]: data["note"]})


_CHANGES = {
    "ReviewChanged": _changed,
    "ReviewReplied": _replied,
    "ReviewHidden": _moderated,
    "ReviewShown": _moderated,
}
KINDS = ("ReviewWritten", *_CHANGES)


def _review(world: World, name: str) -> Review:
    found = next((one for one in world.order.reviews if one.id == name), None)
    if found is None:
        raise Refusal("not_found")
    return found


def _text(text: str) -> str:
    cleaned = text.strip().replace("\x00", "")
    if not cleaned:
        raise Refusal("text_missing")
    if len(cleaned) > _LONGEST:
        raise Refusal("text_too_long", most=_LONGEST, given=len(cleaned))
    return cleaned


def _event(world: World, kind: str, **data: object) -> Event:
    return Event(f"order:{world.root}", kind, data)
