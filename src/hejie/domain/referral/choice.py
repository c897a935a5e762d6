"""Which outside bodies fit a case, in which order, and why: why this one, what is not known yet, why not the others.

Conditions are asked one by one, and each says yes, no, or that it is not known. One that is not known never rules a body
out: it is shown with what it depends on, after those that fit for certain.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from hejie.domain.referral.directory import Body, Directory, country_of

ASKED = ("buyer_in", "seller_in", "consumer", "arbitration_agreed")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case and its people. None and "" mean that nobody has said.

    side         who goes outside: buyer or seller
    minor        the sum at stake, in minor units of `currency`
    buyer_in, seller_in   places
    consumer     the buyer bought for himself; arbitration_agreed: both have agreed on arbitration
    tried        bodies to which this side has turned before, with the last answer, or "" while none has come
    """

    side: str
    minor: int
    currency: str
    reason: str
    buyer_in: str = ""
    seller_in: str = ""
    consumer: bool | None = None
    arbitration_agreed: bool | None = None
    tried: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Because:
    """One reason. `code` is a key of the texts; `facts` are what its sentence names; `depends`: the fact not known."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    depends: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A body that may be turned to. `why`: what speaks for it; `unless`: what it still depends on."""

    body: Body
    why: tuple[Because, ...]
    unless: tuple[Because, ...] = ()

    @property
    def certain(self) -> bool:
        """All its conditions are known to be met."""
        return not self.unless


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer. `options`: the best first; `passed_over`: bodies of these places that do not fit; `missing`: facts
    that could still change it, in the order in which they should be asked.
    """

    options: tuple[Option, ...] = ()
    passed_over: tuple[tuple[Body, tuple[Because, ...]], ...] = ()
    missing: tuple[str, ...] = ()


Answer = tuple[bool | None, Because | None]
_YES: Answer = (True, None)


def choose(directory: Directory, facts: Facts) -> Choice:
    """Rank the bodies for this case. Where nobody has said in which place the buyer lives, that alone is missing."""
    if not facts.buyer_in:
        return Choice(missing=("buyer_in",))
    options, passed_over = [], []
    for body in directory.bodies:
        said = list(_answers(directory, body, facts))
        against = tuple(because for answer, because in said if answer is False and because)
        if against:
            if _near(directory, body, facts):
                passed_over.append((body, against))
            continue
        met = tuple(because for answer, because in said if answer and because)
        open_yet = tuple(because for answer, because in said if answer is None and because)
        if not facts.seller_in and (body.seller_in or body.either_in) and not _near(directory, body, facts):
            continue  # no more than any other country of the world
        options.append(Option(body, (*met, *_merits(directory, body, facts)), open_yet))
    options.sort(key=lambda option: _order(directory, option, facts))
    unknown = {because.depends for option in options for because in option.unless}
    return Choice(tuple(options), tuple(passed_over), tuple(name for name in ASKED if name in unknown))


def _answers(directory: Directory, body: Body, facts: Facts) -> Iterator[Answer]:
    for condition in _CONDITIONS:
        yield condition(directory, body, facts)


def _side(directory: Directory, body: Body, facts: Facts) -> Answer:
    return _YES if facts.side in body.sides else (False, Because("not_for_side", {"side": facts.side}))


def _consumer(directory: Directory, body: Body, facts: Facts) -> Answer:
    if not body.consumers_only:
        return _YES
    if facts.consumer is None:
        return None, Because("if_consumer", depends="consumer")
    return (True, Because("consumer")) if facts.consumer else (False, Because("not_consumer"))


def _buyer_place(directory: Directory, body: Body, facts: Facts) -> Answer:
    if not body.buyer_in:
        return _YES
    there = directory.within(facts.buyer_in, body.buyer_in)
    return there, Because(
        "buyer_there" if there else "buyer_elsewhere", _places(directory, body.buyer_in, facts.buyer_in)
    )


def _seller_place(directory: Directory, body: Body, facts: Facts) -> Answer:
    if not body.seller_in:
        return _YES
    if not facts.seller_in:
        return None, Because("if_seller_there", _places(directory, body.seller_in), "seller_in")
    there = directory.within(facts.seller_in, body.seller_in)
    return there, Because(
        "seller_there" if there else "seller_elsewhere", _places(directory, body.seller_in, facts.seller_in)
    )


def _either_place(directory: Directory, body: Body, facts: Facts) -> Answer:
    if not body.either_in:
        return _YES
    for place in (facts.buyer_in, facts.seller_in):
        if place and directory.within(place, body.either_in):
            return True, Because("one_there", _places(directory, body.either_in, place))
    if not facts.seller_in:
        return None, Because("if_seller_there", _places(directory, body.either_in), "seller_in")
    return False, Because("none_there", _places(directory, body.either_in))


def _crossing(directory: Directory, body: Body, facts: Facts) -> Answer:
    if not body.crossing:
        return _YES
    abroad = body.crossing == "abroad"
    if not facts.seller_in:
        return None, Because("if_abroad" if abroad else "if_home", depends="seller_in")
    crosses = country_of(facts.buyer_in) != country_of(facts.seller_in)
    if crosses == abroad:
        return True, Because("crosses") if abroad else None
    return False, Because("crosses_not" if abroad else "crosses_too")


def _value(directory: Directory, body: Body, facts: Facts) -> Answer:
    limits = [*body.up_to.values(), *body.above.values()]
    if not limits:
        return _YES
    sums = {"sum": (facts.minor, facts.currency)}
    if facts.currency not in (*body.up_to, *body.above):
        most = {"limit": next((minor, currency) for currency, minor in (body.up_to or body.above).items())}
        return None, Because("if_value_fits" if body.up_to else "if_value_above", sums | most)
    if facts.currency in body.up_to:
        limit = body.up_to[facts.currency]
        said = sums | {"limit": (limit, facts.currency)}
        if facts.minor > limit:
            return False, Because("value_too_high", said)
        return True, Because("value_within", said)
    limit = body.above[facts.currency]
    said = sums | {"limit": (limit, facts.currency)}
    return (True, Because("value_above", said)) if facts.minor > limit else (False, Because("value_too_low", said))


def _reason(directory: Directory, body: Body, facts: Facts) -> Answer:
    return (False, Because("not_for_reason", {"reason": facts.reason})) if facts.reason in body.not_for else _YES


def _agreement(directory: Directory, body: Body, facts: Facts) -> Answer:
    if body.yields_to_arbitration and facts.arbitration_agreed:
        return False, Because("arbitration_instead")
    if not body.by_agreement:
        return _YES
    if facts.arbitration_agreed is None:
        return None, Because("if_arbitration_agreed", depends="arbitration_agreed")
    if facts.arbitration_agreed:
        return True, Because("arbitration_agreed")
    return False, Because("arbitration_not_agreed")


_CONDITIONS: tuple[Callable[[Directory, Body, Facts], Answer], ...] = (
    _side, _consumer, _buyer_place, _seller_place, _either_place, _crossing, _value, _reason, _agreement,
)  # fmt: skip


def _merits(directory: Directory, body: Body, facts: Facts) -> Iterator[Because]:
    """What speaks for or against trying a body early, beyond that it may be turned to at all."""
    if body.id in facts.tried:
        answer = facts.tried[body.id]
        yield Because("tried", {"result": answer}) if answer else Because("waiting")
    if body.free:
        yield Because("free")
    if body.binding:
        yield Because("binding_large" if _is_large(directory, facts) else "binding")
    else:
        yield Because("not_binding")


def _order(directory: Directory, option: Option, facts: Facts) -> tuple:
    """What fits for certain before what may fit, what was not tried before what was, then by the sum at stake."""
    body = option.body
    rank = body.rank_large if _is_large(directory, facts) else body.rank_small
    return body.id in facts.tried, not option.certain, rank, body.id


def _is_large(directory: Directory, facts: Facts) -> bool:
    from_here = directory.large_from.get(facts.currency)
    return from_here is not None and facts.minor >= from_here


def _near(directory: Directory, body: Body, facts: Facts) -> bool:
    """Whether somebody might have thought of it: a body of one of the places that the case has to do with."""
    named = (*body.buyer_in, *body.seller_in, *body.either_in)
    return any(place and directory.within(place, named) for place in (facts.buyer_in, facts.seller_in))


def _places(directory: Directory, wanted: tuple[str, ...], place: str = "") -> dict[str, object]:
    """The places that a body names; `place`: that among them in which somebody is."""
    return {"places": wanted, "place": next((name for name in wanted if directory.within(place, (name,))), "")}
