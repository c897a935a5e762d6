"""Trying another procedure on closed cases: some at once, more of them by the worker, a slice at a time.

Nothing of it is on record. What was asked, the text that was tried and what came of it lie in the cache of the
installation for an hour, under the marketplace and an id that only whoever asked is told. Each slice is kept as soon
as it is played and puts the next one into the outbox, so that a worker that dies costs one slice; if the cache has lost
something meanwhile, that is said, and it has to be asked for again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.core.cache import cache

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.insight import many, recorded, simulate
from hejie.insight.simulate import Comparison
from hejie.record.context import Context
from hejie.rulebooks import procedures
from hejie.rulebooks.strict import BadRulebook
from hejie.store import market_procedures, outbox, replays, rulebooks

MOST_CASES = 5000
AT_ONCE = 500
LONGEST_TEXT = 200_000
TOPIC = "simulation"
_KEPT_FOR = 3600


@dataclass(frozen=True, slots=True)
class Simulation:
    """What was asked, and how far it is.

    procedure    under which the cases are played; most: how many of the youngest cases were asked for
    of           how many there are of them; done: how many are played so far
    comparison   what came of it, once all are played; None before that
    stopped      why it cannot be played to its end, or ""
    """

    id: str
    procedure: Procedure
    most: int
    of: int
    done: int
    comparison: Comparison | None
    stopped: str = ""


def rules(ctx: Context, *, name: str = "", text: str = "") -> Procedure:
    """The procedure to be tried: one that the marketplace may choose, by its id, or a text.

    text       YAML, up to 200,000 characters; it is read strictly and not kept
    Refuses    not_found, second_factor_needed, procedure_unknown, rulebook_wrong (which line, and what)
    """
    _for_trials(ctx)
    if not text:
        return market_procedures.procedure(ctx.actor.marketplace, name)
    if len(text) > LONGEST_TEXT:
        raise Refusal("rulebook_wrong", line=0, what=f"the file is longer than {LONGEST_TEXT} characters")
    try:
        return procedures.parse(text, find=rulebooks.calendar)
    except BadRulebook as fault:
        raise Refusal("rulebook_wrong", line=fault.line, what=fault.what) from None


def now(
    ctx: Context, procedure: Procedure, streams: Iterable[list[Mapping]], done: Callable[[int], None]
) -> Comparison:
    """Play cases under a procedure over all cores, for a command; `done` is told of every few hundred how many they were.

    Refuses   not_found, second_factor_needed, rulebook_wrong (the case that cannot be played under it)
    """
    _for_trials(ctx)
    try:
        return many.compare(procedure, streams, done=done)
    except simulate.Unplayable as fault:
        raise Refusal("rulebook_wrong", line=0, what=str(fault)) from fault


def start(
    ctx: Context, *, name: str = "", text: str = "", most: int, at_once: int = AT_ONCE, slices: int = many.AT_ONCE
) -> str:
    """Begin to try a procedure on the youngest closed cases. The id of the trial.

    most       how many cases, up to MOST_CASES
    at_once    how many are played before this returns; slices: how many the worker plays at a time
    Refuses    what `rules` refuses
    """
    found = rules(ctx, name=name, text=text)
    simulation = ctx.random_bytes(16).hex()
    most = min(most, MOST_CASES)
    of = min(most, replays.count(ctx.actor.marketplace))
    asked = {"procedure": found, "most": most, "of": of, "slices": slices}
    cache.set(_key(ctx, simulation), asked, _KEPT_FOR)
    for number in range(_number(asked)):
        if number * slices >= at_once:
            _put(ctx, simulation, number)
            break
        if not _play(ctx, simulation, number):
            break
    return simulation


def read(ctx: Context, simulation: str) -> Simulation:
    """How far it is, and what came of it. Refuses not_found (also once it is forgotten), second_factor_needed."""
    _for_trials(ctx)
    asked = cache.get(_key(ctx, simulation))
    if asked is None:
        raise Refusal("not_found")
    found = _parts(ctx, simulation, asked)
    stopped = next((part for part in found if isinstance(part, str)), "")
    whole = simulate.joined(found) if not stopped and len(found) == _number(asked) else None
    done = min(len(found) * asked["slices"], asked["of"])
    return Simulation(simulation, asked["procedure"], asked["most"], asked["of"], done, whole, stopped)


def go_on(ctx: Context, payload: Mapping) -> None:
    """Play the next slice, for the worker; what is forgotten is let be."""
    if _play(ctx, payload["simulation"], payload["slice"]):
        _put(ctx, payload["simulation"], payload["slice"] + 1)


def _play(ctx: Context, simulation: str, number: int) -> bool:
    """Play one slice and keep what came of it; whether another is to be played."""
    asked = cache.get(_key(ctx, simulation))
    before = cache.get(_key(ctx, simulation, number - 1)) if number else None
    if asked is None or (number and not isinstance(before, dict)):
        return False
    slices = asked["slices"]
    left = asked["of"] - number * slices
    streams = replays.recorded(
        ctx.actor.marketplace,
        most=min(slices, left),
        after=before["after"] if before else replays.YOUNGEST,
    )
    cases = [recorded.read(entries) for entries in streams]
    try:
        played: object = simulate.compare(asked["procedure"], cases)
    except simulate.Unplayable as fault:
        played = str(fault)
    after = (clock.milliseconds(cases[-1].opened_at), cases[-1].id) if cases else replays.YOUNGEST
    cache.set(_key(ctx, simulation, number), {"after": after, "played": played}, _KEPT_FOR)
    return bool(cases) and left > slices and not isinstance(played, str)


def _parts(ctx: Context, simulation: str, asked: Mapping) -> list[Comparison | str]:
    """What the slices came to, up to the first that is not there. Refuses not_found where one before others is lost."""
    keys = [_key(ctx, simulation, number) for number in range(_number(asked))]
    found = cache.get_many(keys)
    if any(key not in found for key in keys[: len(found)]):
        raise Refusal("not_found")
    return [found[key]["played"] for key in keys[: len(found)]]


def _put(ctx: Context, simulation: str, number: int) -> None:
    payload = {"simulation": simulation, "slice": number}
    at = clock.milliseconds(ctx.now)
    outbox.put(f"{TOPIC}:{simulation}", f"{TOPIC}:{number}", TOPIC, ctx.actor.marketplace, payload, at, at)


def _number(asked: Mapping) -> int:
    """Of how many slices it is made."""
    return -(-asked["of"] // asked["slices"])


def _key(ctx: Context, simulation: str, number: int = -1) -> str:
    return f"{TOPIC}:{ctx.actor.marketplace}:{simulation}:{number}"


def _for_trials(ctx: Context) -> None:
    """Let operators with a second factor pass, commands on this machine, and the worker."""
    if ctx.actor.role == "system":
        return
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
