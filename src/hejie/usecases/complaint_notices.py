"""What notices about a complaint say."""

from collections.abc import Mapping

from hejie.domain.complaints.state import PLATFORM, ComplaintState
from hejie.domain.kernel import clock
from hejie.record import reader


def facts(state: ComplaintState, entry: Mapping, payload: Mapping) -> dict:
    """What a notice about a complaint or one of its rooms says to one side; no words that people wrote."""
    data = entry["data"]
    turn = state.turn if payload["stream"] == state.root else reader.state(state.root, payload["stream"]).turn
    own = payload["to"] == PLATFORM or (turn is not None and turn.who == payload["to"])
    return {
        "complaint_id": state.id,
        "to": payload["to"],
        "how_closed": data.get("how", ""),
        "result": data.get("outcome", ""),
        "wait": data.get("wait", ""),
        "until": data.get("until", ""),
        "turn": {"wait": turn.wait, "who": turn.who, "until": clock.text(turn.until), "silence": turn.silence, "held": turn.held}
        if turn and own else None,
    }  # fmt: skip
