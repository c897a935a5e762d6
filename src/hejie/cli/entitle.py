"""`hejie entitle`: what is due, from facts in JSON (contract: entitle)."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO

import click

from hejie.cli.shell import FAILED

LANGUAGES = ("zh", "en", "ru")
MOST_BYTES = 1_000_000


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-", metavar="[FILE|-]")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of the answer.")
@click.option("--jsonl", is_flag=True, help="One JSON object a line, one answer a line.")
@click.option("--policy", default="", metavar="NAME", help="A platform's policy beside the law, such as taobao.")
@click.option("--proof", is_flag=True, help="Add the proof tree of each remedy.")
@click.option(
    "--explain", default="", metavar="ID", help="Print one rule with its source, history and tests, and nothing else."
)
def entitle(file: IO[str], lang: str, jsonl: bool, policy: str, proof: bool, explain: str) -> None:
    """Say what somebody is entitled to, from a JSON object of facts.

    Every fact is optional; what is not told is unknown, never false. The answer names all remedies side by side, each
    with its reasons.

    \b
    Examples:
      echo '{"jurisdiction": "CN", "buyer": "consumer", "seller": "business", "channel": "online", "problem": ["none"]}' | hejie entitle
      hejie entitle facts.jsonl --jsonl --lang zh
      hejie entitle --explain cn.cpl.25_1.no_reason_return
    """
    if explain:
        from hejie.rulebooks import law_shown

        click.echo(law_shown.explained(explain, lang))
        return
    bad = False
    for number, text in enumerate(_texts(file, jsonl), 1):
        bad = not _answered(text, number if jsonl else 0, lang, policy, proof) or bad
    if bad:
        raise click.exceptions.Exit(FAILED)


def _texts(file: IO[str], jsonl: bool) -> Iterator[str]:
    if not jsonl:
        yield file.read(MOST_BYTES + 1)
        return
    for line in file:
        if line.strip():
            yield line


def _answered(text: str, line: int, language: str, policy: str, proof: bool) -> bool:
    """Print one answer; a refusal goes to standard error, and in a stream of lines its place is kept by an object."""
    from hejie.adapters.refusal_texts import sentences
    from hejie.domain.entitlements import answer
    from hejie.domain.kernel.refusal import Refusal
    from hejie.usecases import entitling

    try:
        raw = _object(text)
        finding = entitling.find(raw, now=datetime.now(UTC), policy=policy)
    except Refusal as refusal:
        told = sentences(refusal, language)
        if line:
            refused = {"line": line, "code": refusal.code, "what": told.what, "why": told.why, "do": told.do}
            click.echo(json.dumps({"refused": refused}, ensure_ascii=False))
        else:
            click.echo(f"hejie: {told}", err=True)
        return False
    found = answer.said(finding, entitling.words(), language)
    if proof:
        found["proof"] = finding.proof
    if line or not sys.stdout.isatty():
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    return True


def _object(text: str) -> object:
    from hejie.domain.kernel.refusal import Refusal

    if len(text) > MOST_BYTES:
        raise Refusal("facts_not_object")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refusal("facts_not_object") from None
