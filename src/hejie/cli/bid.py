"""`hejie bid`: double-blind bidding between two parties over a file, outside of any case; and the audit of a marketplace's draws.

The file says for which currency bids are taken, and the commitment to the draw; later the sum, if there is one. Limits and seed
lie encrypted below HEJIE_HOME, never in the file, never on the command line.
"""

import json
import os
import re
import secrets
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import click

from hejie.cli.shell import FAILED, print_json, with_django

_FORM = "hejie-bidding"
_COMMITMENT = re.compile(r"[0-9a-f]{64}")


@click.group()
def bid() -> None:
    """Settle a sum by sealed bids: each side seals a limit, and only where the two meet does a sum come out.

    The buyer seals the least that he takes, the seller the most that he gives. Nothing else is ever told: not who has sealed,
    not what, not why nothing came of it.

    \b
    Example:
      hejie bid open gap.json --currency CNY
      hejie bid seal gap.json --as buyer
      hejie bid seal gap.json --as seller
      hejie bid settle gap.json
    """


@bid.command("open")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--currency", required=True, help="ISO 4217, as CNY.")
@click.option("--step", default="", metavar="SUM", help="Round what comes out to this; without it, to the minor unit.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def open_(file: Path, currency: str, step: str, as_json: bool) -> None:
    """Open a bidding and write FILE; its draw is committed to before anybody bids.

    \b
    Example:
      hejie bid open gap.json --currency CNY --step 0.50
    """
    from hejie.adapters import sealed
    from hejie.domain.settlement import bids

    _exponent(currency)
    grid = _minor(step, currency) if step else 1
    if grid < 1:
        raise click.UsageError("--step must be more than nothing.")
    if file.exists():
        raise click.UsageError(f"{file} is there already; choose another name.")
    name, seed = secrets.token_hex(8), secrets.token_bytes(bids.SEED_BYTES)
    about = _about(name, currency, grid)
    commitment = bids.commitment(about, seed)
    sealed.open_bidding(_home(), commitment, about, seed)
    document = {
        "form": _FORM,
        "v": 1,
        "id": name,
        "currency": currency,
        "step": grid,
        "commitment": commitment,
        "state": "open",
    }
    try:
        _write(file, document)
    except OSError as fault:
        sealed.destroy(_home(), commitment)
        raise click.UsageError(f"{file}: {fault.strerror or fault}") from None
    if as_json:
        print_json(document)
    else:
        click.echo(f"Opened. Commitment to the draw: {commitment}")


@bid.command("seal")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--as", "side", type=click.Choice(["buyer", "seller"]), required=True, help="For which side.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def seal(file: Path, side: str, as_json: bool) -> None:
    """Seal the limit of one side, once. It is asked for without being shown, or read from standard input.

    \b
    Examples:
      hejie bid seal gap.json --as buyer
      hejie bid seal gap.json --as seller < limit.txt
    """
    from hejie.adapters import sealed

    document = _open_document(file)
    minor = _minor(_asked(side, document["currency"]), document["currency"])
    new = sealed.Bid(minor, time.time_ns() // 1_000_000, False, secrets.token_bytes(32), side)
    try:
        about, _seed = sealed.drawn(_home(), document["commitment"])
        if about != _about_of(document):
            raise click.ClickException(_CHANGED)
        kept = sealed.seal(_home(), document["commitment"], side, new)
    except sealed.Gone:
        raise click.ClickException(_GONE) from None
    if kept is not new:
        raise click.ClickException(f"The {side} has sealed a bid here; it stays as it is.")
    print_json({"sealed": True, "as": side}) if as_json else click.echo("Sealed. Nobody sees it.")


@bid.command("settle")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def settle(file: Path, as_json: bool) -> None:
    """Print the sum, or nothing. With a sum, limits and seed are destroyed and FILE holds it.

    \b
    Example:
      hejie bid settle gap.json
    """
    from hejie.domain.kernel.money import Money, format_decimal

    document = _document(file)
    minor = document.get("minor")
    if document["state"] == "open":
        minor = _met(document)
        if minor is not None:
            document |= {"state": "settled", "minor": minor}
            _write(file, document)
    _destroy_settled(document)
    if as_json:
        print_json({"minor": minor, "currency": document["currency"]})
    elif minor is not None:
        click.echo(f"{format_decimal(Money(minor, document['currency']))} {document['currency']}")


@bid.command("end")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def end(file: Path, as_json: bool) -> None:
    """End a bidding without a result; all that was sealed is destroyed unread.

    \b
    Example:
      hejie bid end gap.json
    """
    from hejie.adapters import sealed

    document = _document(file)
    if document["state"] == "open":
        sealed.destroy(_home(), document["commitment"])
        document["state"] = "ended"
        _write(file, document)
    print_json({"state": document["state"]}) if as_json else click.echo("Ended.")


@bid.command("audit")
@click.option("--market", default="", help="Of which marketplace; without it, of each.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_django
def audit(market: str, as_json: bool) -> None:
    """Say how the draws of sealed bids were spread. Nothing is said before there are thirty. Ends with 1 on alarm.

    \b
    Example:
      hejie bid audit --json
    """
    from hejie.conf import context
    from hejie.store.models import Marketplace
    from hejie.usecases import bidding

    slugs = sorted(Marketplace.objects.values_list("pk", flat=True))
    if market and market not in slugs:
        raise click.UsageError(f"There is no marketplace {market}.")
    alarm = False
    for slug in [market] if market else slugs:
        found = bidding.audit(context.for_worker(slug))
        alarm = alarm or found.alarm
        if as_json:
            print_json({"market": slug, **asdict(found)})
        elif not found.published:
            click.echo(f"{slug}: fewer than thirty draws")
        else:
            click.echo(f"{slug}: {found.draws} draws by tenths {' '.join(map(str, found.tenths))}, p {found.p:.3f}")
            for one in found.leanings:
                click.echo(f"  {one.of}: mean place {one.mean:.3f}, expected 0.500, z {one.z:+.2f}")
            if found.alarm:
                click.echo("  ALARM: these are not the draws that were promised.")
    if alarm:
        raise click.exceptions.Exit(FAILED)


_GONE = "What was sealed is not on this machine any more, or never was: look at HEJIE_HOME. It is void; open another bidding."


_CHANGED = "The file does not say what it said when it was opened; nothing is done."


def _about(name: str, currency: str, step: int) -> str:
    """What a bidding over a file is about, which its commitment holds fast: name, currency, step."""
    from hejie.adapters import sealed

    return f"{sealed.FILES}{name}:{currency}:{step}"


def _about_of(document: dict) -> str:
    return _about(document["id"], document["currency"], document["step"])


def _met(document: dict) -> int | None:
    """The sum, or None where the bids do not meet or one is missing."""
    from hejie.adapters import sealed
    from hejie.domain.settlement import bids

    try:
        about, seed = sealed.drawn(_home(), document["commitment"])
        buyer, seller = (sealed.bid(_home(), document["commitment"], side) for side in ("buyer", "seller"))
    except sealed.Gone:
        raise click.ClickException(_GONE) from None
    if about != _about_of(document) or bids.commitment(about, seed) != document["commitment"]:
        raise click.ClickException(_CHANGED)
    if buyer is None or seller is None:
        return None
    share = bids.draw(seed, bids.share_of(bids.earlier(buyer.at_ms, seller.at_ms)))
    return bids.settle(buyer.minor, seller.minor, share, document["step"])


def _destroy_settled(document: dict) -> None:
    from hejie.adapters import sealed

    if document["state"] == "settled":
        sealed.destroy(_home(), document["commitment"])


def _asked(side: str, currency: str) -> str:
    if sys.stdin.isatty():
        least = "Least that you take" if side == "buyer" else "Most that you give"
        return click.prompt(f"{least}, in {currency}", hide_input=True, err=True)
    return sys.stdin.readline()


def _minor(written: str, currency: str) -> int:
    """Minor units of an amount in digits. What was written is never told again."""
    from hejie.domain.kernel.money import parse_decimal
    from hejie.domain.kernel.refusal import Refusal

    try:
        minor = parse_decimal(written.strip(), currency).minor
    except Refusal:
        minor = -1
    if minor < 0:
        raise click.UsageError(f"That is no sum in {currency}; write digits, with a point before decimals.")
    return minor


def _exponent(currency: str) -> None:
    from hejie.domain.kernel.money import EXPONENTS

    if currency not in EXPONENTS:
        raise click.UsageError(f"{currency[:20]} is no currency of ISO 4217.")


def _document(file: Path) -> dict:
    try:
        found = json.loads(file.read_text("utf-8"))
        fits = found["form"] == _FORM and found["v"] == 1 and _COMMITMENT.fullmatch(found["commitment"])
        _exponent(found["currency"])
        fits = (
            fits and found["state"] in ("open", "settled", "ended") and type(found["step"]) is int and found["step"] > 0
        ) and isinstance(found["id"], str)
    except OSError as fault:
        raise click.UsageError(f"{file}: {fault.strerror or fault}") from None
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise click.UsageError(f"{file} was not written by `hejie bid open`.")
    return found


def _open_document(file: Path) -> dict:
    document = _document(file)
    if document["state"] != "open":
        raise click.ClickException("This bidding is over.")
    return document


def _write(file: Path, document: dict) -> None:
    """The file whole or as it was."""
    handle, draft = tempfile.mkstemp(dir=file.absolute().parent, prefix=".bidding-")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(document, out, indent=1)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, file)


def _home() -> Path:
    from hejie.conf import environment

    return environment.home()
