"""How a page speaks to its reader: who is "you", what the others are called, and whole sentences with safe parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from hejie.domain.kernel.money import Money
from hejie.usecases.reading import CaseView
from hejie.web import formatting, languages, words

_BEGIN, _END = "\x02", "\x03"
_NO_MARKS = dict.fromkeys(map(ord, _BEGIN + _END))


@dataclass(frozen=True, slots=True)
class Voice:
    """The reader of a page and the names of the sides.

    side    buyer, seller, neutral, platform or auditor
    names   what each side is called, as people wrote it; "" where nobody knows
    """

    side: str
    names: Mapping[str, str]

    def is_mine(self, side: str) -> bool:
        """Whether this side is the reader's own."""
        return side == self.side

    def name(self, side: str) -> SafeString:
        """The side's name as its people wrote it, else the word for the side."""
        given = self.names.get(side, "")
        if given:
            return format_html("<span data-user-text>{}</span>", given)
        return format_html("{}", words.word(words.THE_SIDE, side))

    def pick(self, *, buyer: str, seller: str, other: str) -> str:
        """The wording for this reader."""
        return {"buyer": buyer, "seller": seller}.get(self.side, other)


def of_view(view: CaseView) -> Voice:
    """The voice in which a case speaks to the one who reads it."""
    case, names = view.case, view.names
    seller = names.get(case.seller, "") or (words.word(words.THE_SIDE, "platform") if case.seller == "platform" else "")
    return Voice(
        view.side, {"buyer": names.get(case.buyer, ""), "seller": seller, "neutral": names.get(case.neutral, "")}
    )


def say(sentence: object, **parts: object) -> SafeString:
    """A translated sentence with its parts put in, escaped where they are not safe already.

    The sentence itself may hold <strong>, <del> and <ins>: it comes from the catalogue alone.
    """
    safe = {name: conditional_escape(part) for name, part in parts.items()}
    return mark_safe(str(sentence) % safe if safe else str(sentence))


def joined(*sentences: object) -> SafeString:
    """Whole sentences one after the other; Chinese needs no gap between them."""
    gap = "" if languages.active() == "zh" else " "
    return mark_safe(gap.join(conditional_escape(one) for one in sentences if one))


def written(text: str) -> SafeString | str:
    """Somebody's own words, marked as such; nothing where there are none."""
    return format_html("<span data-user-text>{}</span>", text) if text else ""


def marking(text: Callable[[Mapping | None], str]) -> Callable[[Mapping | None], str]:
    """The same look-up of private texts for a sentence that is put together as plain text: `marked` then marks what people wrote."""

    def found(reference: Mapping | None) -> str:
        words = text(reference).translate(_NO_MARKS)
        return f"{_BEGIN}{words}{_END}" if words else ""

    return found


def marked(line: str) -> SafeString:
    """A line put together with `marking`, escaped, with somebody's own words marked as such."""
    return mark_safe(escape(line).replace(_BEGIN, "<span data-user-text>").replace(_END, "</span>"))


def sum_of(minor: int, currency: str) -> SafeString:
    """An amount that the eye should find: strong, not broken over lines."""
    return format_html('<strong class="money">{}</strong>', formatting.money(Money(minor, currency)))


def plain_sum(minor: int, currency: str) -> str:
    """An amount in the reader's way of writing."""
    return formatting.money(Money(minor, currency))
