"""The words of facts as the guided way in says them: questions, names, labels of values, values as people write them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from hejie.domain.kernel.money import Money
from hejie.rulebooks import law
from hejie.web import formatting, languages


def fact(path: str) -> Mapping:
    """What `facts.yaml` says of a fact."""
    return law.words()[path]


def question(path: str, side: str = "buyer") -> str:
    """The question, in the words of the side that is asked."""
    said = fact(path)
    texts = said.get("question_seller") if side == "seller" else None
    return (texts or said["question"])[languages.active()]


def hint(path: str) -> str:
    """What helps to answer it, or ""."""
    return fact(path).get("hint", {}).get(languages.active(), "")


def name(path: str) -> str:
    """How the fact is called in a list."""
    return fact(path)["name"][languages.active()]


def label(path: str, value: str) -> str:
    """What one of its values is called; one that nobody has named stays as it is.

    A wide kind of goods that is not offered to choose from, such as food, is called as that kind of goods is.
    """
    texts = fact(path).get("values", {}).get(value)
    if texts is None and path == "category":
        texts = fact("goods")["values"].get(value)
    return texts[languages.active()] if texts else value


def labels(path: str) -> dict[str, str]:
    """What all its values are called, in their order."""
    return {value: label(path, value) for value in fact(path).get("values", {})}


def shown(path: str, value: object, now: datetime) -> str:
    """A value of the contract as people write it."""
    kind = fact(path)["kind"]
    if value is None:
        return _("I don’t know")
    if isinstance(value, list):
        said = [promise(one) if kind == "promises" else label(path, one) for one in value]
        return listed(said) or _("none of these")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        return formatting.money(Money(value["minor"], value["currency"]))
    if kind == "date":
        return formatting.day(date.fromisoformat(str(value)[:10]), now)
    return label(path, str(value))


def promise(written: str) -> str:
    """A promise with its number, in words."""
    plain, colon, number = written.partition(":")
    return label("seller_conduct.promises", f"{plain}:N" if colon else plain).replace("{n}", number)


def listed(words: Iterable[object]) -> str:
    """Several things in a row, as a sentence lists them."""
    return ("、" if languages.active() == "zh" else "; ").join(str(one) for one in words)


def colon(name: object) -> str:
    """A name before what is said of it."""
    return f"{name}：" if languages.active() == "zh" else f"{name}: "
