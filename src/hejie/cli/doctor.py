"""`hejie doctor`: what is wrong with this installation, and how to mend it."""

from dataclasses import asdict
from datetime import UTC, datetime

import click

from hejie.cli.shell import FAILED, print_json, with_django

_SIGNS = {"good": "good ", "watch": "watch", "bad": "BAD  "}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_django
def doctor(as_json: bool) -> None:
    """Say what is wrong with this installation and how to mend it. Changes nothing.

    Looks at keys and folders, disk, database, tables and their guards, books, worker, outbox, addresses, seals, files, sealed bids.
    Ends with 1 when something is bad.

    \b
    Example:
      hejie doctor
    """
    from django.conf import settings

    from hejie.usecases import health

    findings = []
    for finding in health.examine(settings.HOME, datetime.now(UTC)):
        findings.append(finding)
        if as_json:
            print_json(asdict(finding))
            continue
        click.echo(f"{_SIGNS[finding.state]}  {finding.check}: {finding.says}")
        if finding.mend:
            click.echo(f"       → {finding.mend}")
    if any(finding.state == health.BAD for finding in findings):
        raise click.exceptions.Exit(FAILED)
