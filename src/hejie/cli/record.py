"""`hejie seal` and `hejie rebuild`: the record signed, and what is read from it compared or written anew."""

import click

from hejie.cli.shell import FAILED, print_json, with_django


@click.command()
@click.option("--new-key", is_flag=True, help="Change to a new signing key afterwards; the old one vouches for it.")
@click.option(
    "--lost-key", is_flag=True, help="Go on with another key, because that of the old seals is lost for good."
)
@click.option("--stamp", is_flag=True, help="Ask the authorities of HEJIE_TSA for time stamps now, and wait for them.")
@click.option("--yes", is_flag=True, help="Do not ask whether the key is really lost.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a line.")
@with_django
def seal(new_key: bool, lost_key: bool, stamp: bool, yes: bool, as_json: bool) -> None:
    """Sign everything that was written since the last seal.

    The worker does the same every few seconds, time stamps too. Seals already made stay valid when the key changes.

    When the key is lost (no backup of keys/signing.json is left), --lost-key goes on with another one and signs everything
    anew. Nobody vouches for it: tell its public half to all who have kept the old one. The old seals stay as they are, to be
    checked by the public key that stands in them.

    \b
    Examples:
      hejie seal
      hejie seal --new-key
      hejie seal --stamp
    """
    from hejie.conf.context import now
    from hejie.usecases import recordkeeping

    if lost_key and new_key:
        raise click.UsageError("Say --new-key where the old key is here, or --lost-key where it is gone.")
    given_up: list[str] = []
    if lost_key:
        if not yes:
            click.confirm("Nobody will vouch for the new key. Is there really no backup of the old one?", abort=True)
        given_up = _with_key(lambda: recordkeeping.go_on_without_key(now()))
    made = _with_key(lambda: recordkeeping.seal(now()))
    if new_key:
        _with_key(recordkeeping.change_key)
    stamps, faults = recordkeeping.stamp(now()) if stamp else (0, [])
    numbers = recordkeeping.counted()
    key = recordkeeping.public_key()
    if as_json:
        size = {"seals": numbers.seals, "entries": numbers.entries, "sealed": numbers.leaves}
        more = {"time_stamps": stamps, "faults": faults} if stamp else {}
        print_json(
            {"new_seals": len(made), **size, "public_key": key, **more, **({"lost_keys": given_up} if lost_key else {})}
        )
    else:
        click.echo(f"{len(made)} new seals; {numbers.seals} cover {numbers.leaves} of {numbers.entries} entries.")
        click.echo(f"key {key}")
        for one in given_up:
            click.echo(f"lost key {one}")
        if stamp:
            click.echo(f"{stamps} time stamps came.")
    for fault in faults:
        click.echo(f"no time stamp: {fault}", err=True)
    if faults:
        raise click.exceptions.Exit(FAILED)


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
