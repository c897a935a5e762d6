"""All modules of steps: importing this one fills `steps.STEPS`, `going_on.BEGINS` and `silence.DEEMED`."""

from hejie.domain.cases.servicing import exchanging, facts, outward, receiving, repairing, sending, silence, small

ALL = (exchanging, facts, outward, receiving, repairing, sending, silence, small)
