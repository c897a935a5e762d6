"""`hejie procedure simulate`: closed cases played again under another procedure, and what would change."""

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from hejie.cli.shell import print_json, with_django

if TYPE_CHECKING:
    from hejie.domain.procedure.rulebook import Procedure
    from hejie.insight.simulate import Comparison
    from hejie.record.context import Context

MOST = 10_000
_SHOWN = 20
_WIDE, _LINE = 46, 100
ASSUMPTION = (
    "Taken for granted: people do what they did, as long after what happened last; who did nothing goes on doing "
    "nothing; how a neutral who is not on record would decide, nobody knows."
)
OUTCOMES = {
    "agreed": "agreed",
    "defaulted_buyer": "claim lapsed by silence",
    "defaulted_seller": "claim granted by silence",
    "decided_buyer": "decided for the buyer",
    "decided_seller": "decided for the seller",
    "decided_split": "decided in between",
    "withdrawn": "withdrawn",
    "appealed_upheld": "second look: decision stands",
    "appealed_changed": "second look: decision changed",
    "lapsed": "ended without result",
    "undecided": "a neutral would have to decide",
    "not_opened": "could not have been opened",
    "open": "would not have ended",
}
_SIDES = {"buyer": "buyer", "seller": "seller", "both": "both", "neutral": "neutral", "platform": "marketplace"}


@click.command()
@click.option("--with", "wanted", required=True, metavar="FILE|NAME", help="The procedure to try.")
@click.option("--market", "slug", default="", help="The marketplace's slug, where there are several.")
@click.option(
    "--cases", "which", multiple=True, metavar="N|ID", help=f"So many of the youngest (default: {MOST}), or these."
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only cases opened on this day (UTC) or later.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with every case whose result changes.")
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Draw it into a file as well."
)
@with_django
def simulate(
    wanted: str, slug: str, which: tuple[str, ...], since: datetime | None, as_json: bool, svg: Path | None
) -> None:
    """Play closed cases again under another procedure, and say what would change.

    NAME is a preset, such as standard, or a procedure of the marketplace's own. Nothing is changed and nothing is kept;
    texts that people wrote are not read.

    \b
    Examples:
      hejie procedure simulate --with my-market.yaml
      hejie procedure simulate --with taobao --since 2026-01-01 --cases 1000 --svg taobao.svg
    """
    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli
    from hejie.store import replays
    from hejie.usecases import simulations

    market = marketplace_of(slug)
    ctx = for_cli(market.pk)
    rules = _rules(ctx, wanted)
    number, ids = _cases(which)
    since_ms = int(since.replace(tzinfo=UTC).timestamp() * 1000) if since else 0
    of = len(ids) or min(number, replays.count(market.pk, since_ms=since_ms))
    streams = replays.of(market.pk, ids) if ids else replays.recorded(market.pk, since_ms=since_ms, most=number)
    with _bar(of) as bar:
        found = simulations.now(ctx, rules, streams, bar.update)
    if missing := [one for one in ids if one not in found.ids]:
        raise click.UsageError(f"No closed case of {market.slug}: {', '.join(missing)}.")
    if as_json:
        print_json(_as_object(rules, found))
    else:
        for line in _lines(rules, found, market.slug):
            click.echo(line)
    if svg:
        _written(svg, _drawn(found))


def _bar(of: int):
    """A bar on a terminal, nothing anywhere else."""
    hidden = not sys.stderr.isatty()
    return click.progressbar(length=max(of, 1), label="Playing cases", file=sys.stderr, hidden=hidden)


def _rules(ctx: "Context", wanted: str) -> "Procedure":
    """The procedure that is meant: of a file, or by its name."""
    from hejie.domain.kernel.refusal import Refusal
    from hejie.usecases import simulations

    place = Path(wanted)
    if place.is_dir():
        raise click.UsageError(f"{wanted} is a folder. Name one file, or a procedure.")
    if not place.is_file():
        return _named(ctx, wanted)
    try:
        return simulations.rules(ctx, text=_text(place))
    except Refusal as refusal:
        if refusal.code != "rulebook_wrong":
            raise
        at = f", line {refusal.facts['line']}" if refusal.facts["line"] else ""
        raise click.ClickException(f"{wanted}{at}: {refusal.facts['what']}") from None


def _named(ctx: "Context", wanted: str) -> "Procedure":
    from hejie.domain.kernel.refusal import Refusal
    from hejie.usecases import market_procedures, simulations

    name = wanted if wanted.startswith("procedures/") else f"procedures/{wanted}"
    try:
        return simulations.rules(ctx, name=name)
    except Refusal as refusal:
        if refusal.code != "procedure_unknown":
            raise
        known = ", ".join(one.id.removeprefix("procedures/") for one in market_procedures.choosable(ctx))
        raise click.UsageError(
            f"There is no file {wanted}, and no procedure of this name. There are: {known}."
        ) from None


def _text(place: Path) -> str:
    try:
        text = place.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.ClickException(f"{place} is not a text in UTF-8.") from None
    except OSError as fault:
        raise click.UsageError(f"{place} cannot be read: {fault.strerror}.") from None
    if not text.strip():
        raise click.ClickException(f"{place} is empty.")
    return text


def _cases(which: tuple[str, ...]) -> tuple[int, list[str]]:
    """How many, or which; ids may be divided by commas."""
    given = [part for one in which for part in one.split(",") if part]
    if not given:
        return MOST, []
    if len(given) == 1 and given[0].isdigit() and len(given[0]) < 9:
        return int(given[0]), []
    if any(one.isdigit() for one in given):
        raise click.UsageError("--cases takes one number, or ids of cases, not both.")
    return 0, list(dict.fromkeys(given))


