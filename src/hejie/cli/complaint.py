"""`hejie complaint`: complaints from the command line, as one of the marketplace's own people."""

from pathlib import Path

import click

from hejie.cli.acting import JSON, MARKET, context, key
from hejie.cli.shell import print_json, with_django

OUTCOMES = ("upheld", "partly", "not_upheld")
ROOMS = ("complaint", "word", "desk")
_AS = click.option(
    "--as", "email", default="", help="Address of the operator or agent who acts; default: the first operator."
)


@click.group()
def complaint() -> None:
    """Take complaints in, look into them, answer and close them.

    \b
    Example:
      hejie complaint take-in letter.eml --about platform --as anna@example.org
      hejie complaint answer abcdefghijklmnop upheld "We are sorry." --as anna@example.org
    """


@complaint.command("list")
@click.option(
    "--show", type=click.Choice(("open", "late", "mine")), default=None, help="Nobody named yet; late; one's own."
)
@_AS
@MARKET
@JSON
@with_django
def listed(show: str | None, email: str, slug: str, as_json: bool) -> None:
    """List complaints, the newest first.

    \b
    Example: hejie complaint list --show late --json
    """
    from hejie.domain.kernel import clock
    from hejie.usecases import complaints

    ctx, after, more = _acting(email, slug), "", True
    while more:
        rows, after, texts, names = complaints.listed(ctx, show or "", after)
        more = bool(after)
        for row in rows:
            text = " ".join(texts.get(row["text_ref"], "").split())
            received = clock.text(clock.from_milliseconds(row["received_ms"]))
            told = {name: row[name] for name in ("id", "status", "channel", "against", "whom", "handler")}
            told |= {"late": bool(row["escalated"]), "received_at": received, "text": text}
            if as_json:
                print_json(told)
            else:
                about = names.get(row["whom"], "") or row["whom"]
                click.echo(
                    f"{row['id']}  {row['status']:9}  {received[:10]}  {row['channel']:9}  {about:24.24}  {text[:60]}"
                )


@complaint.command("show")
@click.argument("name", metavar="COMPLAINT")
@_AS
@MARKET
@JSON
@with_django
def show(name: str, email: str, slug: str, as_json: bool) -> None:
    """Show one complaint with all that stands in it.

    \b
    Example: hejie complaint show abcdefghijklmnop
    """
    from hejie.domain.kernel import clock
    from hejie.usecases import complaints

    view = complaints.read(_acting(email, slug), name)
    state, turn = view.state, view.turn
    items = [
        {"id": item.id, "what": item.what, "side": item.side, "at": item.at, "internal": item.internal, "text": view.text(item.text)}
        for item in view.items
    ]  # fmt: skip
    told = {
        "id": state.id, "status": state.status, "channel": state.channel, "against": state.against, "whom": state.whom,
        "handler": state.handler, "outcome": state.outcome, "satisfied": state.satisfied, "received_at": state.received_at,
        "turn": turn.who if turn else "", "until": clock.text(turn.until) if turn else "",
        "contact": view.text(state.contact), "subject": view.text(state.subject), "text": view.text(state.text), "items": items,
    }  # fmt: skip
    if as_json:
        print_json(told)
        return
    for part, value in told.items():
        if part not in ("items", "text") and value:
            click.echo(f"{part}: {value}")
    click.echo(f"\n{told['text']}")
    for item in items:
        click.echo(
            f"\n{item['at']}  {item['side']}  {item['what']}{'  (internal)' if item['internal'] else ''}\n{item['text']}".rstrip()
        )


@complaint.command("take-in")
@click.argument("letter", metavar="FILE.eml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--about", required=True, help="platform, shop:ID, agent:ID or neutral:ID.")
@click.option("--order", default="", help="Root of the order that it touches.")
@_AS
@MARKET
@JSON
@with_django
def take_in(letter: Path, about: str, order: str, email: str, slug: str, as_json: bool) -> None:
    """Take in an e-mail file with what is attached; prints the complaint's id, of the first where it came before.

    \b
    Example: hejie complaint take-in letter.eml --about shop:sabcdefghijkl --as anna@example.org
    """
    from hejie.domain.kernel.refusal import Refusal
    from hejie.usecases import complaint_intake

    role, _colon, whom = about.partition(":")
    if role not in ("platform", "shop", "agent", "neutral") or (role == "platform") == bool(whom):
        raise click.UsageError("--about is platform, or shop, agent or neutral with an id, as in shop:sabcdefghijkl.")
    against = "service" if role in ("platform", "shop") else "person"
    try:
        content = letter.read_bytes()
    except OSError as fault:
        raise click.UsageError(f"{letter} cannot be read: {fault.strerror}.") from None
    new = True
    try:
        ctx = _acting(email, slug)
        told = complaint_intake.take_letter(ctx, content, against=against, whom=whom, role=role, order=order, key=key())
        name = told.created["complaint"]
    except Refusal as refusal:
        if refusal.code != "complaint_exists":
            raise
        name, new = refusal.facts["complaint"], False
    if as_json:
        print_json({"complaint": name, "new": new})
    else:
        click.echo(name if new else f"{name} (it came before)")


