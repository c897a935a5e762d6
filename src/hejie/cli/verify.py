"""`hejie verify`: check a dossier without a database, or the whole record of this installation."""

import re
from pathlib import Path

import click

from hejie.cli.shell import FAILED, print_json, with_django
from hejie.record.verify import Check, verify_dossier

_KEY = re.compile(r"[0-9a-fA-F]{64}")


def _key(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _KEY.fullmatch(value):
        raise click.BadParameter("a public key has 64 hex digits.")
    return value and value.lower()


def _certificates(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> list:
    if value is None:
        return []
    from hejie.record.timestamps import certificates_in

    try:
        return certificates_in(Path(value))
    except (OSError, ValueError) as fault:
        raise click.BadParameter(f"{value} holds no certificate that can be read ({fault}).") from None


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--key", metavar="HEX", callback=_key, help="Demand that this public key signed the dossier.")
@click.option(
    "--tsa-ca",
    "trusted",
    metavar="FILE",
    callback=_certificates,
    help="PEM file of certificates that you trust to stamp the time: check every time stamp.",
)
@click.option("--all", "everything", is_flag=True, help="Check the whole record of this installation instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def verify(file: Path | None, key: str | None, trusted: list, everything: bool, as_json: bool) -> None:
    """Check a dossier: every hash, every reference, every seal and every signature.

    Prints each check; ends with 0 when all hold, and with 1 at the first that does not. With --all: every chain, every
    content, what is looked up and the ledger against the entries, every seal, node and time stamp; each fault has its line.

    \b
    Examples:
      hejie verify case.zip --key 3f0c…
      hejie verify case.zip --tsa-ca authority.pem
      hejie verify --all
    """
    if everything == (file is not None) or (everything and key):
        raise click.UsageError("Name one file, or say --all.")
    checks = _check_record(trusted) if everything else _check_file(file, key, trusted)
    if as_json:
        _print_object(checks)
    else:
        for check in checks:
            click.echo(_line(check))
    if not all(check.holds for check in checks):
        raise click.exceptions.Exit(FAILED)


def _line(check: Check) -> str:
    """One line whatever names the file holds: a line end or a terminal's command in one must not feign a check."""
    line = f"{'holds' if check.holds else 'FAILS'}  {check.subject}: {check.detail}"
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in line)


def _check_file(file: Path, key: str | None, trusted: list) -> list[Check]:
    try:
        return verify_dossier(file, key, trusted)
    except OSError as fault:
        raise click.UsageError(f"{file} cannot be opened: {fault.strerror}.") from None


@with_django
def _check_record(trusted: list) -> list[Check]:
    from hejie.record.timestamps import BadStamp
    from hejie.usecases import recordkeeping
    from hejie.usecases.dossiers import SigningKeyError

    try:
        return recordkeeping.check_everything(trusted)
    except SigningKeyError as fault:
        return [Check("key", False, str(fault))]
    except BadStamp as fault:
        return [Check("time stamps", False, str(fault))]


def _print_object(checks: list[Check]) -> None:
    key = next((check.detail for check in checks if check.subject == "key" and check.holds), None)
    print_json(
        {
            "holds": all(check.holds for check in checks),
            "public_key": key,
            "checks": [{"subject": check.subject, "holds": check.holds, "detail": check.detail} for check in checks],
        }
    )
