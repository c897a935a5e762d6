"""What is noticed about a listing before anybody buys by it: what is missing, what contradicts, what may not be said.

A finding is a hint for the seller with what to write instead. It stops no sale and decides nothing; it is as good as the
words it looks for, and says so by showing them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hejie.domain.listings import clauses
from hejie.domain.listings.clauses import Floor
from hejie.domain.listings.numbers import amounts, longest_return, promised_months
from hejie.domain.listings.taxonomy import AMOUNT, CHOICE, TEXT, Absolute, Cause, Fact, Taxonomy, Words

MISSING, BETTER, CONTRADICTS, FORBIDDEN, PROOF, VOID, POLICY, UNDISCLOSED = (
    "missing", "better", "contradicts", "forbidden", "proof", "void", "policy", "undisclosed",
)  # fmt: skip
KINDS = (FORBIDDEN, VOID, CONTRADICTS, UNDISCLOSED, MISSING, POLICY, PROOF, BETTER)
"""The weightiest first."""
_SENTENCE = re.compile(r"[.!?;。！？；\n]")
_BEFORE, _BEHIND = 20, 16
"""Characters before words that may turn their meaning, and behind a fact's name in which its amount stands."""
_EDGES = " ,，。！"
_FREE = ("包邮", "免运费", "free shipping", "free delivery", "бесплатная доставка", "доставка бесплатно")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a seller says of goods. facts: by name, as the taxonomy has them; texts as written, amounts whole or decimal numbers."""

    product: str
    category: str
    title: str
    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What closed disputes about these goods say: of the last `of`, in how many each cause came up."""

    of: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Around:
    """What a listing is looked at by.

    place      jurisdiction of the words ("" none); floor: the least that the law gives whoever changes his mind
    returns    days that the seller's own policy promises for this, None where it promises none; endless: without a last day
    """

    place: str = ""
    floor: Floor | None = None
    returns: int | None = None
    endless: bool = False
    learnt: Learnt | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing.

    kind     one of KINDS; code: what of it; where: `title`, `text` or `facts.NAME`
    values   for the sentence: words found (one, or several of the same kind), names of facts and values, numbers
    cite     article by language, source: its address; both empty where no law says it
    """

    kind: str
    code: str
    where: str
    values: Mapping[str, Any] = field(default_factory=dict)
    cite: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


def check(
    listing: Listing, taxonomy: Taxonomy, words: Words, causes: Iterable[Cause], around: Around
) -> tuple[Finding, ...]:
    """All that is noticed, the weightiest first."""
    texts = {"title": listing.title, "text": listing.text}
    lower = {where: text.lower() for where, text in texts.items()}
    found = [
        *_missing(listing, taxonomy),
        *_contradictions(listing, lower, taxonomy),
        *_absolutes(listing, texts, lower, words, around.place),
        *_void(texts, words, around),
        *_against_promises(listing, lower, around),
        *_undisclosed(listing, lower, causes, around.learnt),
    ]
    return tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))


def _said(listing: Listing, name: str) -> bool:
    return listing.facts.get(name) not in (None, "", [], ())


def _missing(listing: Listing, taxonomy: Taxonomy) -> Iterator[Finding]:
    for need in taxonomy.needs(listing.category):
        if not _said(listing, need.fact):
            kind = MISSING if need.must else BETTER
            yield Finding(kind, "fact", f"facts.{need.fact}", {"fact": need.fact, "law": need.law})
    for rule in taxonomy.also:
        if _said(listing, rule.fact) or (rule.within and listing.category not in rule.within):
            continue
        if all(set(_values(listing, name)) & wanted for name, wanted in rule.when.items()):
            yield Finding(MISSING, "also", f"facts.{rule.fact}", {"fact": rule.fact, "law": rule.law})


def _values(listing: Listing, name: str) -> tuple[str, ...]:
    value = listing.facts.get(name)
    if value in (None, "", [], ()):
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (str(value),)


def _contradictions(listing: Listing, lower: Mapping[str, str], taxonomy: Taxonomy) -> Iterator[Finding]:
    """A title or a description that says otherwise than a field, of facts that have a value in both."""
    title, text = lower["title"], lower["text"]
    for name, value in listing.facts.items():
        fact = taxonomy.facts.get(name)
        if fact is None or value in (None, "", [], ()):
            continue
        if fact.kind == CHOICE:
            yield from _choice(fact, _values(listing, name), title)
            yield from _choice_in_text(fact, _values(listing, name), text)
        elif fact.kind == AMOUNT and fact.units:
            yield from _amount(fact, value, title, listing, taxonomy)
            yield from _amount_in_text(fact, value, text)


def _choice(fact: Fact, told: tuple[str, ...], title: str) -> Iterator[Finding]:
    named = {value: match for value, pattern in fact.words.items() if (match := pattern.search(title))}
    if not named or set(named) & set(told) and not _only_whole(fact, named, told, title):
        return
    for value, match in named.items():
        against = [one for one in told if one != value and (not fact.apart or frozenset({one, value}) in fact.apart)]
        if against and value not in told or (value in told and against and _whole(fact, match, title)):
            words = {"words": match.group().strip(), "fact": fact.id, "title_value": value, "field_value": against[0]}
            yield Finding(CONTRADICTS, "choice", f"facts.{fact.id}", words)
            return


def _choice_in_text(fact: Fact, told: tuple[str, ...], text: str) -> Iterator[Finding]:
    """A value that a description says of the piece itself, beside which the field's cannot be true; a description that says the
    field's value too, speaks of both and is left alone."""
    if fact.unless is None or not text or (fact.whole is not None and not fact.whole.search(text)):
        return
    book, apart, found = fact.text or fact.words, fact.text_apart or fact.apart, []
    for value, pattern in book.items():
        against = [one for one in told if one != value and (not apart or frozenset({one, value}) in apart)]
        words = _of_the_piece(fact, pattern, text) if against and value not in told else ()
        if words:
            values = {"words": words, "fact": fact.id, "text_value": value, "field_value": against[0]}
            found.append(Finding(CONTRADICTS, "choice_text", f"facts.{fact.id}", values))
    if found and not any(_of_the_piece(fact, book[one], text) for one in told if one in book):
        yield from found