@complaint.command("assign")
@click.argument("name", metavar="COMPLAINT")
@click.argument("handler", metavar="EMAIL")
@_AS
@MARKET
@with_django
def assign(name: str, handler: str, email: str, slug: str) -> None:
    """Name who handles it: an operator or agent who has no part in it.

    \b
    Example: hejie complaint assign abcdefghijklmnop bo@example.org
    """
    from hejie.cli.people import find_person
    from hejie.usecases import complaints

    complaints.assign(_acting(email, slug), name, find_person(handler, slug).pk, key=key())


@complaint.command("ask")
@click.argument("name", metavar="COMPLAINT")
@_AS
@MARKET
@with_django
def ask(name: str, email: str, slug: str) -> None:
    """Ask whoever it is about for his word.

    \b
    Example: hejie complaint ask abcdefghijklmnop
    """
    from hejie.domain.complaints import commands

    _act(commands.AskForWord(name), email, slug)


@complaint.command("note")
@click.argument("name", metavar="COMPLAINT")
@click.argument("text")
@_AS
@MARKET
@with_django
def note(name: str, text: str, email: str, slug: str) -> None:
    """Keep an internal note, which neither the complainant nor whoever it is about reads.

    \b
    Example: hejie complaint note abcdefghijklmnop "Third time this month."
    """
    from hejie.domain.complaints import commands

    _act(commands.NoteOnComplaint(name, text), email, slug)


@complaint.command("answer")
@click.argument("name", metavar="COMPLAINT")
@click.argument("outcome", type=click.Choice(OUTCOMES))
@click.argument("text")
@_AS
@MARKET
@with_django
def answer(name: str, outcome: str, text: str, email: str, slug: str) -> None:
    """Answer it.

    \b
    Example: hejie complaint answer abcdefghijklmnop partly "You are right about the wait."
    """
    from hejie.domain.complaints import commands

    _act(commands.AnswerComplaint(name, outcome, text), email, slug)


@complaint.command("close")
@click.argument("name", metavar="COMPLAINT")
@click.argument("how", type=click.Choice(("satisfied", "not-satisfied", "withdrawn")))
@click.argument("text", default="")
@_AS
@MARKET
@with_django
def close(name: str, how: str, text: str, email: str, slug: str) -> None:
    """Write down the last word of a complainant who has no pages here, by which it closes; one who has says it himself.

    \b
    Example: hejie complaint close abcdefghijklmnop satisfied "She thanks us, by telephone."
    """
    from hejie.domain.complaints import commands

    command = (
        commands.WithdrawComplaint(name, text)
        if how == "withdrawn"
        else commands.RateAnswer(name, how == "satisfied", text)
    )
    _act(command, email, slug)


@complaint.command("file")
@click.argument("name", metavar="COMPLAINT")
@click.option("--room", type=click.Choice(ROOMS), default="complaint", show_default=True, help="Which of its records.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP to write.")
@click.option("--language", type=click.Choice(("zh", "en", "ru")), default=None, help="Of the PDF; default: one's own.")
@_AS
@MARKET
@with_django
def file(name: str, room: str, out: Path, language: str | None, email: str, slug: str) -> None:
    """Write a record of it as a file that proves itself (`hejie verify FILE.zip`).

    \b
    Example: hejie complaint file abcdefghijklmnop --room desk --out notes.zip
    """
    from hejie.usecases import own_dossiers

    try:
        own_dossiers.to_file(own_dossiers.of_complaint(_acting(email, slug), name, room, language=language or ""), out)
    except OSError as fault:
        raise click.UsageError(f"{out} cannot be written: {fault.strerror}.") from None
    click.echo(out)


@complaint.command("hold")
@click.argument("name", metavar="COMPLAINT")
@click.argument("reason")
@_AS
@MARKET
@with_django
def hold(name: str, reason: str, email: str, slug: str) -> None:
    """Put it under a legal hold: nothing of it is erased until the hold is lifted. The complainant reads the reason.

    \b
    Example: hejie complaint hold abcdefghijklmnop "The court of Harbour asks, 7 C 12/26."
    """
    from hejie.usecases import legal_holds

    legal_holds.hold_complaint(_acting(email, slug), legal_holds.SetComplaintHold(name, reason), key=key())


@complaint.command("let-go")
@click.argument("name", metavar="COMPLAINT")
@click.argument("reason")
@_AS
@MARKET
@with_django
def let_go(name: str, reason: str, email: str, slug: str) -> None:
    """Lift its legal hold, with a reason that the complainant reads. `hejie retention --holds` lists what is held.

    \b
    Example: hejie complaint let-go abcdefghijklmnop "The file came back."
    """
    from hejie.usecases import legal_holds

    legal_holds.let_complaint_go(_acting(email, slug), legal_holds.LiftComplaintHold(name, reason), key=key())


def _act(command: object, email: str, slug: str) -> None:
    from hejie.usecases import complaints

    complaints.act(_acting(email, slug), command, key=key())


def _acting(email: str, slug: str):
    """The context of an operator or agent of the marketplace, as whom the command acts."""
    from hejie.cli.people import find_person
    from hejie.conf.context import for_cli
    from hejie.store import complaint_people

    if email:
        person = find_person(email, slug)
        if person.pk not in complaint_people.handlers(person.marketplace_id):
            raise click.ClickException(f"{email} is neither operator nor agent of the marketplace.")
        own = set(person.memberships.filter(seller=None).values_list("role", flat=True))
        return for_cli(person.marketplace_id, person, "operator" if "operator" in own else "agent")
    return context("", slug)
