"""Whether an installation is in order: one question after the other, each with what it found and how to mend it."""

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F, Q

from hejie.adapters import scanning, sealed, vault
from hejie.domain.kernel import clock
from hejie.record import sealing, signing
from hejie.rulebooks import opening_statement
from hejie.store import clocks, health, keyrings, seal_tokens
from hejie.store.models import ErasureRequest, Marketplace, Person
from hejie.usecases import bid_work, outages, recordkeeping

GOOD, WATCH, BAD = "good", "watch", "bad"
_LATE = timedelta(minutes=5)
_UNSEALED_TOO_LONG = timedelta(minutes=10)
_CLOCK_MAY_DIFFER = timedelta(minutes=2)
_LITTLE_SPACE, _NO_SPACE = 2 << 30, 200 << 20
_MOST_FILES = 20_000
_LEFT_OVER = timedelta(days=1)
_OLDEST_POSTGRESQL = 14


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    state   good, watch (works, but look after it) or bad
    mend    what to do, empty when good
    """

    check: str
    state: str
    says: str
    mend: str = ""


def examine(home: Path, now: datetime) -> Iterator[Finding]:
    """Every check in turn; once the database cannot be used, those that need it are left out."""
    yield _home(home)
    yield _signing_key(home)
    yield _space(home)
    yield storage()
    if settings.CLAMAV:
        yield _scanner()
    reached = _database()
    yield reached
    if reached.state == BAD:
        return
    lacking = _migrations()
    yield lacking
    if lacking.state == BAD:
        return
    checks: tuple[Callable[[datetime], Finding], ...] = (
        _durability, _triggers, _books, _marketplaces, _pages, _worker, _effects, _addresses, _requests, _seals, _clock,
        _time_stamps, _files,
    )  # fmt: skip
    for check in checks:
        yield check(now)
    yield _sealed_bids(home)
    yield _told_alone(home)
    yield _opening_statements(home)


def _home(home: Path) -> Finding:
    wrong = [path for path in (home, home / "secret.key") if path.exists() and _open_to_others(path)]
    if wrong:
        commands = "; ".join(f"chmod {'700' if path.is_dir() else '600'} {path}" for path in wrong)
        return Finding("home", BAD, f"{wrong[0]} is open to other users of this machine.", f"Run: {commands}")
    if not os.access(home, os.W_OK):
        return Finding("home", BAD, f"{home} cannot be written by this user.", "Mend its owner, or HEJIE_HOME.")
    return Finding("home", GOOD, f"{home}, for its owner alone")


def _sealed_bids(home: Path) -> Finding:
    """Whether what is sealed is for its owner alone, and nothing lies there longer than it should."""
    wrong = sealed.open_to_others(home)
    if wrong:
        folder = sealed.folder_of(home)
        return Finding(
            "sealed bids", BAD, f"{wrong[0]} is open to other users of this machine.", f"Run: chmod -R go= {folder}"
        )
    moment = time.time()
    there = [(name, moment - since) for name, since in sealed.biddings(home)]
    left = [name for name, age in there if age > _LEFT_OVER.total_seconds() and bid_work.is_left_over(name, age)]
    if left:
        says = f"{len(left)} biddings that no case has open any more still lie there, the first {left[0]}."
        return Finding(
            "sealed bids", WATCH, says, "The worker destroys them by itself: start `hejie work` (or `hejie up`)."
        )
    return Finding("sealed bids", GOOD, f"{len(there)} biddings, for their owner alone" if there else "none")


def _told_alone(home: Path) -> Finding:
    """Whether the keys of what sides have told alone are for their owner alone."""
    wrong = keyrings.open_to_others(home)
    if wrong:
        folder = keyrings.folder_of(home)
        return Finding(
            "told alone", BAD, f"{wrong[0]} is open to other users of this machine.", f"Run: chmod -R go= {folder}"
        )
    return Finding("told alone", GOOD, "keys for their owner alone" if keyrings.folder_of(home).is_dir() else "none")


def _opening_statements(home: Path) -> Finding:
    """Whether a statement that an operator has put in the place of ours can be read."""
    found = opening_statement.own_files(home)
    wrong = {name: what for name, what in found.items() if what}
    if wrong:
        says = "; ".join(f"{name}: {what}" for name, what in wrong.items())
        return Finding("opening statement", BAD, says, "Mend the file; no mediation can be opened with it.")
    return Finding("opening statement", GOOD, ", ".join(found) or "the program's own")


def _open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _signing_key(home: Path) -> Finding:
    if not (home / signing.FOLDER / signing.FILE).exists():
        return Finding(
            "signing key", WATCH, "There is none yet.", "`hejie init` makes one; or put back that of a backup."
        )
    try:
        return Finding("signing key", GOOD, f"public half {signing.open_keys(home).public_key}")
    except signing.SigningKeyError as fault:
        what, _, mend = str(fault).partition(". ")
        return Finding("signing key", BAD, what + ".", mend or "Put the file of a backup in its place.")


def _space(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    says = f"{free / (1 << 30):.1f} GB free at {home}"
    if free < _LITTLE_SPACE:
        return Finding("disk", BAD if free < _NO_SPACE else WATCH, says, "Make room: a full disk refuses every act.")
    return Finding("disk", GOOD, says)


def storage() -> Finding:
    """Whether the place where files of cases are kept answers."""
    try:
        vault.is_kept("doctor")
    except OSError as fault:
        mend = "Look at HEJIE_STORAGE, the keys in the environment, and whether the service runs."
        return Finding("storage", BAD, f"Files cannot be reached: {fault}.", mend)
    elsewhere = not vault.place_of("doctor")
    return Finding("storage", GOOD, "a bucket that answers" if elsewhere else "on this disk")


def _scanner() -> Finding:
    if scanning.is_there():
        return Finding("virus scanner", GOOD, "it answers")
    mend = "Start clamd, or look at HEJIE_CLAMAV; until then no file is taken in."
    return Finding("virus scanner", BAD, f"Nobody answers at {settings.CLAMAV}.", mend)


def _database() -> Finding:
    try:
        found = health.version()
    except DatabaseError as fault:
        says = f"It cannot be reached: {' '.join(str(fault).split())}"
        return Finding("database", BAD, says, "Look at HEJIE_DATABASE_URL, and whether the server runs.")
    name, number = found.split()
    if name == "PostgreSQL" and int(number.split(".")[0]) < _OLDEST_POSTGRESQL:
        return Finding("database", BAD, found, f"Hejie needs PostgreSQL {_OLDEST_POSTGRESQL} or newer.")
    return Finding("database", GOOD, found)


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Finding(
            "tables", BAD, f"{len(plan)} migrations are not carried out.", "`hejie init` or `hejie up` does it."
        )
    return Finding("tables", GOOD, "up to date")


def _durability(_now: datetime) -> Finding:
    faults = health.durability_faults()
    if faults:
        says = f"After a power cut acknowledged acts could be gone: {', '.join(faults)}."
        return Finding("durability", BAD, says, "Set it back in the database's configuration.")
    return Finding("durability", GOOD, "what is acknowledged has reached the disk")


def _triggers(_now: datetime) -> Finding:
    missing = health.missing_triggers()
    if missing:
        mend = "Somebody has removed them: look at who, `hejie verify --all`, then restore a backup."
        return Finding("guards", BAD, f"Guards of record and ledger are missing or off: {', '.join(missing)}.", mend)
    return Finding("guards", GOOD, "record and ledger refuse changes")


def _books(_now: datetime) -> Finding:
    faults = health.unbalanced()
    if faults:
        mend = "Stop the program, `hejie rebuild --check`, and compare with a backup."
        return Finding("books", BAD, f"Balances are not the sums of their transfers: {'; '.join(faults)}.", mend)
    return Finding("books", GOOD, "every balance is the sum of its transfers")


def _marketplaces(_now: datetime) -> Finding:
    count = Marketplace.objects.count()
    if not count:
        return Finding("marketplaces", WATCH, "There is none.", "`hejie market add` makes one.")
    return Finding("marketplaces", GOOD, str(count))


def _pages(now: datetime) -> Finding:
    since = outages.down_since(now)
    if since is not None:
        mend = "`hejie up` or `hejie web` serves them; the time is given back to every deadline."
        return Finding("pages", WATCH, f"Silent since {clock.text(since)}.", mend)
    return Finding("pages", GOOD, "there" if clocks.last_beat(outages.WEB) else "never served yet")


def _worker(now: datetime) -> Finding:
    late = health.overdue(clock.milliseconds(now - _LATE))
    if late and outages.check(now):
        says = f"{late} deadlines ran out more than 5 minutes ago and nothing has happened."
        return Finding("worker", BAD, says, "Start `hejie work` (or `hejie up`), and look into its log.")
    return Finding("worker", GOOD, "no deadline is left lying")


def _effects(now: datetime) -> Finding:
    waiting, failed = health.stuck_effects(clock.milliseconds(now - _LATE))
    if failed:
        says = f"{failed} letters, payments or calls keep failing; the oldest says {health.last_error()}."
        return Finding(
            "outbox", BAD, says, "Look at HEJIE_SMTP_URL and the payment provider; they are tried again by themselves."
        )
    if waiting:
        return Finding(
            "outbox", BAD, f"{waiting} letters, payments or calls wait.", "Start `hejie work` (or `hejie up`)."
        )
    return Finding("outbox", GOOD, "nothing waits")


def _addresses(_now: datetime) -> Finding:
    unseen = Q(address_reviewed_at=None) | Q(address_reviewed_at__lt=F("address_bounced_at"))
    count = Person.objects.filter(unseen, address_bounced_at__isnull=False).count()
    if count:
        says = f"Letters to {count} people came back; defaults against them wait."
        return Finding("addresses", WATCH, says, "An operator looks after them on the page of people.")
    return Finding("addresses", GOOD, "no letter came back")


def _requests(now: datetime) -> Finding:
    """Whether requests to be forgotten are answered within the time of the law."""
    late = ErasureRequest.objects.filter(status="open", due_at__lt=now).count()
    if late:
        says = f"{late} requests to be forgotten should have been answered by now."
        return Finding("requests", BAD, says, "An operator answers them on the page of requests, /erasure-requests/.")
    waiting = ErasureRequest.objects.filter(status="open").count()
    return Finding("requests", GOOD, f"{waiting} to be forgotten wait, all in time" if waiting else "none waits")


def _seals(now: datetime) -> Finding:
    if strange := _of_another_key():
        what, _, mend = strange.partition(". ")
        return Finding("seals", BAD, what + ".", mend)
    count, last_ms = health.unsealed()
    if count and now - clock.from_milliseconds(last_ms) > _UNSEALED_TOO_LONG:
        since = clock.text(clock.from_milliseconds(last_ms)) if last_ms else "ever"
        says = (
            f"{count} entries are not sealed; the last seal is of {since}." if last_ms else f"{count} entries, no seal."
        )
        return Finding("seals", WATCH, says, "The worker seals by itself; `hejie seal` does it now.")
    return Finding("seals", GOOD, f"{count} entries wait for the next")


def _of_another_key() -> str:
    """Why nothing can be sealed by the key that is here; "" where it can, or where another check says what is wrong with it."""
    if not (settings.HOME / signing.FOLDER / signing.FILE).exists():
        return ""
    try:
        keys = signing.open_keys(settings.HOME)
    except signing.SigningKeyError:
        return ""
    try:
        with connection.cursor() as cursor:
            sealing.demand_known(keys, sealing.latest(cursor))
    except signing.SigningKeyError as fault:
        return str(fault)
    return ""


def _clock(now: datetime) -> Finding:
    """Whether the clock stands behind what was sealed already, or far from an authority's that stamps the time."""
    _count, last_ms = health.unsealed()
    ahead = clock.from_milliseconds(last_ms) - now if last_ms else timedelta(0)
    if ahead > _CLOCK_MAY_DIFFER:
        says = f"The newest seal is of {clock.text(clock.from_milliseconds(last_ms))}, which is yet to come: the clock was set back."
        return Finding(
            "clock", BAD, says, "Set this machine's clock right; entries and seals bear that moment until then."
        )
    there = recordkeeping.newest_stamp()
    if there and abs(there[0] - there[1]) > _CLOCK_MAY_DIFFER:
        says = f"A time-stamp authority said {clock.text(clock.cut(there[0]))} when it was {clock.text(there[1])} here."
        return Finding("clock", WATCH, says, "Let this machine's clock be set by the network (NTP).")
    return Finding("clock", GOOD, "goes with the seals" if last_ms else "nothing to hold it against yet")


def _time_stamps(now: datetime) -> Finding:
    """Whether the authorities that are asked for time stamps answer."""
    asked = recordkeeping.authorities()
    for authority in asked:
        count, _newest, why = seal_tokens.waiting(authority)
        if why:
            says = f"{authority} has not stamped {count} seals: {why}"
            return Finding(
                "time stamps", WATCH, says, "The worker tries again; look at HEJIE_TSA and HEJIE_TSA_CA if it stays."
            )
    return Finding(
        "time stamps", GOOD, f"{len(asked)} authorities answer" if asked else "none are asked for (HEJIE_TSA)"
    )


def _files(_now: datetime) -> Finding:
    paths = health.kept_paths(_MOST_FILES)
    gone = [path for path in paths if not vault.is_kept(path)]
    if gone:
        mend = "Put them back from a backup; `hejie verify --all` names their entries."
        return Finding("files", BAD, f"{len(gone)} files of cases are gone, the first {gone[0]}.", mend)
    return Finding("files", GOOD, f"{len(paths)} looked for, all there")
