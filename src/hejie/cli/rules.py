"""`hejie rules`: read the law that is data, and prove it before anybody relies on it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from hejie.cli.shell import FAILED, print_json

if TYPE_CHECKING:
    from hejie.rulebooks.law_index import Line

LANGUAGES = ("zh", "en", "ru")


@click.group()
def rules() -> None:
    """List, show and check the rulebooks of law, promise and policy.

    \b
    Examples:
      hejie rules list --place cn --remedy withdrawal
      hejie rules show cn.cpl.25_1.no_reason_return
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
    if only and not report.rules and not report.broken:
        raise click.BadParameter(f"there is no book below {only!r}.", param_hint="--only")
    if as_json:
        print_json(report.as_object())
    else:
        for line in report.lines():
            click.echo(line)
    if not report.good:
        raise click.exceptions.Exit(FAILED)


@rules.command("list")
@click.option("--place", default="", metavar="NAME", help="A folder of the rulebooks, such as cn, eu or uk.")
@click.option("--book", default="", metavar="NAME", help="An instrument, such as cn/consumer-protection-law-2014.")
@click.option("--remedy", default="", metavar="NAME", help="Rules that speak of a remedy, such as withdrawal.")
@click.option("--words", default="", metavar="WORDS", help="Rules whose text, article or id holds all these words.")
@click.option("--stale", is_flag=True, help="Rules alone that nobody has reviewed for twelve months.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of the texts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_(place: str, book: str, remedy: str, words: str, stale: bool, lang: str, as_json: bool) -> None:
    """List rules as a table: id, kind, article, in force, verification, tests, review.

    \b
    Examples:
      hejie rules list --place cn --remedy withdrawal
      hejie rules list --words "seven days" --lang en
      hejie rules list --stale
    """
    from hejie.rulebooks import law_index

    index, today = law_index.index(), datetime.now(UTC).date()
    found = index.found(place=place, book=book, remedy=remedy, words=words)
    if stale:
        found = [one for one in found if one.stale(today)]
    for one in index.broken:
        click.echo(f"cannot be read: {one}", err=True)
    counts = law_index.counts()
    if as_json:
        for one in found:
            print_json(_as_object(one, lang) | {"tests": counts.get(one.rule.id, 0)})
        return
    head = ("rule", "kind", "article", "in force", "verified", "tests", "reviewed")
    rows = [head, *(_row(one, counts.get(one.rule.id, 0)) for one in found)]
    widths = [max(len(row[at]) for row in rows) for at in range(7)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    click.echo(f"{len(found)} rules")


@rules.command()
@click.argument("rule", metavar="ID")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of the texts.")
def show(rule: str, lang: str) -> None:
    """Show one rule in plain words: conditions, what follows, source, history, tests, and how well they hold it.

    \b
    Example:
      hejie rules show cn.cpl.25_1.no_reason_return --lang zh
    """
    from hejie.rulebooks import law_index

    for text in _told(law_index.index().line(rule), lang):
        click.echo(text)


def _row(one: "Line", tests: int) -> tuple[str, ...]:
    start, end = one.rule.valid.shown()
    force = f"{start or '…'} – {end or '…'}"
    return (
        one.rule.id,
        one.rule.kind,
        one.rule.article,
        force,
        one.rule.verification,
        str(tests),
        one.rule.reviewed,
    )


def _as_object(one: "Line", language: str) -> dict:
    start, end = one.rule.valid.shown()
    return {
        "rule": one.rule.id, "book": one.book, "kind": one.rule.kind, "layer": one.rule.layer, "article": one.rule.article,
        "from": start, "to": end, "remedies": list(one.remedies), "text": one.rule.text[language], "source": one.rule.source,
        "verification": one.rule.verification, "reviewed": one.rule.reviewed,
        "follows": one.rule.follows or None, "followed_by": list(one.later),
    }  # fmt: skip


def _told(one: "Line", language: str) -> Iterator[str]:
    from hejie.domain.entitlements.answer import cite
    from hejie.rulebooks import law_index, law_words

    rule, teller = one.rule, law_index.teller(one, language)
    start, end = rule.valid.shown()
    yield f"{rule.id}: {teller.name('kinds', rule.kind)}, {teller.name('layers', rule.layer)}"
    yield f"  {cite(rule, language)}"
    yield f"  {rule.text[language]}"
    yield f"  source: {rule.source} ({teller.name('verification', rule.verification)})"
    if rule.compared:
        yield f"  compared: {rule.compared}"
    yield f"  in force: {start or '…'} to {end or '…'}, by the day of {rule.by}; reviewed {rule.reviewed}; book {one.book}"
    for word, others in (("follows", [rule.follows]), ("followed by", one.later), ("replaces", rule.replaces)):
        if any(others):
            yield f"  {word}: {', '.join(others)}"
    yield from teller.condition(one.written["if"]).lines(1)
    if "in_time" in one.written:
        yield f"  {teller.word('within', clock=teller.clock(one.written['in_time']))}"
    for text in teller.follows(rule.kind, one.written.get("then") or {}):
        yield f"  → {text}"
    if rule.unless:
        yield f"  {teller.word('unless')} {', '.join(rule.unless)}"
    if rule.contested:
        yield f"  contested: {rule.contested[language]}"
    noticed, tried = law_index.coverage(one)
    tests = law_index.tests_of(one)
    yield f"  tests: {len(tests)}; of {tried} changes to the rule they notice {noticed}"
    for test in tests:
        yield f"    {test.file} line {test.line}: {'; '.join(law_words.expected(teller, test.gives))}"