def _of_the_piece(fact: Fact, pattern: re.Pattern, text: str) -> tuple[str, ...]:
    """The words by which a description says so of the piece itself: no "not" before them, and no lining or box."""
    found = {}
    for match in pattern.finditer(text):
        before = _SENTENCE.split(text[max(0, match.start() - _BEFORE) : match.start()])[-1]
        if not fact.unless.search(before) and (fact.whole is None or _whole(fact, match, text)):
            found[match.group().strip(_EDGES)] = True
    return tuple(found)


def _amount_in_text(fact: Fact, value: Any, text: str) -> Iterator[Finding]:
    """A number with this unit right behind what the fact is called, where none of those is the field's."""
    try:
        told = float(value)
    except (TypeError, ValueError):
        return
    if not any(name in text for name in fact.near):
        return
    there = [
        one for name in fact.near for part in text.split(name)[1:] for one in amounts(part[:_BEHIND], fact.units)[:1]
    ]
    if there and not any(abs(one - told) <= 0.01 * max(one, told) for one, _words in there):
        said = {
            "words": there[0][1],
            "fact": fact.id,
            "text_value": there[0][0],
            "field_value": told,
            "unit": fact.unit,
        }
        yield Finding(CONTRADICTS, "amount_text", f"facts.{fact.id}", said)


def _only_whole(fact: Fact, named: Mapping, told: tuple[str, ...], title: str) -> bool:
    """Whether the title says of the whole piece what the field says of a part of it."""
    return len(told) > 1 and any(_whole(fact, match, title) for value, match in named.items() if value in told)


def _whole(fact: Fact, match: Any, title: str) -> bool:
    return fact.whole is not None and bool(fact.whole.search(title[max(0, match.start() - 6) : match.end()]))


def _amount(fact: Fact, value: Any, title: str, listing: Listing, taxonomy: Taxonomy) -> Iterator[Finding]:
    """Numbers with this unit in the title, none of which is the field's, nor that of another fact with the same unit."""
    try:
        told = float(value)
    except (TypeError, ValueError):
        return
    there = amounts(title, fact.units)
    if not there or any(abs(one - told) <= 0.01 * max(one, told) for one, _words in there):
        return
    others = {
        float(listing.facts[one.id])
        for one in taxonomy.facts.values()
        if one.unit == fact.unit and one.id != fact.id and isinstance(listing.facts.get(one.id), int | float)
    }
    left = [(one, words) for one, words in there if one not in others]
    if left:
        values = {
            "words": left[0][1],
            "fact": fact.id,
            "title_value": left[0][0],
            "field_value": told,
            "unit": fact.unit,
        }
        yield Finding(CONTRADICTS, "amount", f"facts.{fact.id}", values)


