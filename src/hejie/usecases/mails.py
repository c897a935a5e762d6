"""Letters of an installation without a mail server, as the mail page shows them."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Q

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.store.models import SentMail

PAGE = 50
_TABLE = "hejie.adapters.mail_table.TableBackend"


def may_read(actor: Actor | None) -> bool:
    """Whether letters are kept here at all, and this reader may see them.

    Operators may; where HEJIE_OPEN_MAIL is set (the demo), everybody may, because nobody else could get his letters.
    """
    if settings.EMAIL_BACKEND != _TABLE:
        return False
    return settings.OPEN_MAIL or (actor is not None and actor.role == "operator")


def newest(marketplace: str, *, to: str = "", before: int | None = None) -> tuple[Sequence[SentMail], int | None]:
    """(letters newest first, where to go on or None); `to` narrows to addresses that hold these letters."""
    found = SentMail.objects.filter(_of(marketplace))
    if to:
        found = found.filter(recipient__icontains=to.strip())
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found.order_by("-id")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def one(marketplace: str, letter: int) -> SentMail:
    """A letter. Refuses not_found."""
    found = SentMail.objects.filter(_of(marketplace), pk=letter).first()
    if found is None:
        raise Refusal("not_found")
    return found


def _of(marketplace: str) -> Q:
    """Letters of the marketplace; with open mail also those of no marketplace."""
    own = Q(marketplace=marketplace)
    return own | Q(marketplace="") if settings.OPEN_MAIL else own
