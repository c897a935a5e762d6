"""`hejie person` and `hejie retention`: a person's own data, forgetting, and what goes because its time is over."""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import click

from hejie.cli.people import find_person, marketplace_of
from hejie.cli.shell import print_json, with_django

_MARKET = click.option("--market", "slug", default="", help="The marketplace's slug, where there are several.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")


@click.group()
def person() -> None:
    """Give somebody all that is kept of him, or forget him.

    \b
    Example:
      hejie person export lin@example.org --out lin.zip
      hejie person erase lin@example.org --reason "asked by letter of 3 May"
    """


@person.command("export")
@click.argument("email")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP to write.")
@_MARKET
@with_django
def export(email: str, out: Path, slug: str) -> None:
    """Write everything that is kept of a person into one ZIP, readable by its owner alone.

    \b
    Example: hejie person export lin@example.org --out lin.zip
    """
    from hejie.conf.context import now
    from hejie.usecases.people import own_data

    one = find_person(email, slug)
    draft = out.with_name(f".{out.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            for piece in own_data.pieces(one, now()):
                target.write(piece)
        draft.replace(out)
    except OSError as fault:
        raise click.ClickException(f"{out} cannot be written ({fault.strerror}).") from None
    finally:
        with suppress(OSError):
            draft.unlink()
    click.echo(out)


@person.command("erase")
@click.argument("email")
@click.option("--reason", required=True, help="By what right; kept with the request, without naming anybody.")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; say what would go and what stays.")
@_MARKET
@_JSON
@with_django
def erase(email: str, reason: str, only_check: bool, slug: str, as_json: bool) -> None:
    """Forget a person: his account, and what he wrote as a buyer in cases that are over. It cannot be undone.

    What stays, and why, is listed; the worker erases it as soon as it may.

    \b
    Example:
      hejie person erase lin@example.org --reason "asked by letter" --check
      hejie person erase lin@example.org --reason "asked by letter"
    """
    from hejie.conf.context import for_cli
    from hejie.usecases.people import erasure_requests, forgetting

    one = find_person(email, slug)
    ctx = for_cli(one.marketplace_id)
    plan = forgetting.plan(one, ctx.now) if only_check else None
    told = plan.told() if plan else erasure_requests.forget_now(ctx, one, reason).outcome
    if as_json:
        print_json({"person": one.pk, "done": not only_check, **told})
        return
    verb = "would go" if only_check else "gone"
    account = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in told["account"].items() if count)
    click.echo(f"{verb}: the account of {one.pk}{f' with {account}' if account else ''}")
    click.echo(f"{verb}: {told['contents']} texts and files in {told['cases']} cases and {told['orders']} orders")
    for row in told["stays"]:
        papers = f"{row['papers']} questions, complaints and deals" if row.get("papers") else ""
        place = row["case"] or papers or f"{row['orders']} orders without a case"
        why = "not over" if row.get("orders") and row["why"] == "open" else _WHY[row["why"]]
        click.echo(f"stays: {row['count']} in {place} ({why}{f' until {until}' if (until := row['until']) else ''})")
    if told["written_for_others"]:
        click.echo(
            f"stays: what was written for a shop or the marketplace, in up to {told['written_for_others']} cases"
        )


@person.command("put-off")
@click.argument("email")
@click.option("--reason", required=True, help="Why it takes longer; the person reads it.")
@_MARKET
@_JSON
@with_django
def put_off(email: str, reason: str, slug: str, as_json: bool) -> None:
    """Put off the answer to a person's request to be forgotten, once and before its day, where the law allows it.

    \b
    Example: hejie person put-off lin@example.org --reason "Forty cases have to be looked through."
    """
    from hejie.conf.context import for_cli
    from hejie.domain.kernel import clock
    from hejie.usecases.people import erasure_times

    one = find_person(email, slug)
    made = erasure_times.put_off_now(for_cli(one.marketplace_id), one, reason)
    until = clock.text(clock.cut(made.due_at))
    if as_json:
        print_json({"request": made.pk, "person": one.pk, "until": until})
    else:
        click.echo(f"{made.pk}: to be answered by {until}; the person is told")


def _what(one: object) -> dict:
    """What a legal hold is on."""
    if one.complaint:
        return {"complaint": one.complaint}
    return {"case": one.case} if one.case else {"order": one.order}


_WHY = {
    "open": "the case is not over",
    "hold": "legal hold",
    "law": "the law has it kept",
    "both": "the text of an agreement is the other side's as well",
}


@click.command()
@click.option("--check", "only_check", is_flag=True, help="List what goes now or soon; this is what it does anyway.")
@click.option("--days", type=click.IntRange(0, 3660), default=90, show_default=True, help="How far ahead.")
@click.option("--years", type=click.IntRange(0), default=None, help="Keep closed cases so long; 0: as the rule says.")
@click.option("--holds", is_flag=True, help="List legal holds instead.")
@_MARKET
@_JSON
@with_django
def retention(only_check: bool, days: int, years: int | None, holds: bool, slug: str, as_json: bool) -> None:
    """Say what the worker will erase because its time is over, by which law; or keep closed cases longer.

    \b
    Example:
      hejie retention --check --days 365
      hejie retention --years 5
      hejie retention --holds
    """
    from hejie.conf.context import for_cli
    from hejie.domain.kernel import clock
    from hejie.usecases import order_keeping, paper_keeping, shop_paper_keeping
    from hejie.usecases import retention as use

    ctx = for_cli(marketplace_of(slug).pk)
    if years is not None:
        use.keep_longer(ctx, years)
    kept = use.own(ctx)
    if holds:
        rows = [
            {**_what(one), "since": clock.text(one.since), **({"covers": one.covers} if one.covers else {})}
            for one in use.holds(ctx)
        ]
    else:
        found = use.coming(ctx, within=timedelta(days=days), most=10_000)
        rows = (
            [
                {"case": one.case, "goes": clock.text(clock.cut(one.ends_at)), "law": one.law, "held": one.held}
                for one in found
            ]
            + [
                {
                    "order": one.external_id,
                    "goes": clock.text(clock.cut(one.ends_at)),
                    "law": one.law,
                    "contents": one.count,
                    "held": one.held,
                }
                for one in order_keeping.coming(ctx, within=timedelta(days=days), most=10_000)
            ]
            + [
                {
                    "stream": one.root,
                    "goes": clock.text(clock.cut(one.ends_at)),
                    "contents": one.count,
                    "held": one.held,
                }
                for keeping in (paper_keeping, shop_paper_keeping)
                for one in keeping.coming(ctx, within=timedelta(days=days), most=10_000)
            ]
        )
    if as_json:
        for row in rows:
            print_json(row)
        return
    click.echo(f"Closed cases are kept for {kept.whole} years ({kept.rule.law}: {kept.rule.says['en']})")
    for row in rows:
        held = "  legal hold: stays" if row.get("held") else ""
        name = (
            row.get("case")
            or row.get("stream")
            or (f"complaint {row['complaint']}" if "complaint" in row else f"order {row['order']}")
        )
        click.echo(f"{name}  {row.get('goes') or row['since']}{held}")
    if not rows:
        click.echo("no legal hold" if holds else f"nothing goes within {days} days")
