"""Rounds of kill -9 on a real installation under eight writers, and the reckoning after; for a test and for a bench.

Each round: the pages answer and some acts have been acknowledged since the last kill, a random moment passes, somebody
is killed. What is random follows from the seed, except for when the machine lets things happen.
"""

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.kill.crew import Crew
from tests.kill.writers import Tally, Writer, written
from tests.support.cluster import Cluster
from tests.support.installation import Installation

WRITERS = 8
_LONGEST_GAP = 0.6
_BETWEEN = 6  # acts that must be acknowledged between two kills
_RECOVERY_SECONDS = 150
_ACTS = "acts.json"


class Harbour(Installation):
    """An installation whose payment provider keeps books of its own."""

    def __init__(self, home: Path, url: str | None = None) -> None:
        if url is None:
            super().__init__(home)
        else:
            self.home, self.url, self._servers = home, url, []

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are started with."""
        provider = {"HEJIE_PAYMENT_PROVIDER": "tests.kill.harbour.Notebook", "HEJIE_LOG_LEVEL": "ERROR"}
        return super().environment | provider

    def market(self, writers: int) -> dict:
        """Set it up with people and tokens for so many writers (`harbour.fill`)."""
        program = "from tests.kill import harbour\nprint(json.dumps(harbour.fill(int(sys.argv[1]))))"
        return self.python(program, str(writers))


@dataclass
class Story:
    """What happened.

    kills      whom we killed, and how often
    reckoning  numbers and faults (`reckoning.faults`)
    longest    seconds from a kill until enough acts were acknowledged again, at most, by whom we killed
    """

    kills: Counter = field(default_factory=Counter)
    reckoning: dict = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    longest: dict[str, float] = field(default_factory=dict)
    broken: int = 0


def play(own: Harbour, cluster: Cluster | None, *, kills: int, seed: int, say=lambda line: None) -> Story:
    """Fill the installation, let the writers write, kill so often, and reckon."""
    market = own.market(WRITERS)
    story, random, started = Story(), Random(seed), time.monotonic()
    stop, tally = threading.Event(), Tally()
    crew = Crew(own, cluster, random)
    try:
        crew.wait_until_it_answers()
        writers = [Writer(number, market, crew.address, tally, stop) for number in range(WRITERS)]
        _open_the_square(writers)
        for writer in writers:
            writer.start()
        whom = "nobody"
        for number in range(1, kills + 1):
            story.longest[whom] = max(story.longest.get(whom, 0), _some_acts(crew, tally, writers))
            time.sleep(random.uniform(0, _LONGEST_GAP))
            if number == kills:
                stop.set()  # whose act is not answered now will never know
            whom = crew.kill_somebody() if number < kills else crew.kill_all()
            story.kills[whom] += 1
            say(f"kill {number}: {whom}; {tally.acknowledged} acts acknowledged, {tally.broken} attempts broken")
        for writer in writers:
            writer.join(timeout=60)
    finally:
        stop.set()
        crew.end()
    story.seconds, story.broken = time.monotonic() - started, tally.broken
    story.reckoning = reckon(own, writers)
    story.faults = story.reckoning.pop("faults")
    return story


def _open_the_square(writers: list[Writer]) -> None:
    """One case in which all writers speak at once."""
    first = writers[0]
    case = first.open_a_case("square")
    for writer in writers:
        writer.square = case, first.pair["seller" if writer.number % 2 else "buyer"]


def _some_acts(crew: Crew, tally: Tally, writers: list[Writer]) -> float:
    """Put back who is dead and wait until work goes on; returns how many seconds that took."""
    began, enough = time.monotonic(), tally.acknowledged + _BETWEEN
    while tally.acknowledged < enough:
        crew.tend()
        dead = [writer.fault for writer in writers if writer.fault]
        assert not dead, dead
        took = time.monotonic() - began
        assert took < _RECOVERY_SECONDS, f"nothing was acknowledged for {took:.0f} s\n{crew.log.read_text()[-3000:]}"
        time.sleep(0.02)
    return round(time.monotonic() - began, 1)


def reckon(own: Harbour, writers: list[Writer]) -> dict:
    """What became of every promise, and what the program's own checks say."""
    (own.home / _ACTS).write_text(written(writers))
    found = look(own)
    found["faults"] += [writer.fault for writer in writers if writer.fault]
    for command in (("rebuild", "--check", "--json"), ("verify", "--all", "--json")):
        done = own.hejie(*command)
        found["faults"] += [line for line in done.stdout.splitlines() if '"ok": false' in line]
    return found


def look(own: Harbour) -> dict:
    """What the reckoning finds (`reckoning.faults`) in the acts that were kept."""
    program = "from pathlib import Path\nfrom tests.kill import reckoning\n"
    return own.python(f"{program}print(json.dumps(reckoning.faults(Path(sys.argv[1]))))", str(own.home / _ACTS))


def as_json(story: Story) -> str:
    """The story in one line."""
    told = {"kills": sum(story.kills.values()), "whom": dict(story.kills), "faults": story.faults, **story.reckoning}
    times = {"seconds": round(story.seconds, 1), "longest": story.longest}
    return json.dumps({**told, "broken": story.broken, **times})
