"""`hejie seal` and `hejie rebuild`: the record signed, and what is read from it compared or written anew."""

import click

from hejie.cli.shell import FAILED, print_json, with_django


@click.command()
@click.option("--new-key", is_flag=True, help="Change to a new signing key afterwards; the old one vouches for it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a line.")
@with_django
def seal(new_key: bool, as_json: bool) -> None:
    """Sign everything that was written since the last seal.

    The worker does the same every few seconds. Seals already made stay valid when the key changes.

    \b
    Example:
      hejie seal
      hejie seal --new-key
    """
    from hejie.conf.context import now
    from hejie.usecases import recordkeeping

    made = _with_key(lambda: recordkeeping.seal(now()))
    if new_key:
        _with_key(recordkeeping.change_key)
    numbers = recordkeeping.counted()
    key = recordkeeping.public_key()
    if as_json:
        size = {"seals": numbers.seals, "entries": numbers.entries, "sealed": numbers.leaves}
        print_json({"new_seals": len(made), **size, "public_key": key})
        return
    click.echo(f"{len(made)} new seals; {numbers.seals} cover {numbers.leaves} of {numbers.entries} entries.")
    click.echo(f"key {key}")


def _with_key(act):
    """Do it, or say what is wrong with the signing key."""
    from hejie.usecases.dossiers import SigningKeyError

    try:
        return act()
    except SigningKeyError as fault:
        raise click.ClickException(str(fault)) from None


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; compare and say what differs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@with_django
def rebuild(only_check: bool, as_json: bool) -> None:
    """Make the query tables anew from the record, or compare them.

    Nobody can act while they are made; nothing that left by mail or payment is repeated. Ends with 1 where the record
    does not hold, or where the tables are not what it says.

    \b
    Example:
      hejie rebuild --check
      hejie rebuild
    """
    from hejie.usecases import recordkeeping

    report = recordkeeping.compare() if only_check else recordkeeping.rebuild()
    read = f"{report.streams} streams with {report.entries} entries"
    if as_json:
        print_json(
            {"ok": report.ok, "streams": report.streams, "entries": report.entries, "faults": list(report.faults)}
        )
    elif report.ok:
        click.echo(f"{read}: {'the tables are what they say' if only_check else 'the tables are written anew'}.")
    else:
        for fault in report.faults:
            click.echo(fault)
        click.echo(f"{read}: {len(report.faults)} faults{'' if only_check else '; nothing was changed'}.", err=True)
    if not report.ok:
        raise click.exceptions.Exit(FAILED)
