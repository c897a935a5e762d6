"""`hejie procedure`: prove and try out the rules of a procedure before anybody depends on them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hejie.cli.shell import FAILED, print_json, with_django
from hejie.cli.simulate import simulate

if TYPE_CHECKING:
    from hejie.domain.procedure.findings import Finding
    from hejie.insight.longest import Longest
    from hejie.insight.procedure_check import Report
    from hejie.insight.procedure_tests import Result

MOST_BYTES = 2_000_000


@click.group()
def procedure() -> None:
    """Check procedures, and play recorded cases under another one.

    \b
    Example:
      hejie procedure check my-market.yaml
    """


procedure.add_command(simulate)


@procedure.command()
@click.argument("file", metavar="FILE|NAME")
@click.option("--tests", metavar="FILE", default="", help="YAML tests to play; default: those that come with a preset.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def check(file: str, tests: str, as_json: bool) -> None:
    """Prove that a procedure works and is fair, and play its tests.

    NAME is that of a preset, such as standard. Errors always end with 1; so does what is unfair, unless the procedure
    states it (`unfair: {why, source}`). Stated unfairness is printed, and shown to the operator and the parties.

    \b
    Examples:
      hejie procedure check standard
      hejie procedure check my-market.yaml --tests my-market-tests.yaml
    """
    from hejie.insight import procedure_check

    place = _found(file)
    report = procedure_check.check(_text(place))
    played, told = _tests(report, place, tests)
    good = report.passes and not told and not (played and played.failures)
    if as_json:
        print_json(_as_object(report, played, told, good))
    else:
        for line in _lines(report, played, told, place.name):
            click.echo(line)
    if not good:
        raise click.exceptions.Exit(FAILED)


@procedure.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--market", "slug", default="", help="The marketplace's slug, where there are several.")
@with_django
def install(file: Path, slug: str) -> None:
    """Take in a procedure of a marketplace's own, which it alone may then choose.

    What a check finds wrong, or unfair without being stated, keeps it out. It is in force once it is chosen, by
    `hejie market procedure` or on the page of the settings; open cases keep theirs.

    \b
    Example: hejie procedure install my-market.yaml --market toys
    """
    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli
    from hejie.usecases import market_procedures

    market = marketplace_of(slug).slug
    found = market_procedures.install(for_cli(market), _text(file))
    click.echo(f"{market} may choose {found.id}, version {found.version}: hejie market procedure {market} {found.id}")


def _found(file: str) -> Path:
    """The file that is meant: one on the disk, or a preset by its name."""
    from hejie.rulebooks import procedures

    place = Path(file)
    if place.is_file():
        return place
    name = file.removeprefix("procedures/")
    preset = procedures.FOLDER / f"{name}.yaml"
    if "/" not in name and preset.is_file():
        return preset
    if place.is_dir():
        raise click.UsageError(f"{file} is a folder. Name one file, or a preset.")
    known = ", ".join(sorted(one.stem for one in procedures.FOLDER.glob("*.yaml")))
    raise click.UsageError(f"There is no file {file}, and no preset of this name. Presets: {known}.")


def _text(place: Path) -> str:
    """The text of a file; one that holds no text fails the check, one that cannot be read is wrong use."""
    try:
        if place.stat().st_size > MOST_BYTES:
            raise click.ClickException(f"{place} is too large for a procedure ({place.stat().st_size:,} bytes).")
        return place.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.ClickException(f"{place} is not a text in UTF-8.") from None
    except OSError as fault:
        raise click.UsageError(f"{place} cannot be read: {fault.strerror}.") from None


def _tests(report: "Report", place: Path, tests: str) -> tuple["Result | None", str]:
    """What came of the tests, and what is wrong with their own text. None where there are none, or nothing to play."""
    from hejie.insight import procedure_tests
    from hejie.rulebooks.strict import BadRulebook

    beside = Path(tests) if tests else place.parent / "tests" / place.name
    if tests and not beside.is_file():
        raise click.UsageError(f"There is no file {tests}.")
    if report.procedure is None or not beside.is_file():
        return None, ""
    try:
        return procedure_tests.run(_text(beside), report.procedure, report.zone), ""
    except BadRulebook as bad:
        return None, f"{beside.name}, {bad}"


def _lines(report: "Report", played: "Result | None", told: str, name: str) -> Iterator[str]:
    rules = report.procedure
    yield f"{rules.id}, version {rules.version}, {rules.digest[:12]}" if rules else name
    for one in report.findings:
        yield from _finding(one)
    for what, why, line in report.stated:
        yield f"stated   {f'line {line}: ' if line else ''}{what}: {why.why['en']} ({why.source})"
    if report.longest:
        yield from _lasting(report.longest)
    if told:
        yield f"TESTS    {told}"
    elif played:
        yield f"tests    {played.tests - len(played.failures)} of {played.tests} come out as written"
        for failure in played.failures:
            yield f"FAILS    line {failure.line}: {failure.name}: {failure.what}"
    elif rules:
        yield "tests    none"
    if report.passes:
        yield f"holds    {report.places} situations looked at; nothing is wrong, and nothing unfair that is not stated"


def _finding(one: "Finding") -> Iterator[str]:
    sign = "ERROR  " if one.severity == "error" else "unfair " if one.stated else "UNFAIR "
    yield f"{sign}  {f'line {one.line}: ' if one.line else ''}{one.property}: {one.message}{' (stated)' if one.stated else ''}"
    if not one.stated:
        yield f"         → {one.mend}"


def _lasting(found: "Longest") -> Iterator[str]:
    most = "at most" if found.exact else "at least (not every way could be followed)"
    yield f"lasts    {most} {found.plain} days, from the opening to the end, if everybody takes all the time there is"
    more = (
        (found.extensions, "by extensions"), (found.standstills, "by standing still"),
        (found.unsigned, "by each agreement that is not signed"), (found.disputed, "by each performance that is disputed"),
        (found.reopened, "by taking the case up again"),
    )  # fmt: skip
    for days, what in more:
        if days:
            yield f"         up to {days} days more {what}"
    if found.unbounded:
        yield f"         and as long as both sides like, by repeating: {found.unbounded}"


def _as_object(report: "Report", played: "Result | None", told: str, good: bool) -> dict:
    rules = report.procedure
    failed = [{"line": one.line, "name": one.name, "what": one.what} for one in played.failures] if played else []
    longest = report.longest
    return {
        "ok": good,
        "procedure": rules.id if rules else None,
        "version": rules.version if rules else None,
        "digest": rules.digest if rules else None,
        "findings": [
            {
                "property": one.property, "severity": one.severity, "line": one.line, "message": one.message,
                "mend": one.mend, "stated": one.stated,
            }
            for one in report.findings
        ],
        "stated": [{"of": of, "why": dict(why.why), "source": why.source, "line": at} for of, why, at in report.stated],
        "longest_days": longest.plain if longest else None,
        "longest": {name: getattr(longest, name) for name in longest.__slots__} if longest else None,
        "kinds": report.kinds,
        "situations": report.places,
        "tests": {"run": played.tests if played else 0, "failed": failed, "wrong": told or None},
    }  # fmt: skip
