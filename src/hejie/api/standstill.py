"""More time, standstills, the procedure's own steps, and taking a closed case up again: nouns below a case."""

from django.http import HttpRequest, HttpResponse

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.domain.cases import commands
from hejie.usecases import cases, standstill


@api.post("/cases/{case_id}/extensions", response=OK, tags=["time"])
def extensions(request: HttpRequest, case_id: str, body: schemas.ExtensionIn) -> HttpResponse:
    """Make one open deadline longer, once, with the reason, by what the procedure allows for it.

    `deadline` is the id of one of the case's `deadlines` that says `extendable`. Refused: `deadline_not_open`,
    `extension_not_allowed`, `extended_before`, `text_missing`.
    """
    return carry_out(request, standstill.extend_wait, commands.ExtendWait(case_id, body.deadline, body.reason))


@api.post("/cases/{case_id}/pause", response=OK, tags=["time"])
def pause(request: HttpRequest, case_id: str, body: schemas.PauseIn) -> HttpResponse:
    """Ask that the case stand still, or agree to what the other side has asked for.

    `pause` names why, as the procedure does (`standstill.possible` of the case). What needs both sides begins when the
    second one asks for the same; the rest at once, with a reason. Refused: `pause_unknown`, `paused_already`,
    `pause_used_up`, `pause_asked_before`, `text_missing`.
    """
    return carry_out(request, standstill.ask_pause, commands.AskPause(case_id, body.pause, body.reason))


@api.post("/cases/{case_id}/pause/end", response=OK, tags=["time"])
def end_of_pause(request: HttpRequest, case_id: str) -> HttpResponse:
    """Let the case go on; every deadline has what it had left. Refused: `not_paused`, `pause_not_yours`."""
    return carry_out(request, standstill.end_pause, commands.EndPause(case_id))


@api.post("/cases/{case_id}/steps", response=OK, tags=["talk"])
def steps(request: HttpRequest, case_id: str, body: schemas.StepIn) -> HttpResponse:
    """Say that you have taken a step that the procedure names (`steps.possible` of the case), with a note if you like.

    Refused: `step_unknown` (also for one that is not yours, or not of this stage), `step_taken`.
    """
    return carry_out(request, cases.take_step, commands.TakeStep(case_id, body.step, body.note))


@api.post("/cases/{case_id}/reopening", response=OK, tags=["cases"])
def reopening(request: HttpRequest, case_id: str, body: schemas.ReopeningIn) -> HttpResponse:
    """Take a closed case up again, where the procedure allows it, on evidence that you have filed since it was closed.

    Refused: `not_reopenable` (never, too late, or once too often), `new_evidence_needed`, `unknown_evidence`,
    `line_has_open_case`, `text_missing`.
    """
    command = commands.ReopenCase(case_id, tuple(body.evidence), body.reason)
    return carry_out(request, standstill.reopen_case, command)
