"""The worker: carries out what time brings due and what the outbox holds. Any number may run beside each other.

One pass: look whether the pages are there; if so, defaults and reminders; then the outbox, time given back, seals, their
time stamps, and what has been sealed to those who want to hear of it.
A pass that fails because the database is away is simply tried again; nothing is lost, since everything that has to be
done stands in the database until it is done.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import close_old_connections, connection

from hejie.adapters.postman import Postman
from hejie.record import sealing, signing
from hejie.store import clocks
from hejie.usecases import bid_work, effects, outages, signals, sweeping, system, uploads, webhook_delivery
from hejie.usecases.fairness import Watching
from hejie.usecases.holidays import GivingHolidays
from hejie.usecases.outages import GivingBack, is_database_away
from hejie.usecases.patience import Patience, pause
from hejie.usecases.recounting import Recounting
from hejie.usecases.retiring import Retiring
from hejie.usecases.stamping import Stamping
from hejie.usecases.vetting_policies import Revising

_IDLE_SECONDS = 0.5
_SEAL_EVERY = timedelta(seconds=3)
_ROUNDS = 10_000
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Worker:
    """One worker's memory between passes; nothing in it is needed by another or after a restart.

    now    the clock; tests and demonstrations pass their own
    """

    now: Callable[[], datetime] = system.now
    random: Random = field(default_factory=Random)
    stopped: Callable[[], bool] = lambda: False
    patience: Patience = field(init=False)
    giving_back: GivingBack = field(init=False)
    holidays: GivingHolidays = field(init=False)
    recounting: Recounting = field(init=False)
    retiring: Retiring = field(init=False)
    revising: Revising = field(init=False)
    stamping: Stamping = field(init=False)
    watching: Watching = field(default_factory=Watching)
    looking: bid_work.Looking = field(default_factory=bid_work.Looking)
    old_uploads: uploads.Sweeping = field(default_factory=uploads.Sweeping)
    old_traces: signals.Sweeping = field(default_factory=signals.Sweeping)
    post: Postman = field(default_factory=Postman)
    last_seal: datetime | None = None
    told_down: bool = False

    def __post_init__(self) -> None:
        self.patience = Patience(self.random)
        self.giving_back = GivingBack(self.patience)
        self.holidays = GivingHolidays(self.patience)
        self.recounting = Recounting(self.patience)
        self.retiring = Retiring(self.patience)
        self.revising = Revising(self.patience)
        self.stamping = Stamping(self.random)

    def work(self) -> int:
        """One pass; returns how much was done (0: nothing was due)."""
        done = self.looking.step(self.now())  # before silence says that nothing came of bids that meet
        done += self._sweep()
        done += effects.drain(self.now, self.random, self.post, self.stopped)
        done += self.giving_back.step(self.now()) + self.holidays.step(self.now())
        done += self.recounting.step(self.now()) + self.watching.step(self.now())
        done += self.retiring.step(self.now()) + self.revising.step(self.now())
        done += self.old_uploads.step(self.now()) + self.old_traces.step(self.now())
        self.seal(at_once=False)
        self.stamping.step(self.now())
        return done + webhook_delivery.tell(self.now())

    def _sweep(self) -> int:
        """Defaults and reminders. While the pages are away, only what was due before: the time since is given back."""
        down = outages.down_since(self.now())
        if down is not None and not self.told_down:
            _log.warning("the pages are silent since %s; what has run out since is not carried out", down)
        self.told_down = down is not None
        sweep = sweeping.Sweep(self.now(), down or self.now(), self.patience, self.random, self.stopped)
        return sweep.carry_out_defaults() + sweep.remind()

    def seal(self, at_once: bool = True) -> None:
        """Seal what is not sealed yet; unless `at_once`, only some seconds after the last time."""
        now = self.now()
        if not at_once and self.last_seal is not None and timedelta(0) <= now - self.last_seal < _SEAL_EVERY:
            return
        self.last_seal = now
        if not clocks.anything_unsealed():
            return
        try:
            sealing.seal_new(signing.open_keys(settings.HOME), now)
        except Exception as fault:
            if is_database_away(fault):
                raise
            _log.exception("what was written could not be sealed")


def run(stop_event: threading.Event, once: bool = False) -> None:
    """Work until `stop_event` is set; with `once`, until nothing is due."""
    worker = Worker(stopped=stop_event.is_set)
    failures = 0
    while not stop_event.is_set():
        try:
            close_old_connections()
            done = worker.work()
            failures = 0
        except Exception as fault:
            if not is_database_away(fault):
                _log.exception("a pass of the worker failed")
            else:
                _log.warning("the database is away: %s", " ".join(str(fault).split()))
            connection.close()
            failures += 1
            stop_event.wait(pause(failures, worker.random, first=0.5, longest=30).total_seconds())
            continue
        if once and not done:
            break
        if not done:
            stop_event.wait(_IDLE_SECONDS)
    connection.close()


def run_once(now: datetime | None = None) -> int:
    """Do all that is due at a moment (default: now), and what follows from it, until nothing is; returns how much.

    For demonstrations, tests and the command line. Failures are logged and left for later, as in `run`.
    """
    worker = Worker(now=(lambda: now) if now is not None else system.now)
    total = 0
    for _ in range(_ROUNDS):
        done = worker.work()
        if not done:
            worker.seal()
            done = webhook_delivery.tell(worker.now())
        if not done:
            break
        total += done
    worker.seal()
    worker.stamping.finish(worker.now())
    return total
