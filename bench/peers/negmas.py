"""NegMAS beside us, in its own virtual environment: its frontier and Nash point, and talks of its best pair of agents.

Reads one JSON object a line: {"do": "frontier" | "talk", "sizes", "worths": [side → issue → value → part-worth]}; a talk
has "rounds", too. Answers one a line: {"seconds", "points", "nash"} or {"package", "rounds"}.
"""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

from negmas import SAOMechanism, make_issue  # noqa: E402
from negmas.outcomes import make_os  # noqa: E402
from negmas.preferences import LinearAdditiveUtilityFunction, nash_points, pareto_frontier  # noqa: E402
from negmas.preferences.value_fun import TableFun  # noqa: E402


def _domain(asked: dict) -> tuple:
    issues = [make_issue([str(value) for value in range(size)], f"i{n}") for n, size in enumerate(asked["sizes"])]
    space = make_os(issues)
    functions = [
        LinearAdditiveUtilityFunction(
            values=[TableFun({str(value): worth for value, worth in enumerate(one)}) for one in side],
            weights=[1.0] * len(issues),
            outcome_space=space,
            reserved_value=0.0,
        )
        for side in asked["worths"]
    ]
    return issues, space, functions


def _frontier(asked: dict) -> dict:
    issues, space, functions = _domain(asked)
    began = time.perf_counter()
    points, _ = pareto_frontier(functions, issues=issues)
    nash = nash_points(functions, points, outcome_space=space)
    took = time.perf_counter() - began
    return {"seconds": took, "points": len(points), "nash": [float(one) for one in nash[0][0]] if nash else None}


def _talk(asked: dict) -> dict:
    from negmas_genius_agents import TheFawkes

    _, space, functions = _domain(asked)
    table = SAOMechanism(outcome_space=space, n_steps=asked["rounds"])
    for number, function in enumerate(functions):
        table.add(TheFawkes(name=f"side{number}"), ufun=function)
    state = table.run()
    package = [int(value) for value in state.agreement] if state.agreement is not None else None
    return {"package": package, "rounds": state.step}


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps((_frontier if asked["do"] == "frontier" else _talk)(asked)), flush=True)
