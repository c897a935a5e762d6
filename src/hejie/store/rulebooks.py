"""Texts of rulebooks that cases have pinned, kept in the database so that a case outlives a changed file."""

from functools import lru_cache

from django.db import connection, transaction

from hejie.domain.burden.book import BurdenBook
from hejie.domain.entitlements.policies.model import Policy
from hejie.domain.kernel.calendars import Calendar
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.rulebooks import burdens, calendars, procedures, return_policies, sanctions, vetting
from hejie.rulebooks.vetting import Policy as VettingPolicy
from hejie.store.statements import Sheaf


def keep(cursor, rulebook: str, digest: str) -> None:
    """Keep the text in force when a case pins it; once for each digest, and sent once by each connection."""
    sent = _sent_by(cursor.db)
    if digest in sent or rulebook not in procedures.names() or procedures.load(rulebook).digest != digest:
        return  # a marketplace's own was kept when it was installed
    keep_text(cursor, procedures.load(rulebook), procedures.text(rulebook))
    once_committed = cursor.once_committed if isinstance(cursor, Sheaf) else transaction.on_commit
    once_committed(lambda: sent.add(digest))


def keep_text(cursor, procedure: Procedure, text: str) -> None:
    """Keep a procedure with the digests of what it asks (`procedures.pinned`), and its calendars and burden book.

    These are in force.
    """
    _put(cursor, procedure.digest, procedure.id, text)
    _put(cursor, procedure.burdens.digest, procedure.burdens.id, burdens.text(procedure.burdens.id))
    for name, pinned in procedure.calendars.items():
        _put(cursor, pinned, name, calendars.text(name))


def keep_calendar(name: str) -> None:
    """Keep the calendar in force under this id, by which something is counted anew."""
    with connection.cursor() as cursor:
        _put(cursor, calendars.load(name).digest, name, calendars.text(name))


def keep_policy(cursor, policy: str, digest: str) -> None:
    """Keep the text of the sanction policy in force when something is counted by it, once for each digest."""
    if sanctions.load(policy).digest == digest:
        _put(cursor, digest, policy, sanctions.text(policy))


def keep_return_policy(policy: Policy, text: str) -> None:
    """Keep a text of an after-sales policy, once for each digest."""
    with connection.cursor() as cursor:
        _put(cursor, policy.digest, "return-policy", text)


def return_policy(digest: str) -> Policy | None:
    """The after-sales policy with this digest; None where no such text is kept."""
    text = _text("return-policy", digest)
    return return_policies.parse(text) if text else None


def keep_vetting(policy: VettingPolicy, text: str) -> None:
    """Keep a text of what a marketplace asks of its shops, once for each digest."""
    with connection.cursor() as cursor:
        _put(cursor, policy.digest, policy.id, text)


def vetting_text(digest: str, name: str) -> str:
    """The text of such a policy; "" where none is kept."""
    return _text(name, digest)


def _put(cursor, digest: str, rulebook: str, text: str) -> None:
    cursor.execute(
        "INSERT INTO rulebook (digest, id, text) VALUES (%s, %s, %s) ON CONFLICT (digest) DO NOTHING",
        (digest, rulebook, text),
    )


_emptied = 0


def forget() -> None:
    """Take nothing for kept any more; for whoever has emptied the database."""
    global _emptied
    _emptied += 1


def _sent_by(database) -> set[str]:
    """Digests that a connection has kept in a transaction that stands; no connection outlives its database."""
    here = (database.connection, _emptied)
    known, sent = vars(database).get("rulebooks_sent", (None, None))
    if known != here:
        sent = set()
        database.rulebooks_sent = (here, sent)
    return sent


def procedure(rulebook: str, digest: str = "") -> Procedure:
    """The procedure in force, or with a digest the text that was pinned, from file or database. Refuses procedure_unknown."""
    try:
        return procedures.load(rulebook, digest)
    except Refusal:
        if not digest:
            raise
    return _kept(rulebook, digest)


def calendar(name: str, digest: str = "") -> Calendar:
    """The calendar in force, or with a digest the one that was pinned, from file or database. Refuses calendar_unknown."""
    try:
        return calendars.load(name, digest)
    except Refusal:
        text = _text(name, digest) if digest else ""
        if not text:
            raise
        return calendars.parse(text)


def burden_book(name: str, digest: str = "") -> BurdenBook:
    """The burden book in force, or with a digest the one that was pinned, from file or database. Refuses burdens_unknown."""
    try:
        return burdens.load(name, digest)
    except Refusal:
        text = _text(name, digest) if digest else ""
        if not text:
            raise
        return burdens.parse(text)


@lru_cache(maxsize=256)
def _kept(rulebook: str, digest: str) -> Procedure:
    text = _text(rulebook, digest)
    if not text:
        raise Refusal("procedure_unknown", procedure=rulebook, digest=digest)
    return procedures.parse(text, find=calendar, find_burdens=burden_book, kept=True)


def _text(rulebook: str, digest: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM rulebook WHERE digest = %s AND id = %s", (digest, rulebook))
        row = cursor.fetchone()
    return row[0] if row else ""


def faults() -> list[str]:
    """Which of the kept texts are not what their digest says, as sentences; none when all are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, id, text FROM rulebook ORDER BY id, digest")
        rows = cursor.fetchall()
    return [
        f"the text of {name} with digest {digest[:16]}… is another"
        for digest, name, text in rows
        if not _is(digest, name, text)
    ]


def _is(digest: str, name: str, text: str) -> bool:
    """Whether any of the readers of rulebooks takes the text, and finds this digest and this name."""
    for parse in _PARSERS:
        try:
            found = parse(text)
        except Exception:  # whatever a reader of other texts, or of a damaged one, says of it
            continue
        if found.digest == digest and name in (getattr(found, "id", ""), "return-policy"):
            return True
    return False


_PARSERS = (
    lambda text: procedures.parse(text, find=calendar, find_burdens=burden_book, kept=True),
    calendars.parse,
    burdens.parse,
    sanctions.parse,
    return_policies.parse,
    vetting.parse,
)
