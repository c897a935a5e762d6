"""A great many recorded cases under another procedure: over all cores, with the results in the order of the cases.

The other processes are begun anew and know nothing but the procedure and the cases that they are given, so that no
connection to a database and no thread of this one is ever shared with them.
"""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

from hejie.domain.procedure.rulebook import Procedure
from hejie.insight import recorded, simulate
from hejie.insight.simulate import Comparison

AT_ONCE = 250
_FEW = 2
_AHEAD = 2

Cases = list[recorded.Recorded]


def compare(
    procedure: Procedure,
    streams: Iterable[list[Mapping]],
    *,
    processes: int = 0,
    done: Callable[[int], None] = lambda count: None,
) -> Comparison:
    """What would become of cases under a procedure, beside what became of them, in the order in which they come.

    streams     the entries of each case in order; they are read as they are needed, some thousand cases ahead
    processes   how many play; 0: as many as there are cores. Few cases are played here
    done        is told of every `AT_ONCE` cases how many they were

    Raises      simulate.Unplayable
    """
    chunks = _chunks(recorded.read(entries) for entries in streams)
    first = list(islice(chunks, _FEW + 1))
    processes = processes or os.cpu_count() or 1
    if len(first) <= _FEW or processes == 1:
        return simulate.joined(_told(done, map(_Player(procedure), _both(first, chunks))))
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (procedure,)) as pool:
        return simulate.joined(_told(done, _in_order(pool, _both(first, chunks), processes * _AHEAD)))


def _both(first: Iterable[Cases], rest: Iterable[Cases]) -> Iterator[Cases]:
    yield from first
    yield from rest


def _chunks(cases: Iterator[recorded.Recorded]) -> Iterator[Cases]:
    while chunk := list(islice(cases, AT_ONCE)):
        yield chunk


def _told(done: Callable[[int], None], parts: Iterable[Comparison]) -> Iterator[Comparison]:
    for part in parts:
        done(len(part.ids))
        yield part


def _in_order(pool: ProcessPoolExecutor, chunks: Iterable[Cases], ahead: int) -> Iterator[Comparison]:
    """No more chunks are read than can be played soon, so that memory does not grow with the number of cases."""
    waiting: deque[Future] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_play, chunk))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


class _Player:
    """Plays chunks under one procedure."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure

    def __call__(self, cases: Cases) -> Comparison:
        return simulate.compare(self.procedure, cases)


_player: list[_Player] = []


def _begin(procedure: Procedure) -> None:
    """In a process that plays: what it is to play by. What it has loaded by now stays as long as it lives."""
    _player[:] = [_Player(procedure)]
    gc.freeze()


def _play(cases: Cases) -> Comparison:
    return _player[0](cases)
