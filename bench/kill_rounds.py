"""Hundreds of kill -9 under eight writers, on SQLite and PostgreSQL, and the reckoning after each hundred.

    .venv/bin/python bench/kill_rounds.py --rounds 300 [--database sqlite|postgres] [--seed N] [--json]

Ends with 1 when a promise was broken. On two cores a round takes about two seconds.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

_AT_ONCE = 100


def main() -> int:
    """Play the rounds, a hundred at a time with a fresh installation each; 0 when everything was kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=300, help="how many kills on each database")
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append", help="this one alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="no line for each kill")
    asked = parser.parse_args()
    bad = 0
    for database in asked.database or ("sqlite", "postgres"):
        for number, kills in enumerate(_parts(asked.rounds)):
            bad += _play(database, kills, asked.seed + number, quiet=asked.json)
    return int(bad > 0)


def _parts(rounds: int) -> list[int]:
    whole, rest = divmod(rounds, _AT_ONCE)
    return [_AT_ONCE] * whole + ([rest] if rest else [])


def _play(database: str, kills: int, seed: int, *, quiet: bool) -> int:
    """How many faults were found."""
    from tests.kill import rounds
    from tests.support.cluster import Cluster

    cluster = Cluster() if database == "postgres" else None
    try:
        with tempfile.TemporaryDirectory(prefix="hejie-kill-", ignore_cleanup_errors=True) as home:
            os.chmod(home, 0o700)
            own = rounds.Harbour(Path(home), cluster.url() if cluster else "")
            say = (lambda line: None) if quiet else (lambda line: print(f"{database}: {line}", file=sys.stderr))
            story = rounds.play(own, cluster, kills=kills, seed=seed, say=say)
    finally:
        if cluster:
            cluster.remove()
    print(f'{{"bench": "kill", "database": "{database}", "seed": {seed}, {rounds.as_json(story)[1:]}', flush=True)
    return len(story.faults)


if __name__ == "__main__":
    sys.exit(main())
