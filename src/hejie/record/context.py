"""What an act is done with: who, when, and the sources of chance and rules. Built at the edges (`conf.context`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hejie.domain.cases.entitled import Law
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch of time in which no page could be served, or which the operator has announced not to count.

    It is given back to every deadline that was open.
    ended_at   None while it lasts: what has run out since it began is not due yet
    why        outage or holiday
    """

    id: str
    started_at: datetime
    ended_at: datetime | None
    why: str = "outage"


@dataclass(frozen=True, slots=True)
class Credential:
    """What has still to be shown of who acts: a question to the database that travels with the first of the act.

    question   SQL with `%s` placeholders, and its values; it has an answer exactly as long as the credential stands
    refusal    what it is refused with otherwise; it may look for what has ended
    """

    question: tuple[str, Sequence]
    refusal: Callable[[], Refusal]


@dataclass(frozen=True, slots=True)
class Context:
    """One request, command or job.

    now            aware UTC, cut to milliseconds
    random_bytes   source of salts; a test may pass a deterministic one
    procedure      procedure rulebook by (id, digest or "" for the newest text of it)
    in_force       the procedure that the marketplace has chosen for cases opened from now on. It may be remembered for a
                   moment, except where another digest is passed: `shown`, that of the one somebody says he was shown
    unreachable    of some person ids, those whose address bounced and whom nobody has looked after yet
    outages        recorded outages and announced holidays that may still have to be credited, the earliest first, and the one that lasts yet
    law            rules by which the marketplace's cases are looked at; None: they are not
    along          what else is to be written in the same transaction as the act, also where it is a repeat: of tables that are no
                   projections, and never the record
    credential     what the writer has to find standing before anything is decided; None: it has been looked at
    """

    actor: Actor
    now: datetime
    random_bytes: Callable[[int], bytes]
    procedure: Callable[[str, str], Procedure]
    in_force: Callable[..., Procedure]
    unreachable: Callable[[tuple[str, ...]], frozenset[str]] = field(default=lambda people: frozenset())
    outages: Callable[[], tuple[Outage, ...]] = field(default=lambda: ())
    credential: Credential | None = None
    law: Callable[[], Law | None] = field(default=lambda: None)
    along: tuple[tuple[str, Sequence], ...] = ()
