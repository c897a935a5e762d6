"""`hejie bench`: measure speed, each figure beside a peer or a limit that is measured in the same run.

The benches stand beside the program, in a checkout's folder `bench/`; an installed package has none.
"""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from hejie.cli.shell import FAILED, print_json

_NAMES = (
    "append", "ticket", "hold", "live", "flat", "startup", "deadlines", "simulate", "entitle", "settle", "bids", "upload", "verify", "sealing",
    "signals", "return", "listing-check",
)  # fmt: skip
_MODULES = {"return": "returns"}  # a module cannot bear the name of a statement
_CHECKOUT = Path(__file__).resolve().parents[3]


@click.command()
@click.argument("name", type=click.Choice([*_NAMES, "all"]))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("--quick", is_flag=True, help="Small sizes and short rounds: to see that it runs, not how fast.")
@click.option(
    "--write",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Put the figures as a table into a Markdown file.",
)
def bench(name: str, as_json: bool, quick: bool, write: Path | None) -> None:
    """Measure speed beside a peer or a limit, on a PostgreSQL of its own that syncs every commit.

    Each result says ours, the other's, their ratio and the goal; ends with 1 when a goal is missed. Peers are installed
    from the package index into .bench/ when they are first needed. All together take less than twenty minutes.

    \b
    Examples:
      hejie bench append
      hejie bench all --json
      hejie bench all --write docs/performance.md
    """
    if not (_CHECKOUT / "bench" / "__init__.py").is_file():
        raise click.ClickException("There are no benches here: they run from a checkout, which has a folder bench/.")
    sys.path.insert(0, str(_CHECKOUT))
    from bench.results import Result, machine, write_table

    measured_on = machine()
    results: list[Result] = []
    for result in _all(quick) if name == "all" else _one(name, quick):
        results.append(result)
        print_json(result.as_object()) if as_json else click.echo(str(result))
    if write:
        write_table(write, results, measured_on)
    if not all(result.ok for result in results):
        raise click.exceptions.Exit(FAILED)


def _one(name: str, quick: bool) -> Iterator:
    from bench.ground import Ground

    with Ground() as ground:
        yield from importlib.import_module(f"bench.{_MODULES.get(name, name.replace('-', '_'))}").measure(ground, quick)


def _all(quick: bool) -> Iterator:
    """Every bench in a process of its own, so that none meets what another has loaded."""
    from bench.results import Result

    for name in _NAMES:
        command = [sys.executable, "-m", "hejie.cli.main", "bench", name, "--json", *(["--quick"] if quick else [])]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=_CHECKOUT)
        if done.returncode not in (0, FAILED) or not done.stdout.strip():
            raise click.ClickException(f"`hejie bench {name}` has broken off; run it alone to see why.")
        for line in done.stdout.splitlines():
            yield Result.from_object(json.loads(line))
