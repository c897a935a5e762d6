"""What the page of outside bodies shows: the last days, the bodies in order with their reasons, and what came back."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases.state import Referral
from hejie.domain.kernel import clock
from hejie.domain.referral.choice import Option
from hejie.domain.referral.directory import Body
from hejie.domain.referral.limitation import LastDay
from hejie.record.context import Context
from hejie.usecases import referral_texts
from hejie.usecases.referrals import Ways
from hejie.web import languages, words
from hejie.web.case import voice
from hejie.web.referral import drawing, forms

KINDS = {
    "consumer_authority": gettext_lazy("authority"),
    "association": gettext_lazy("association"),
    "arbitration": gettext_lazy("arbitration"),
    "court": gettext_lazy("court"),
    "adr": gettext_lazy("dispute resolution body"),
    "ecc": gettext_lazy("consumer centre"),
}
REMEMBERED = {
    "place": gettext_lazy("for which places"),
    "cases": gettext_lazy("which cases"),
    "value": gettext_lazy("the limit"),
    "fee": gettext_lazy("what it costs"),
    "takes": gettext_lazy("how long it takes"),
    "effect": gettext_lazy("what its answer is worth"),
    "languages": gettext_lazy("its languages"),
    "address": gettext_lazy("the address of its page"),
    "how": gettext_lazy("how to turn to it"),
}
BEGAN = {
    "ordered": gettext_lazy("the order"),
    "approved": gettext_lazy("the payment"),
    "shipped": gettext_lazy("the sending"),
    "promised": gettext_lazy("the day for which delivery was promised"),
    "delivered": gettext_lazy("the delivery"),
    "confirmed": gettext_lazy("the receipt"),
    "cancelled": gettext_lazy("the cancellation"),
}
_AGAINST = ("not_binding", "tried", "waiting")
_GUESSED = {
    "buyer_in": gettext_lazy("where the buyer lives"),
    "seller_in": gettext_lazy("where the seller is"),
    "consumer": gettext_lazy("that the buyer bought for himself"),
}


def facts(ctx: Context, found: Ways) -> dict:
    """The context of `referral/page.html`."""
    speaks = voice.of_view(found.view)
    tell = _Teller(found)
    options = [tell.option(option) for option in found.choice.options]
    return {
        "case": found.view.case,
        "found": found,
        "people": tell.people(),
        "guessed": [str(_GUESSED[name]) for name in found.guessed],
        "last_days": [tell.last_day(one, ctx.now) for one in found.last_days],
        "first": options[:1],
        "others": options[1:],
        "passed_over": [
            {"name": tell.name(body), "why": [tell.sentence(one) for one in why]}
            for body, why in found.choice.passed_over
        ],
        "referrals": [referral(found, row, speaks) for row in reversed(found.view.case.referrals)],
    }


def referral(found: Ways, row: Referral, speaks: voice.Voice) -> dict:
    """One referral with its letter and what came back."""
    args, view = [found.view.case.id, row.id], found.view
    mine = speaks.is_mine(row.side)
    return {
        "id": row.id,
        "side": row.side,
        "who": _("you") if mine else speaks.name(row.side),
        "name": row.names[languages.active()],
        "at": clock.parse(row.at),
        "text": view.text(row.letter),
        "url_text": reverse("case_referral_text", args=args),
        "url_pdf": reverse("case_referral_pdf", args=args),
        "url_bundle": reverse("case_referral_bundle", args=args),
        "url_result": reverse("case_referral_result", args=args) if mine else "",
        "answers": [
            {
                "at": clock.parse(answer["at"]),
                "result": words.word(words.REFERRAL_RESULTS, answer["result"]),
                "note": view.text(answer.get("note")),
            }
            for answer in row.answers
        ],
    }


class _Teller:
    """Tells what was found in the reader's language."""

    def __init__(self, found: Ways) -> None:
        self.found, self.language = found, languages.active()

    def people(self) -> forms.People | None:
        """The form of what the choice depends on, filled with what is known."""
        known = self.found.facts
        if known is None:
            return None
        initial = {
            "buyer_in": known.buyer_in,
            "seller_in": known.seller_in,
            "consumer": _answer(known.consumer),
            "arbitration": _answer(known.arbitration_agreed),
        }
        places = sorted(
            ((name, names[self.language]) for name, names in self.found.directory.places.items()),
            key=lambda place: (place[0] == "OTHER", place[1]),
        )
        return forms.People(places, initial=initial)

    def option(self, option: Option) -> dict:
        """A body that may be turned to, with its reasons and the way to the letter."""
        body, known = option.body, self.found.facts
        query = urlencode({"body": body.id, "buyer_in": known.buyer_in})
        case = self.found.view.case.id
        return {
            "id": body.id,
            "name": self.name(body),
            "kind": KINDS[body.kind],
            "certain": option.certain,
            "why": [self.sentence(one) for one in option.why if one.code not in _AGAINST],
            "but": [
                self.sentence(one)
                for one in (*option.unless, *option.why)
                if one in option.unless or one.code in _AGAINST
            ],
            "fee": body.fee[self.language],
            "takes": body.takes[self.language],
            "how": body.how[self.language],
            "languages": self.languages(body),
            "address": body.address,
            "host": body.address.removeprefix("https://").partition("/")[0].removeprefix("www."),
            "source": body.source,
            "remembered": _(", ").join(str(REMEMBERED[name]) for name in body.remembered),
            "url": f"{reverse('case_referral_letter', args=[case])}?{query}",
        }

    def languages(self, body: Body) -> str:
        """The languages that a body reads, in words."""
        read = self.found.directory.languages_of(body, self.found.facts.buyer_in)
        told = [str(forms.LETTER_LANGUAGES[code]) for code in read if code in forms.LETTER_LANGUAGES]
        return _(", ").join(told) or _("the language of the place")

    def name(self, body: Body) -> str:
        """What a body is called."""
        return body.names[self.language]

    def sentence(self, because) -> str:
        """One reason in words."""
        return referral_texts.sentence(because, self.found.directory, self.language)

    def last_day(self, one: LastDay, now) -> dict:
        """One limitation period with its bar and its words."""
        return {
            "id": one.period.id,
            "law": one.period.law[self.language],
            "note": one.period.note[self.language],
            "source": one.period.source,
            "verified": one.period.verified,
            "last_on": one.last_on,
            "began_on": one.began_on,
            "began": BEGAN.get(one.began, ""),
            "moved_from": one.moved_from,
            "provisional": one.provisional,
            "renewed_on": one.renewed_on,
            "renewed_until": one.renewed_until,
            "over": one.is_over(now),
            "bar": drawing.bar(one, now),
        }


def _answer(known: bool | None) -> str:
    return {True: "yes", False: "no"}.get(known, "")