def _absolutes(
    listing: Listing, texts: Mapping[str, str], lower: Mapping[str, str], words: Words, place: str
) -> Iterator[Finding]:
    top = listing.category.split(".")[0]
    for one in words.absolutes:
        strength = one.strength.get(place)
        if strength is None or top in one.not_in:
            continue
        for where, text in lower.items():
            said = tuple(dict.fromkeys(texts[where][start:end].strip() for start, end in _all(one, text)))
            if said:
                article = one.articles[place]
                yield Finding(strength, one.id, where, {"words": said}, article.cite, article.source)


def _all(one: Absolute, text: str) -> Iterator[tuple[int, int]]:
    for match in one.pattern.finditer(text):
        around = text[max(0, match.start() - 12) : match.end() + 12]
        if one.unless is None or not one.unless.search(around):
            yield match.span()


def _void(texts: Mapping[str, str], words: Words, around: Around) -> Iterator[Finding]:
    for where, text in texts.items():
        for hit in clauses.found(text, words.clauses, around.place, around.floor):
            values = {"words": hit.words.strip(), "least": around.floor.days if around.floor else 0}
            yield Finding(VOID, hit.clause.id, where, values, hit.article.cite, hit.article.source)


def _against_promises(listing: Listing, lower: Mapping[str, str], around: Around) -> Iterator[Finding]:
    """What the text promises against the law, the seller's own policy, and the fields."""
    whole = f"{lower['title']}\n{lower['text']}"
    days = longest_return(whole)
    if days is not None:
        if around.floor is not None and days < around.floor.days:
            values = {"days": days, "least": around.floor.days}
            yield Finding(VOID, "days_below_law", "text", values, around.floor.cite, around.floor.source)
        elif not around.endless and around.returns is not None and days > max(around.returns, _least(around)):
            yield Finding(POLICY, "days_above_policy", "text", {"days": days, "policy": around.returns})
        elif around.returns is None and days > _least(around):
            yield Finding(POLICY, "days_without_policy", "text", {"days": days})
    months, told = promised_months(whole), listing.facts.get("warranty")
    if months is not None and isinstance(told, int | float) and months != told:
        yield Finding(CONTRADICTS, "warranty", "facts.warranty", {"months": months, "field_value": told})
    freight = listing.facts.get("freight")
    if isinstance(freight, int | float) and freight > 0 and any(one in whole for one in _FREE):
        yield Finding(CONTRADICTS, "freight", "facts.freight", {"field_value": freight})


def _least(around: Around) -> int:
    return around.floor.days if around.floor else 0


def _undisclosed(
    listing: Listing, lower: Mapping[str, str], causes: Iterable[Cause], learnt: Learnt | None
) -> Iterator[Finding]:
    """What buyers have said again and again of these goods and the listing does not tell."""
    if learnt is None:
        return
    for one in causes:
        count = learnt.counts.get(one.id, 0)
        if count and not _told(listing, lower, one):
            yield Finding(
                UNDISCLOSED,
                one.id,
                f"facts.{one.told_in[0]}",
                {"count": count, "of": learnt.of, "fact": one.told_in[0]},
            )


def _told(listing: Listing, lower: Mapping[str, str], cause: Cause) -> bool:
    texts = [lower["title"], lower["text"]]
    texts += [str(listing.facts.get(name, "")).lower() for name in (*cause.told_in, "defects") if _said(listing, name)]
    return any(cause.told_by.search(text) for text in texts)


def wrong_facts(facts: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """(fact, what it is to be) of facts that cannot be kept: unknown ones, values outside their list, amounts that are none."""
    for name, value in facts.items():
        fact = taxonomy.facts.get(name)
        if fact is None:
            yield name, "unknown"
        elif value in (None, "", [], ()):
            continue
        elif fact.kind == CHOICE:
            listed = value if isinstance(value, list | tuple) else (value,)
            if (len(listed) > 1 and not fact.many) or any(
                not isinstance(one, str) or one not in fact.values for one in listed
            ):
                yield name, ", ".join(fact.values)
        elif fact.kind == AMOUNT:
            if isinstance(value, bool) or not _number(value):
                yield name, "number"
        elif fact.kind == TEXT:
            if not isinstance(value, str) or len(value) > 2000:
                yield name, "text"
        elif not isinstance(value, bool):
            yield name, "true, false"


def _number(value: Any) -> bool:
    """Whether it is a number or a decimal written as text, as fractions are kept."""
    try:
        return 0 <= float(value) < 10**12
    except (TypeError, ValueError):
        return False