def _lines(rules: "Procedure", found: "Comparison", market: str) -> Iterator[str]:
    yield f"{rules.id}, version {rules.version}, {rules.digest[:12]}"
    if not found.ids:
        yield f"{market} has no closed case to try it on."
        return
    numbers = found.summary()
    yield f"{numbers['cases']:,} closed cases of {market}; {numbers['changed']:,} would have another result"
    yield from _table("How they end", OUTCOMES, numbers["outcomes"])
    yield from _days(numbers["days"])
    yield from _table("Silences carried out, by who was silent", _SIDES, numbers["defaults"])
    yield from _money(numbers["to_buyer"])
    neutrals = numbers["neutrals"]
    yield from _table("Work", {}, {name: {"neutrals named": neutrals[name]} for name in ("before", "after")})
    yield from _moves(found)
    yield from _reasons("Acts left out, since the procedure does not let them be done", numbers["left_out"])
    yield from _reasons("Cases that could not have been opened", numbers["not_opened"])
    yield from _changes(found)
    yield ""
    yield from wrap(ASSUMPTION, _LINE)


def _table(title: str, words: Mapping[str, str], counted: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    before, after = counted["before"], counted["after"]
    names = [name for name in words if name in before or name in after]
    names += sorted((before.keys() | after.keys()) - set(names))
    yield ""
    yield f"{title:<{_WIDE}}{'before':>14}{'after':>14}"
    for name in names:
        yield f"  {words.get(name, name):<{_WIDE - 2}}{before.get(name, 0):>14,}{after.get(name, 0):>14,}"
    if not names:
        yield "  none"


def _days(days: Mapping) -> Iterator[str]:
    yield ""
    yield f"{'Days, of ' + format(days['compared'], ',') + ' cases that end both ways':<{_WIDE}}{'before':>14}{'after':>14}"
    for name, words in (("median", "half of them within"), ("p90", "nine of ten within"), ("longest", "the longest")):
        if days["compared"]:
            yield f"  {words:<{_WIDE - 2}}{days['before'][name]:>14,.1f}{days['after'][name]:>14,.1f}"


def _money(sums: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    yield ""
    yield f"{'Money to buyers, where it is known both ways':<{_WIDE}}{'before':>14}{'after':>14}"
    for currency in sorted(sums["before"].keys() | sums["after"].keys()):
        before, after = (_sum(sums[name].get(currency, 0), currency) for name in ("before", "after"))
        yield f"  {currency:<{_WIDE - 2}}{before:>14}{after:>14}"


def _sum(minor: int, currency: str) -> str:
    from hejie.domain.kernel.money import EXPONENTS

    digits = EXPONENTS[currency]
    return f"{minor // 10**digits:,}" + (f".{minor % 10**digits:0{digits}}" if digits else "")


def _moves(found: "Comparison") -> Iterator[str]:
    moves = [(many, pair) for pair, many in found.outcomes().items() if pair[0] != pair[1]]
    yield ""
    yield "What would end otherwise"
    for many, (before, after) in sorted(moves, key=lambda row: (-row[0], row[1])):
        yield f"  {many:>7,}  {_outcome(before)} → {_outcome(after)}"
    if not moves:
        yield "  nothing"


def _outcome(name: str) -> str:
    return OUTCOMES.get(name, name)


def _reasons(title: str, counted: Mapping[str, int]) -> Iterator[str]:
    from hejie.adapters.refusal_texts import sentences
    from hejie.domain.kernel.refusal import Refusal

    if not counted:
        return
    yield ""
    yield title
    for code, many in sorted(counted.items(), key=lambda row: (-row[1], row[0])):
        yield f"  {many:>7,}  {sentences(Refusal(code)).what} ({code})"


def _changes(found: "Comparison") -> Iterator[str]:
    changed = _changed(found)
    if not changed:
        return
    yield ""
    yield "Cases whose result would be another"
    for row in changed[:_SHOWN]:
        yield f"  {row['case']}  {_outcome(row['before'])} → {_outcome(row['after'])}"
    if len(changed) > _SHOWN:
        yield f"  and {len(changed) - _SHOWN:,} more; --json names all"


def _changed(found: "Comparison") -> list[dict]:
    changed = set(found.changed())
    rows = zip(found.ids, found.currencies, found.before, found.after, strict=True)
    return [
        {
            "case": case, "before": one.result, "after": other.result,
            "currency": currency, "to_buyer_before": one.to_buyer, "to_buyer_after": other.to_buyer,
            "refused": other.refused or None,
        }
        for case, currency, one, other in rows
        if case in changed
    ]  # fmt: skip


def _as_object(rules: "Procedure", found: "Comparison") -> dict:
    named = {"procedure": rules.id, "version": rules.version, "digest": rules.digest}
    return {**named, **found.summary(), "changes": _changed(found), "assumption": ASSUMPTION}


def _drawn(found: "Comparison") -> str:
    """All four drawings in one SVG that needs nothing else."""
    from hejie.insight import plots

    return plots.sheet(plots.of(found, OUTCOMES, _SIDES, _WORDS).values())


_WORDS = {
    "before": "before",
    "after": "after",
    "outcomes": "How cases end",
    "days": "How long they take",
    "per_cent": "per cent that have ended, by days from the opening",
    "defaults": "Who is silent until it counts",
    "moves": "What becomes of what",
    "rows": "rows: before; columns: after",
}


def _written(place: Path, text: str) -> None:
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise click.ClickException(f"{place} cannot be written: {fault.strerror}.") from None
