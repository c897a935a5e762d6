"""`hejie cases` and `hejie dossier`: what cases there are, and each, or another stream, as a file that proves itself."""

from collections.abc import Iterator
from pathlib import Path

import click

from hejie.cli.shell import print_json, with_django

STAGES = ("service", "negotiation", "mediation", "decision", "appeal", "closed")
CERTIFICATES = ("cn", "eu", "ru", "us", "uk", "plain", "none")
READERS = ("buyer", "seller", "neutral", "operator", "auditor")
_AT_ONCE = 500


@click.command()
@click.option("--stage", type=click.Choice(STAGES), default=None, help="Only cases at this stage.")
@click.option("--market", "slug", default="", help="Only this marketplace's; its slug.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: id, stage, outcome, order, opened_at.")
@with_django
def cases(stage: str | None, slug: str, as_json: bool) -> None:
    """List cases, newest first, of every marketplace here.

    \b
    Example: hejie cases --stage decision --json
    """
    from hejie.domain.kernel import clock

    for row in _rows(stage or "", slug):
        opened = clock.text(clock.from_milliseconds(row["opened_ms"]))
        if as_json:
            names = {"id": row["id"], "stage": row["stage"], "outcome": row["outcome"]}
            print_json({**names, "order": row["order_ref"], "opened_at": opened})
        else:
            click.echo(f"{row['id']}  {row['stage']:11}  {row['outcome'] or '-':16}  {opened[:10]}  {row['order_ref']}")


def _rows(stage: str, slug: str) -> Iterator[dict]:
    from hejie.cli.people import marketplace_of
    from hejie.domain.kernel.actor import system
    from hejie.store import people, queries

    markets = [marketplace_of(slug)] if slug else people.marketplaces()
    for market in markets:
        after, more = "", True
        while more:
            page = queries.cases(system(market.pk, "cli"), stage=stage, sort="opened", after=after, limit=_AT_ONCE)
            yield from page.rows
            after, more = page.after, bool(page.after)


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--for", "role", required=True, type=click.Choice(READERS), help="Whose view of it.")
@click.option(
    "--out", required=True, metavar="FILE.zip|DIR/", help="A file for the case alone; a folder for rooms too."
)
@click.option(
    "--language", type=click.Choice(("zh", "en", "ru")), default=None, help="Of the PDF; default: the reader's."
)
@click.option(
    "--certificate",
    type=click.Choice(CERTIFICATES),
    default=None,
    help="Form of the PDF's page for a body outside; default: that of the marketplace's law.",
)
@click.option(
    "--market", "slug", default="", help="Of a question or complaint: the marketplace's slug, where there are several."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file: file, size.")
@with_django
def dossier(
    name: str, role: str, out: str, language: str | None, certificate: str | None, slug: str, as_json: bool
) -> None:
    """Write the self-proving file of a case, or of another stream, as one reader may see it.

    NAME is the id of a case, or order:ID, deal:ID, question:ID, complaint:ID. With a folder, one file for each stream that he may
    read: the case's own, and the private rooms that are his. `hejie verify FILE.zip` checks each. A reading for staff is shown to
    the auditor.

    \b
    Example:
      hejie dossier abcdefghijklmnop-qrstuvwx --for buyer --out case.zip
      hejie dossier abcdefghijklmnop-qrstuvwx --for neutral --out files/
      hejie dossier abcdefghijklmnop-qrstuvwx --for seller --out court.zip --certificate cn
      hejie dossier order:abcdefghijklmnop --for buyer --out order.zip
      hejie dossier deal:abcdefghijklmnop --for seller --out deal.zip --language zh
    """
    from hejie.usecases import dossiers, named_dossiers

    target = Path(out)
    folder = target.suffix.lower() != ".zip" or target.is_dir()
    other = named_dossiers.is_name(name)
    if other and certificate:
        raise click.UsageError("--certificate is for cases alone.")
    try:
        if other:
            written = _other(name, role, target, folder, language or "", slug)
        else:
            written = _case(name, role, target, folder, language or "", certificate or "")
    except dossiers.SigningKeyError as fault:
        raise click.ClickException(str(fault)) from None
    except (FileNotFoundError, NotADirectoryError, FileExistsError, IsADirectoryError, PermissionError) as fault:
        raise click.UsageError(f"{out} cannot be written: {fault.strerror}.") from None
    except OSError as fault:
        raise click.ClickException(f"{out} was not written: {fault.strerror}.") from None
    for file in written:
        if as_json:
            print_json({"file": str(file), "size": file.stat().st_size})
        else:
            click.echo(str(file))


def _case(case: str, role: str, target: Path, folder: bool, language: str, certificate: str) -> list[Path]:
    from hejie.conf.context import for_cli
    from hejie.usecases import dossiers

    ctx = dossiers.reader_of(for_cli(dossiers.marketplace_of(case)), case, role)
    how = {"language": language, "certificate": certificate}
    if folder:
        return dossiers.export_all(ctx, case, target, **how)
    dossiers.to_file(ctx, case, f"case:{case}", target, **how)
    return [target]


def _other(name: str, role: str, target: Path, folder: bool, language: str, slug: str) -> list[Path]:
    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli
    from hejie.usecases import named_dossiers

    market = named_dossiers.marketplace_of(name) or marketplace_of(slug).pk
    return named_dossiers.write(for_cli(market), name, role, target, folder=folder, language=language)
