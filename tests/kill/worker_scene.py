"""Parts of the play in which workers are killed, each a process of its own: `python -m tests.kill.worker_scene PART`."""

import json
import sys
import threading
from datetime import UTC, datetime, timedelta

DISPUTES = 30


def set_up() -> None:
    """A market with disputes that nobody has answered for four days."""
    from django.core.management import call_command

    from tests.support.dispute import Disputes
    from tests.support.world import Clock, Contexts, Orders, People, make_marketplace

    call_command("migrate", interactive=False, verbosity=0)
    clock = Clock()
    clock.now = datetime.now(UTC).replace(microsecond=0) - timedelta(days=4)
    market = make_marketplace()
    people, ctx = People(market), Contexts(market, clock)
    disputes = Disputes(people, ctx, Orders(market, ctx, clock), clock)
    buyer, seller = people("buyer"), people("seller")
    print(json.dumps([disputes(buyer=buyer, seller=seller).case for _ in range(DISPUTES)]))


def work() -> None:
    """A worker as `hejie work` runs it; says when it begins."""
    from hejie.usecases import worker

    print("ready", flush=True)
    worker.run(threading.Event())


def finish() -> None:
    """A worker that comes when all leases of the dead are over, and does the rest; then what was found is told."""
    from hejie.record import replay
    from hejie.store.models import SentMail
    from hejie.usecases import worker

    worker.run_once(datetime.now(UTC) + timedelta(hours=2))
    report = replay.check()
    letters = [f"{row.recipient} {row.subject}" for row in SentMail.objects.all()]
    print(json.dumps({"ok": report.ok, "faults": report.faults, "letters": letters, "entries": _entries()}))


def _entries() -> dict[str, list[dict]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, body FROM entry WHERE stream LIKE 'case:%%' ORDER BY stream, seq")
        found: dict[str, list[dict]] = {}
        for stream, body in cursor.fetchall():
            found.setdefault(stream.removeprefix("case:"), []).append(json.loads(body))
    return found


if __name__ == "__main__":
    import django

    django.setup()
    {"set_up": set_up, "work": work, "finish": finish}[sys.argv[1]]()
