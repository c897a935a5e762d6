"""Who decides at a stage: one neutral, or a panel where the procedure has one; and the clock that then runs."""

from hejie.domain.cases.draft import Draft
from hejie.domain.cases.state import CaseState
from hejie.domain.procedure.rulebook import Procedure

CLOCKS = {"mediation": "mediate", "decision": "decide", "appeal": "appeal_decide"}


def wants_panel(procedure: Procedure, case: CaseState) -> bool:
    """Whether a panel is to be drawn for the stage of a case: the procedure has one there, and it could be drawn so far."""
    return has_panel(procedure, case) and case.stage == procedure.panel.stage


def has_panel(procedure: Procedure, case: CaseState) -> bool:
    """Whether a decision of this case would be a panel's."""
    return procedure.panel is not None and not case.panel_failed


def await_decider(draft: Draft) -> None:
    """Let the clock run for whoever decides at the stage of the case, or for somebody to be named.

    A panel that votes goes on with its votes and its whole time; where one is to be drawn, a neutral who is there leaves.
    """
    case = draft.case
    panel = case.panel
    if wants_panel(draft.procedure, case):
        if panel and panel.status == "open":
            draft.wait("vote", "panel")
        elif panel and panel.status == "closed":
            draft.add("PanelClosed", panel=panel.id)
        else:
            if case.neutral:
                draft.add("NeutralLeft", why="panel")
            draft.wait("assign", "platform")
    elif case.neutral:
        draft.wait(CLOCKS[case.stage], "neutral")
    else:
        draft.wait("assign", "platform")
