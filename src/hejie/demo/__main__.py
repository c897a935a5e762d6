"""`python -m hejie.demo [--orders DIR] [--exit]`: what `make demo` runs. Everything lives below HEJIE_HOME."""

import json
import os
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

_SEED, _ORDERS = 20261122, 130


@click.command()
@click.option("--orders", "folder", type=click.Path(exists=True), help="Real order files instead of the sample.")
@click.option("--exit", "leave", is_flag=True, help="Print the summary and do not serve.")
@click.option("--port", default=8000, show_default=True)
@click.option("--seed", default=_SEED, show_default=True)
@click.option("--size", default=_ORDERS, show_default=True, type=click.IntRange(60), help="Orders of the sample.")
def main(folder: str | None, leave: bool, port: int, seed: int, size: int) -> None:
    """Make the market anew, walk its cases, print the ways in, and serve."""
    for name, value in environment(port).items():
        os.environ.setdefault(name, value)
    os.environ["DJANGO_SETTINGS_MODULE"] = "hejie.conf.settings"
    home = Path(os.environ["HEJIE_HOME"])
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700, parents=True)
    began = time.monotonic()
    _prepare()
    now = datetime.now(UTC)
    cast = _real(Path(folder), now) if folder else _sample(now, seed, size)
    told, faults = _summary(cast.marketplace)
    for fault in faults[:20]:
        click.echo(f"fault: {fault}", err=True)
    click.echo(f"Made in {time.monotonic() - began:.0f} s: {told['orders']} orders, {told['cases']} cases.", err=True)
    _tell(cast, port)
    if leave:
        click.echo(json.dumps(told, ensure_ascii=False))
        sys.exit(0 if told["chain_ok"] and told["balanced"] else 1)
    from hejie.cli.serve import serve

    serve(database=None, host="127.0.0.1", port=port, live_port=None, workers=None, with_worker=True)


def environment(port: int) -> dict[str, str]:
    """What settings read while the market is made: before anything is served, and served pages keep it."""
    return {
        "HEJIE_HOME": "var/demo",
        "HEJIE_URL": f"http://127.0.0.1:{port}",
        "HEJIE_LIVE_URL": f":{port + 1}",
        "HEJIE_OPEN_MAIL": "1",
    }


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _sample(now: datetime, seed: int, size: int):
    from hejie.demo import sample

    return sample.make(now, seed, size, _progress("acts still to come"))


def _real(folder: Path, now: datetime):
    from hejie.demo import real_orders

    return real_orders.make(folder, now, _progress("cases still open"))


def _progress(what: str):
    def told(left: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{left:>7} {what} ")
            sys.stderr.flush()

    return told


def _summary(marketplace: str):
    from hejie.demo.summary import summary

    return summary(marketplace)


def _tell(cast, port: int) -> None:
    """Print a way in for each role."""
    click.echo(
        f"\nHejie is at http://127.0.0.1:{port}/   Mail that would have been sent: http://127.0.0.1:{port}/mail/"
    )
    click.echo("\nSign in (staff also need the code that `.venv/bin/hejie user code ADDRESS` prints):")
    for way in cast.sign_ins:
        click.echo(f"  {way.role:<10} {way.email:<32} {way.password:<14} {way.name}")
    if cast.token:
        click.echo(f"  integrator Authorization: Bearer {cast.token}")
    click.echo(f"  HEJIE_HOME={os.environ['HEJIE_HOME']}\n")


if __name__ == "__main__":
    main()
