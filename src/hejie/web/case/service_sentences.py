"""Sentences about after-sales service: part of `web.case.sentences`, which says how they are told."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from hejie.domain.aftersales.service import Service
from hejie.usecases import service_words
from hejie.web.languages import active
from hejie.web.service import vocabulary

# kind: (the reader did it, somebody else did it)
ACTS = {
    "ServiceAnswered": (
        _("<strong>You approved the request.</strong>"),
        _("<strong>%(who)s approved the request.</strong>"),
    ),
    "ServiceChanged": (
        _("<strong>You changed the number of pieces</strong> that the request is about."),
        _("<strong>%(who)s changed the number of pieces</strong> that the request is about."),
    ),
}
# kind: told alike to everybody
FACTS = {
    "ServiceReckoned": _("<strong>The refund was worked out anew.</strong>"),
    "ServiceDone": _("<strong>All that was asked for is done.</strong>"),
    "ServiceEnded": _("<strong>The request ended</strong> because nobody went on with it. Nothing changes."),
    "PaymentAdded": _("<strong>The difference in price was paid</strong> and is held with the order."),
    "PiecesSettled": _("<strong>The shop was told what became of the goods.</strong>"),
}
_ASKED = (
    _("<strong>You asked for service:</strong> %(wish)s"),
    _("<strong>%(who)s asked for service:</strong> %(wish)s"),
)
_WRITTEN_DOWN = (
    _("<strong>You wrote a request of the buyer down:</strong> %(wish)s"),
    _("<strong>%(who)s wrote a request of the buyer down:</strong> %(wish)s"),
)
_BY_SILENCE = _("<strong>The request counts as approved,</strong> because no answer came in time.")
_BY_RULE = _("<strong>The request was approved by the rules,</strong> without anybody’s word: %(rule)s")
_DECLINED = (
    _("<strong>You declined the request:</strong> %(why)s"),
    _("<strong>%(who)s declined the request:</strong> %(why)s"),
)
DONE = (_("<strong>%(step)s</strong> (you)"), _("<strong>%(step)s</strong> (%(who)s)"))
_DEEMED = _("<strong>%(step)s:</strong> counted as done, because the time was over or the carrier said so.")

_FOLLOWED = _("<strong>%(step)s.</strong>")
_BY_ITSELF = ("turned", "round")
"""Steps that nobody takes: they follow from what was told before."""


def parts(data: Mapping) -> dict[str, str]:
    """What the frames have places for, from an entry's data: the step, the rule, why it was declined."""
    found = {}
    if "service" in data:
        found["wish"] = service_words.wish(data["service"]["kind"], active())
    if "step" in data:
        found["step"] = service_words.done(data["step"], active(), data)
    if "answer" in data:
        found["rule"] = vocabulary.rule_words(data.get("rule", ""))
        found["why"] = service_words.word("declines", data.get("code", ""), active())
    return found


def opened(entry: Mapping, by_rules: object) -> object:
    """The frame of a case that was opened with a request for service, by the buyer or for him; by_rules: of one that the
    marketplace has opened itself; None of any other."""
    if entry["by"]["role"] == "system":
        return by_rules
    if "service" not in entry["data"]:
        return None
    return _ASKED if entry["by"]["role"] == "buyer" else _WRITTEN_DOWN


def ended(service: Service) -> object:
    """Why a request came to its end without what was asked for, and what is open then."""
    caught, traced = service.last("intercept"), service.last("trace")
    if caught is not None and not caught.data.get("caught", True):
        return _(
            "The parcel could not be stopped, so the request has ended. Once it is there, it can be sent back as a return."
        )
    if traced is not None and traced.data.get("found"):
        return _(
            "The parcel was found, so the request has ended. Should it not come after all, it can be asked for anew."
        )
    return _("The request has ended, and nothing changes.")


def _ended(teller: object, entry: Mapping) -> object:
    return _ENDED.get(entry["data"].get("how", ""))


def _answered(teller: object, entry: Mapping) -> object:
    data = entry["data"]
    if data["answer"] == "declined":
        return _DECLINED
    if not data.get("rule"):
        return None
    return _BY_SILENCE if data["rule"] == "silence" else _BY_RULE


def _stepped(teller: object, entry: Mapping) -> object:
    if entry["data"]["step"] in _BY_ITSELF:
        return _FOLLOWED
    return _DEEMED if entry["data"].get("deemed") else DONE


_ENDED = {
    "agreed": _("<strong>The request ended</strong> by the buyer’s word: nothing is paid back."),
    "not_caught": _("<strong>The request ended,</strong> because the parcel could not be stopped."),
    "found": _("<strong>The request ended,</strong> because the parcel was found."),
}
_DEALT_WITH = {
    "served_less": _("<strong>The request has been dealt with:</strong> less is paid back than was asked for."),
    "served_unrepaired": _("<strong>The request has been dealt with:</strong> it was not repaired."),
    "served_otherwise": _("<strong>The request has been dealt with,</strong> otherwise than it was asked for."),
}


def _done(teller: object, entry: Mapping) -> object:
    return _DEALT_WITH.get(entry["data"].get("outcome", ""))


SPECIAL = {"ServiceEnded": _ended, "ServiceDone": _done, "ServiceAnswered": _answered, "ServiceStepTaken": _stepped}
