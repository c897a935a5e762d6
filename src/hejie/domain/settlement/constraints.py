"""Forbidden combinations, followed issue by issue, so that no table of packages is ever written out.

A negotiation with an exclusion ("no return and yet a replacement") stays additive when the issues concerned are joined
into one composite issue. Here that joining is done lazily: while issues are taken in their order, a partial package is
remembered by the constraints that it has agreed with so far, and two partial packages compete only if these are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

State = int
"""One bit for each constraint with whose pairs the partial package has agreed so far, and which has pairs to come."""


@dataclass(frozen=True, slots=True)
class Group:
    """Values of one issue that mean the same to all constraints."""

    values: tuple[int, ...]
    agrees: State
    fatal: State

    def after(self, state: State, begun: State, concerned: State) -> State | None:
        """The state after one of these values; None where the package is forbidden."""
        met = (state & ~concerned) | ((state | begun) & self.agrees)
        return None if met & self.fatal else met


@dataclass(frozen=True, slots=True)
class Step:
    """One issue as the constraints see it: its groups, the constraints that begin here, those that it concerns."""

    groups: tuple[Group, ...]
    begun: State
    concerned: State


def steps(sizes: Sequence[int], constraints: Sequence[dict[int, int]]) -> list[Step]:
    """The issues in their order, each with its values grouped."""
    found = []
    for issue, size in enumerate(sizes):
        begun = concerned = ends = 0
        agreeing: dict[int, State] = {}
        for number, pairs in enumerate(constraints):
            if issue not in pairs:
                continue
            bit = 1 << number
            concerned |= bit
            begun |= bit if min(pairs) == issue else 0
            ends |= bit if max(pairs) == issue else 0
            agreeing[pairs[issue]] = agreeing.get(pairs[issue], 0) | bit
        groups = [Group((value,), agrees, agrees & ends) for value, agrees in agreeing.items()]
        others = tuple(value for value in range(size) if value not in agreeing)
        if others:
            groups.append(Group(others, 0, 0))
        found.append(Step(tuple(groups), begun, concerned))
    return found


def allowed(sizes: Sequence[int], constraints: Sequence[dict[int, int]]) -> int:
    """How many packages the constraints allow."""
    if not all(constraints):
        return 0
    counts: dict[State, int] = {0: 1}
    for step in steps(sizes, constraints):
        following: dict[State, int] = {}
        for state, count in counts.items():
            for group in step.groups:
                after = group.after(state, step.begun, step.concerned)
                if after is not None:
                    following[after] = following.get(after, 0) + count * len(group.values)
        counts = following
    return sum(counts.values())
