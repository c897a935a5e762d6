"""What a case's stream holds besides its dispute: vouchers given in it, and what the sides say after the end."""

from collections.abc import Callable, Mapping

from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.frozen import changed


def _given(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
    return changed(state, vouchers=(*state.vouchers, {**data, "at": entry["at"]}))


def _answered(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
    row = {**data, "at": entry["at"], "closing": state.closed_at}
    return changed(state, follow_ups=(*state.follow_ups, row))


HANDLERS: dict[str, Callable] = {"VoucherGiven": _given, "PointsGranted": _given, "FollowUpAnswered": _answered}
