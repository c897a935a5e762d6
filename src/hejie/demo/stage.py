"""The stage on which cases are walked: a clock of its own, an agenda of scripts, and the worker between the acts.

A script is a generator. It yields how long it waits before its next act and then acts, through use cases only. The
stage resumes scripts in the order of their times and lets the worker carry out what time brings due, at least once a day.
"""

import heapq
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random

from django.db import transaction

from hejie.conf import context
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.usecases.worker import Worker

Script = Iterator[timedelta]
_DAY = timedelta(days=1)
_TOGETHER = 40


class Stage:
    """Clock, agenda and worker of one market."""

    def __init__(self, marketplace: str, begin: datetime, seed: int = 1) -> None:
        self.marketplace = marketplace
        self.now = begin
        self.random = Random(seed)
        self.refusals: list[tuple[str, Refusal]] = []
        self._agenda: list[tuple[datetime, int, str, Script]] = []
        self._numbers = count(1)
        self._worker = Worker(now=lambda: self.now, random=Random(seed))
        self._worked_at = begin

    def as_actor(self, actor: Actor) -> Context:
        """The context of an actor at the stage's moment."""
        return context.for_actor(actor, self.now)

    def key(self) -> str:
        """A new idempotency key."""
        return f"demo:{next(self._numbers)}"

    def enter(self, name: str, script: Script, at: datetime) -> None:
        """Put a script on the agenda, to begin at a moment."""
        heapq.heappush(self._agenda, (max(at, self.now), next(self._numbers), name, script))

    def play(self, until: datetime | None = None, told: Callable[[int], None] = lambda left: None) -> None:
        """Resume scripts in the order of their times until none is left (or a moment is reached)."""
        while self._agenda and (until is None or self._agenda[0][0] <= until):
            with (
                transaction.atomic()
            ):  # many acts share one commit, as an import does; each is an act of its own all the same
                for _ in range(_TOGETHER):
                    if not self._agenda or (until is not None and self._agenda[0][0] > until):
                        break
                    when, _number, name, script = heapq.heappop(self._agenda)
                    self._pass_days(when)
                    self._resume(name, script)
            told(len(self._agenda))
        if until is not None:
            self._pass_days(until)
            self.now = until
            self.work()

    def work(self) -> None:
        """Let the worker do all that is due now."""
        while self._worker.work():
            pass
        self._worked_at = self.now

    def seal(self) -> None:
        """Seal what is not sealed yet."""
        self._worker.seal()

    def _pass_days(self, until: datetime) -> None:
        """Move the clock on, with the worker at work at least once a day."""
        while until - self._worked_at > _DAY:
            self.now = self._worked_at + _DAY
            self.work()
        self.now = max(self.now, until)

    def _resume(self, name: str, script: Script) -> None:
        try:
            pause = next(script)
        except StopIteration:
            return
        except Refusal as refusal:
            self.refusals.append((name, refusal))
            print(f"demo: {name}: refused: {refusal}", file=sys.stderr)
            return
        if pause is None:
            self.work()
            pause = timedelta(0)
        self.enter(name, script, self.now + pause)
