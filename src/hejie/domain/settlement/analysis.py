"""The whole answer to a scenario, and how it is said in JSON (contract: settle, "Out")."""

from dataclasses import dataclass

import numpy as np

from hejie.domain.settlement import beliefs, constraints, frontier, proposals, solutions
from hejie.domain.settlement.beliefs import Belief, Numbers
from hejie.domain.settlement.frontier import Frontier
from hejie.domain.settlement.scenario import Package, Scenario
from hejie.domain.settlement.solutions import Solutions
from hejie.domain.settlement.why import Words

_UNTOLD = "You have not yet said what matters to you; your answer to this package will tell."


@dataclass(frozen=True, slots=True)
class Proposal:
    """A package to propose, by its index in the frontier, and what it means to each side."""

    index: int
    why: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of a scenario: all that the contract prints, but for the time that it took."""

    scenario: Scenario
    outcomes: int
    frontier: Frontier
    solutions: Solutions | None
    proposals: tuple[Proposal, ...]
    beliefs: tuple[Belief | None, Belief | None]


def analyse(scenario: Scenario) -> Analysis:
    """Frontier, solutions, proposals and beliefs."""
    parties = beliefs.numbers(scenario)
    reservations = (scenario.parties[0].reservation, scenario.parties[1].reservation)
    found = frontier.find((parties[0].worths, parties[1].worths), reservations, scenario.constraints)
    solved = solutions.find(found, reservations)
    proposed: tuple[Proposal, ...] = ()
    if solved is not None:
        chosen = proposals.chosen(found, solved, parties, reservations, scenario.proposals)
        proposed = _worded(scenario, parties, found, chosen)
    outcomes = constraints.allowed([len(issue.values) for issue in scenario.issues], scenario.constraints)
    return Analysis(scenario, outcomes, found, solved, proposed, (parties[0].belief, parties[1].belief))


def _worded(
    scenario: Scenario, parties: tuple[Numbers, Numbers], found: Frontier, chosen: list[int]
) -> tuple[Proposal, ...]:
    words = [
        Words(scenario.issues, [one.tolist() for one in side.own], party.reservation) if side.own is not None else None
        for side, party in zip(parties, scenario.parties, strict=True)
    ]
    packages = [_package(found, index) for index in chosen]
    return tuple(
        Proposal(index, tuple(one.of(package) if one else _UNTOLD for one in words))
        for index, package in zip(chosen, packages, strict=True)
    )


def _package(found: Frontier, index: int) -> Package:
    return tuple(found.packages[index].tolist())


def said(analysis: Analysis) -> dict:
    """The answer as an object of JSON."""
    points = _points(analysis)
    solved = analysis.solutions
    return {
        "outcomes": analysis.outcomes,
        "frontier": points,
        **{
            name: points[getattr(solved, name)] if solved else None
            for name in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
        },
        "proposals": [
            {**points[one.index], "why": dict(zip(_names(analysis.scenario), one.why, strict=True))}
            for one in analysis.proposals
        ],
        "beliefs": {
            name: _belief(analysis.scenario, belief)
            for name, belief in zip(_names(analysis.scenario), analysis.beliefs, strict=True)
            if belief is not None
        },
        "zone_of_agreement": solved is not None,
    }


def _points(analysis: Analysis) -> list[dict]:
    issues = analysis.scenario.issues
    names = [issue.name for issue in issues]
    columns = [
        [issue.values[value] for value in column]
        for issue, column in zip(issues, np.transpose(analysis.frontier.packages).tolist(), strict=True)
    ]
    parties = _names(analysis.scenario)
    return [
        {"package": dict(zip(names, values, strict=True)), "utility": dict(zip(parties, utilities, strict=True))}
        for values, utilities in zip(zip(*columns, strict=True), analysis.frontier.utilities.tolist(), strict=True)
    ]


def _names(scenario: Scenario) -> tuple[str, str]:
    return scenario.parties[0].name, scenario.parties[1].name


def _belief(scenario: Scenario, belief: Belief) -> dict:
    names = [issue.name for issue in scenario.issues]
    return {
        "weights": dict(zip(names, belief.weights, strict=True)),
        "values": {
            issue.name: dict(zip(issue.values, ratings, strict=True))
            for issue, ratings in zip(scenario.issues, belief.ratings, strict=True)
        },
        "confidence": belief.confidence,
    }
