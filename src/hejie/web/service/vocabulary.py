"""What services, their steps, outcomes and sums are called, in the reader's language (`rulebooks/templates/service.yaml`).

A kind or step that the table does not know yet is called by its own name, with blanks: its page works all the same.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from hejie.usecases import service_words
from hejie.web import languages


def kind_name(kind: str) -> str:
    """What a kind of service is called."""
    return _of("kinds", kind, "name")


def kind_wish(kind: str) -> str:
    """The kind as its buyer asks for it."""
    return _of("kinds", kind, "wish")


def step_do(step: str) -> str:
    """What is to be done at a step."""
    return _of("steps", step, "do")


def step_done(step: str, told: Mapping[str, object] = MappingProxyType({})) -> str:
    """That a step was taken, and how, where it could be answered in several ways. told: what its entry tells."""
    known = step in service_words.texts()["steps"]
    return service_words.done(step, languages.active(), told) if known else _of("steps", step, "done")


def word(table: str, name: str) -> str:
    """A word of a table: outcomes, declines, adjustments, grades, goods, stations, channels, why, signs."""
    return service_words.word(table, name, languages.active()) if name else ""


def _of(table: str, name: str, form: str) -> str:
    row = service_words.texts()[table].get(name, {}).get(form)
    return row[languages.active()] if row else name.replace("_", " ")


def rule_words(rule: str) -> str:
    """By what something was approved without anybody's word."""
    said = {
        "silence": _("nobody answered in time, so it counts as approved"),
        "shop_limit": _("the shop approves sums of this size by itself"),
        "shop_keep": _("the shop lets goods of this worth stay with the buyer"),
        "lost": _("the parcel counts as lost"),
    }
    return said.get(rule, _("the rules leave nothing to decide here"))


def silence(name: str) -> str:
    """What follows where a step is not taken in time, told to nobody in particular."""
    said = {
        "approve": _("The request is approved as it stands."),
        "end": _("The request ends, and nothing changes."),
        "count": _("It counts as done, and as in order."),
        "back": _("Nothing is ordered, and the thing goes back as it is."),
        "escalate": _("It becomes a dispute and goes on by its procedure."),
        "refund": _("The buyer gets the money back instead."),
    }
    return said.get(name, name)
