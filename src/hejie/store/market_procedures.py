"""Which procedure a marketplace has chosen for cases opened from now on, and which it may choose.

It may choose those that come with the program, each in its newest text, and texts of its own, of each the one installed
last. Which one it has chosen is asked at every opening and at every order, so each process remembers it for some seconds.
"""

import time
from collections import OrderedDict
from datetime import datetime
from threading import Lock

from django.db import connection, transaction

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.rulebooks import procedures
from hejie.store import rulebooks
from hejie.store.models import Marketplace, MarketProcedure

USUAL = "procedures/standard"
_SETTING = "procedure"
_KNOWN_FOR_SECONDS = 15.0
_MOST_KNOWN = 1024
_known: OrderedDict[str, tuple[float, Procedure]] = OrderedDict()
_lock = Lock()


def in_force(marketplace: str, shown: str = "") -> Procedure:
    """The procedure for cases opened from now on. Remembered for 15 seconds in each process.

    shown      digest of the one that somebody says he was shown: where that is not the one remembered, it is asked for
               anew, so that what another process has shown is never taken for wrong
    Refuses    procedure_unknown, when what was chosen is nowhere any more
    """
    with _lock:
        until, found = _known.get(marketplace, (0.0, None))
    if time.monotonic() > until or (shown and shown != found.digest):
        found = procedure(marketplace, *chosen(marketplace))
        with _lock:
            _known[marketplace] = (time.monotonic() + _KNOWN_FOR_SECONDS, found)
            _known.move_to_end(marketplace)
            if len(_known) > _MOST_KNOWN:
                _known.popitem(last=False)
    return found


def forget() -> None:
    """Ask anew at the next act; in this process."""
    with _lock:
        _known.clear()


def chosen(marketplace: str) -> tuple[str, str]:
    """(id, digest) as chosen; of one that comes with the program the digest is "", since its newest text counts.

    Where the program has left it out since, the text that was chosen goes on.
    """
    settings = Marketplace.objects.filter(pk=marketplace).values_list("settings", flat=True).first() or {}
    wanted = settings.get(_SETTING, {"id": USUAL, "digest": "", "own": False})
    newest = not wanted["own"] and wanted["id"] in procedures.names()
    return wanted["id"], "" if newest else wanted["digest"]


def choose(marketplace: str, name: str) -> Procedure:
    """Let a procedure be in force for cases opened from now on. Refuses procedure_unknown for what it cannot choose."""
    found, own = procedure(marketplace, name, ""), name not in procedures.names()
    with transaction.atomic(), connection.cursor() as cursor:
        rulebooks.keep(cursor, found.id, found.digest)
        market = Marketplace.objects.select_for_update().get(pk=marketplace)
        market.settings = market.settings | {_SETTING: {"id": found.id, "digest": found.digest, "own": own}}
        market.save(update_fields=["settings"])
    transaction.on_commit(forget)
    return found


def choosable(marketplace: str) -> tuple[Procedure, ...]:
    """All procedures among which it may choose: those that come with the program, then its own, by id."""
    own = dict(
        MarketProcedure.objects.filter(marketplace_id=marketplace).order_by("id").values_list("procedure", "digest")
    )
    return (
        *(procedures.load(name) for name in procedures.names()),
        *(rulebooks.procedure(name, digest) for name, digest in sorted(own.items())),
    )


def procedure(marketplace: str, name: str, digest: str = "") -> Procedure:
    """A procedure by the digest that was pinned, else the newest text of it that this marketplace may choose.

    Refuses   procedure_unknown
    """
    if digest or name in procedures.names():
        return rulebooks.procedure(name, digest)
    own = MarketProcedure.objects.filter(marketplace_id=marketplace, procedure=name)
    newest = own.order_by("-id").values_list("digest", flat=True).first()
    if newest is None:
        raise Refusal("procedure_unknown", procedure=name, digest="")
    return rulebooks.procedure(name, newest)


def install(marketplace: str, found: Procedure, text: str, at: datetime) -> None:
    """Keep a procedure of the marketplace's own with its calendars, and let it be chosen there and nowhere else.

    An equal repeat changes nothing but which text of this id is the newest.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        rulebooks.keep_text(cursor, found, procedures.pinned(found, text))
        MarketProcedure.objects.filter(marketplace_id=marketplace, digest=found.digest).delete()
        MarketProcedure.objects.create(
            marketplace_id=marketplace, procedure=found.id, digest=found.digest, installed_at=at
        )
