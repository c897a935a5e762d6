"""`hejie rules`: prove the law that is data, before anybody relies on it."""

import click

from hejie.cli.shell import FAILED, print_json


@click.group()
def rules() -> None:
    """Check the rulebooks of law, promise and policy.

    \b
    Example:
      hejie rules check
    """


@rules.command()
@click.option("--only", default="", metavar="PREFIX", help="Books below this, such as cn or eu/sale-of-goods.")
@click.option("--quick", is_flag=True, help="Play the tests and look for gaps; leave out changing each number.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def check(only: str, quick: bool, as_json: bool) -> None:
    """Play all tests of rules; look for rules without a test, gaps and overlaps in dates, dead conditions.

    Each number and each condition of a rule is changed in turn: a change that no test of the rule notices is told, for
    nothing holds that number.

    \b
    Examples:
      hejie rules check
      hejie rules check --only cn --quick
    """
    from hejie.rulebooks import law_check

    report = law_check.check(only, quick=quick)
    if as_json:
        print_json(report.as_object())
    else:
        for line in report.lines():
            click.echo(line)
    if not report.good:
        raise click.exceptions.Exit(FAILED)
