"""How a point stands: what has been shown so far, whose turn of proof it is, and what follows if nothing more comes.

A step is proved, not proved or unknown. What somebody has filed for a step, and nobody has weighed yet, carries the burden on
to the other side for the time being and decides nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hejie.domain.burden.book import NEXT, NOT_PROVED, UNKNOWN, Point, Step


@dataclass(frozen=True, slots=True)
class Standing:
    """How a point stands on the state of the file.

    finding   proved, not_proved or unknown
    step      the step at which it stands: the one that decided, else the one whose proof is awaited or waits to be weighed
    missing   nothing has been filed for that step
    resting   steps for which something is filed that nobody has weighed
    default   the finding if nothing more comes and what was filed holds
    """

    point: Point
    finding: str
    step: Step
    missing: bool
    resting: tuple[str, ...]
    default: str


def stand(point: Point, weighed: Mapping[str, str], filed: Collection[str] = ()) -> Standing:
    """Where a point stands. weighed: step → proved or not_proved; filed: steps for which there is something on the file."""
    resting: list[str] = []
    for number, step in enumerate(point.steps):
        state = weighed.get(step.id, UNKNOWN)
        if state == UNKNOWN:
            if step.id not in filed:
                return Standing(point, UNKNOWN, step, True, tuple(resting), _without(point, number))
            resting.append(step.id)
        leads = step.missing if state == NOT_PROVED else step.proved
        if leads == NEXT:
            continue
        if resting:
            first = point.step(resting[0])
            return Standing(point, UNKNOWN, first, False, tuple(resting), leads)
        return Standing(point, leads, step, False, (), leads)
    raise AssertionError(f"{point.id} ends nowhere")  # no book that was read is like that


def _without(point: Point, number: int) -> str:
    """The finding when neither this step nor any behind it is proved."""
    return next(step.missing for step in point.steps[number:] if step.missing != NEXT)


def deciding(point: Point, finding: str, filed: Collection[str] = ()) -> Step:
    """The step on which a finding most likely rests, by what was filed; whoever finds may name another.

    finding   proved or not_proved; every point has a step that leads to each
    """
    leading = [step for step in point.steps if finding in (step.proved, step.missing)]
    plain = (step for step in leading if (step.proved if step.id in filed else step.missing) == finding)
    return next(plain, leading[0])


@dataclass(frozen=True, slots=True)
class Turn:
    """What would have turned a finding: on whom it was to show what; shown: he did, and it carried the finding."""

    step: Step
    shown: bool


def turning(step: Step, finding: str) -> Turn | None:
    """What would have changed a finding that rests on a step; None where that step does not lead to it."""
    if step.missing == finding:
        return Turn(step, shown=False)
    if step.proved == finding:
        return Turn(step, shown=True)
    return None
