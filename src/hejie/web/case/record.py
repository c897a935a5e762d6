"""What the marketplace's record says of a case by itself: dates and sums of the order, and pieces that came from it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import imported, matrix
from hejie.domain.cases.state import CaseState, Said
from hejie.domain.kernel import clock
from hejie.usecases import record_words
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case.voice import marked, marking, plain_sum, say
from hejie.web.languages import active

_LINES = {
    "ordered": gettext_lazy("ordered %(day)s"),
    "paid": gettext_lazy("paid %(sum)s"),
    "deliver_by": gettext_lazy("promised for %(day)s"),
    "shipped": gettext_lazy("sent %(day)s"),
    "delivered": gettext_lazy("delivered %(day)s"),
}


def lines(case: CaseState, names: Iterable[str] = matrix.RECORD) -> list[str]:
    """What the order says of itself, by names of `matrix.RECORD`; names of which it says nothing are left out."""
    return [
        _line(name, case) for name in names if (case.paid_minor if name == "paid" else case.order["dates"].get(name))
    ]


def _line(name: str, case: CaseState) -> str:
    frame = str(_LINES[name])
    if name == "paid":
        return frame % {"sum": plain_sum(case.paid_minor, case.currency)}
    day = formatting.day_short(clock.parse(case.order["dates"][name]), clock.parse(case.opened_at))
    return frame % {"day": day}


def title(view: CaseView, item: Said) -> str:
    """A piece of the record in words: what it is, what it says, and where the marketplace has it from."""
    parts = {
        "title": record_words.title(item.data, active()),
        "told": marked(record_words.told(item.data, active(), marking(view.text))),
        "source": record_words.source(item.data, active()),
    }
    return say(_("%(title)s: %(told)s (%(source)s)") if parts["told"] else _("%(title)s (%(source)s)"), **parts)


def contradictions(view: CaseView) -> list[str]:
    """Pairs of records that cannot both be right, each as a sentence with their numbers."""
    pairs = imported.contradictions(view.case)
    return [marked(record_words.differ(one, other, active(), marking(view.text))) for one, other in pairs]
