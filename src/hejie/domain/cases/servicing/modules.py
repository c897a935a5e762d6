"""All modules of steps: importing this one fills `steps.STEPS`, `going_on.BEGINS` and `steps.DEEMED`."""

from hejie.domain.cases.servicing import (
    exchanging,
    facts,
    lending,
    outward,
    paying,
    receiving,
    releasing,
    repairing,
    sending,
    silence,
    small,
    visiting,
)

ALL = (exchanging, facts, lending, outward, paying, receiving, releasing, repairing, sending, silence, small, visiting)
