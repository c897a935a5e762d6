"""A rule's own text in sentences: conditions by the names of their facts, clocks, amounts, what follows. In three languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hejie.domain.entitlements.rules import REMEDIES
from hejie.rulebooks import law
from hejie.rulebooks.strict import Book

_FILE = Path(__file__).parent / "texts" / "rule_words.yaml"
_BOUNDS = ("at_least", "at_most", "more_than", "less_than")
_MOST_WAYS = 12  # rules that say what an idea means, as many as are told
_UNITS = ("days", "working_days", "months", "years")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and sentences below it; refers: the rule that it names, "" for none."""

    text: str
    parts: tuple["Said", ...] = ()
    refers: str = ""

    def lines(self, depth: int = 0) -> Iterable[str]:
        """As lines, each further in than what it belongs to."""
        yield f"{'  ' * depth}{self.text}"
        for one in self.parts:
            yield from one.lines(depth + 1)


@cache
def texts() -> Mapping[str, Any]:
    """All words."""
    return Book(_FILE.read_text(encoding="utf-8")).value


class Teller:
    """Tells rules of one book in one language.

    parameters   figures of the book, by name; judgements: what is weighed, by name
    texts_of     words of rules by their ids; ideas: ids of the rules that say what an idea means, by its name
    """

    def __init__(
        self,
        language: str,
        parameters: Mapping[str, Any] | None = None,
        judgements: Mapping[str, Mapping[str, str]] | None = None,
        texts_of: Mapping[str, Mapping[str, str]] | None = None,
        ideas: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.language = language
        self.parameters, self.judgements = parameters or {}, judgements or {}
        self.texts_of, self.ideas = texts_of or {}, ideas or {}

    def word(self, key: str, **filled: str) -> str:
        """A sentence with what is filled in."""
        return texts()[key][self.language].format(**filled)

    def name(self, group: str, key: str) -> str:
        """A word of a group, such as a remedy; the key itself where it has none."""
        return texts()[group].get(key, {}).get(self.language, key)

    def names(self, group: str, keys: Any) -> str:
        """Several of them."""
        between = "、" if self.language == "zh" else ", "
        return between.join(self.name(group, key) for key in ([keys] if isinstance(keys, str) else keys or ()))

    def fact(self, path: str) -> str:
        """What a fact is called."""
        found = law.words().get(path, {})
        return found.get("name", found.get("question", {})).get(self.language, path)

    def value(self, path: str, value: Any) -> str:
        """What a value of a fact is called; money as a figure with its currency."""
        if isinstance(value, bool):
            return law.phrases()["yes" if value else "no"][self.language]
        if isinstance(value, Mapping):
            return self.number(value)
        known = law.words().get(path, {}).get("values", {})
        if path == "category":
            return self._category(str(value), known)
        name, colon, number = str(value).partition(":")
        found = known.get(f"{name}:N" if colon else name, {})
        return found.get(self.language, str(value)).replace("{n}", number or "N")

    def _category(self, path: str, known: Mapping[str, Mapping[str, str]]) -> str:
        """A kind of goods; one without a name of its own by the nearest kind above it that has one."""
        above = path
        while above:
            found = known.get(above) or texts()["categories"].get(above)
            if found:
                return found[self.language] + ("" if above == path else " …")
            above = above.rpartition(".")[0]
        return path

    def condition(self, found: Mapping[str, Any]) -> Said:
        """A condition with all that stands in it."""
        for key in ("all", "any"):
            if key in found:
                parts = tuple(self.condition(one) for one in found[key])
                return parts[0] if len(parts) == 1 else Said(self.word(key), parts)
        if not found:
            return Said(self.word("always"))
        if "not" in found:
            return Said(self.word("not"), (self.condition(found["not"]),))
        if "fact" in found:
            return Said(self._of_fact(found))
        if "category" in found:
            kinds = [found["category"]] if isinstance(found["category"], str) else found["category"]
            value = self.word("or").join(self.value("category", one) for one in kinds)
            return Said(self.word("below", name=self.fact("category"), value=value))
        if "promise" in found:
            path = "seller_conduct.promises"
            known = law.words()[path]["values"]
            key = found["promise"] if found["promise"] in known else f"{found['promise']}:"
            return Said(self.word("promise", value=self.value(path, key)))
        for key in ("within", "late"):
            if key in found:
                return Said(self.word(key, clock=self.clock(found[key])))
        if "means" in found:
            return self._idea(found["means"])
        if "rule" in found:
            return Said(self.word("rule", value=self.text(found["rule"], found["rule"])), refers=found["rule"])
        name = str(found.get("judgement", ""))
        value = self.judgements.get(name, {}).get(self.language, name.replace("_", " "))
        settled = (Said(self.word("settled"), (self.condition(found["settled"]),)),) if "settled" in found else ()
        return Said(self.word("judgement", value=value), settled)

    def _idea(self, name: str) -> Said:
        """An idea with the words of every rule that says what it means; any of them is enough."""
        ways = self.ideas.get(name, ())[:_MOST_WAYS]
        if len(ways) < 2:
            shown = self.text(ways[0], ways[0]) if ways else name.rpartition(".")[2].replace("_", " ")
            return Said(self.word("means", value=shown), refers=ways[0] if ways else "")
        return Said(self.word("means_any"), tuple(Said(self.text(one, one), refers=one) for one in ways))

    def text(self, name: str, otherwise: str) -> str:
        """What a rule or an idea says in plain words."""
        return self.texts_of.get(name, {}).get(self.language, otherwise)

    def _of_fact(self, found: Mapping[str, Any]) -> str:
        path = found["fact"]
        name = self.fact(path)
        if "is" in found:
            return self.word("is", name=name, value=self.value(path, found["is"]))
        if "in" in found:
            return self.word("is", name=name, value=self.word("or").join(self.value(path, one) for one in found["in"]))
        for key in _BOUNDS:
            if key in found:
                return self.word(key, name=name, value=self.number(found[key]))
        if path.startswith("dates."):
            return self.word("known", name=name)
        return self.word("is", name=name, value=self.value(path, True))

    def number(self, found: Any) -> str:
        """A figure, or where it comes from."""
        if not isinstance(found, Mapping):
            return str(found)
        if "minor" in found:
            minor = found["minor"]
            figure = f"{minor / 100:,.2f}" if isinstance(minor, int) else self.number(minor)
            return f"{figure} {found.get('currency', '')}".strip()
        if "param" in found:
            return self._parameter(found["param"])
        if "promised" in found:
            path, name = "seller_conduct.promises", found["promised"]
            key = name if name in law.words()[path]["values"] else f"{name}:"
            return self.word("promised", value=self.value(path, key))
        return self.word("told", value=self.fact(str(found.get("fact", ""))))

    def _parameter(self, name: str) -> str:
        """A figure of the book, with the time in which each value of it counts."""
        told = self.parameters.get(name)
        if told is None:
            return self.word("param", value=name.replace("_", " "))
        listed = told if isinstance(told, list) else [told]
        if len(listed) == 1:
            return self.number(listed[0]["value"])
        return "; ".join(
            f"{self.number(one['value'])} ({one.get('from') or '…'} – {one.get('to') or '…'})" for one in listed
        )

    def length(self, found: Mapping[str, Any]) -> str:
        """7 days: the length of a clock or of what is added to it."""
        for unit in _UNITS:
            if unit in found:
                number = self.number(found[unit])
                return f"{number} {_plural(texts()[unit][self.language], found[unit], self.language)}"
        return ""

    def clock(self, found: Any) -> str:
        """A clock: how long, from what, until what."""
        if not isinstance(found, Mapping):
            return str(found)
        start = self.word("or").join(self.name("events", one) for one in _listed(found.get("start", [])))
        length = self.length(found)
        said = self.word("period", length=length, start=start) if length else self.word("period_none", start=start)
        if "plus" in found:
            said += self.word("after", length=self.length(found["plus"]))
        if "act" in found:
            said += self.word(
                "act", act=self.word("or").join(self.name("events", one) for one in _listed(found["act"]))
            )
        if found.get("counts") == "same_day":
            said += self.word("same_day")
        if found.get("holiday") in ("stay", "roll"):
            said += self.word(found["holiday"])
        if "pause" in found:
            said += self.word("pause", value=self.fact(str(found["pause"])))
        if "restart" in found:
            said += self.word("restart", value=self.name("events", str(found["restart"])))
        return said

    def follows(self, kind: str, then: Mapping[str, Any]) -> list[str]:
        """What follows where the conditions hold."""
        found = [self._first(kind, then)]
        if "amount" in then:
            found.append(self.word("amount", value=self.amount(then["amount"])))
        if "multiple" in then:
            found.append(self.word("multiple", value=self.number(then["multiple"])))
        if "perform" in then:
            told = then["perform"]
            clock = self.clock({**{key: told[key] for key in told if key in _UNITS}, "start": told.get("from", [])})
            found.append(self.word("perform", value=clock))
        for key in ("freight", "burden", "against"):
            if key in then:
                found.append(self.word(key, value=self.names("people", then[key])))
        return found

    def _first(self, kind: str, then: Mapping[str, Any]) -> str:
        if kind == "right":
            return self.word("right", value=self.names("remedies", then.get("remedy")))
        if kind == "bar":
            closed = then.get("bars")
            return self.word(
                "bars", value=self.word("everything") if closed == "all" else self.names("remedies", closed)
            )
        if kind == "meaning":
            return self.word("gives_meaning")
        if kind == "change":
            to = then.get("to", {})
            named = "; ".join(self.text(one, one) for one in _listed(to.get("rules", [])))
            value = self.names("remedies", to.get("remedies")) or named
            return self.word("change", value=value)
        if kind == "duty":
            return self.word("duty", value=self.name("people", str(then.get("of", ""))))
        return self.word("exception")

    def amount(self, found: Any) -> str:
        """An amount in words."""
        if isinstance(found, str):
            return self.name("amounts", found)
        if "money" in found:
            return self.number(found["money"])
        for key in ("sum", "least", "most", "minus"):
            if key in found:
                return self.word(key, value="; ".join(self.amount(one) for one in found[key]))
        key = next((one for one in ("times", "percent", "daily") if one in found), "")
        if not key:
            return self.number(found)
        filled = {"number": self.number(found[key]), "value": self.amount(found.get("of", "price"))}
        return self.word(key, **filled, **({"clock": self.clock(found["since"])} if key == "daily" else {}))


def expected(teller: Teller, gives: Mapping[str, Any]) -> list[str]:
    """What a test expects, as sentences."""
    found = []
    for key, wanted in gives.items():
        if key == "holds":
            found.append(teller.word("holds", value=teller.name("truths", str(wanted).lower())))
            continue
        told = {"certainty": wanted} if isinstance(wanted, str) else dict(wanted)
        parts = [teller.name("certainties", str(told.pop("certainty")))] if "certainty" in told else []
        parts += [f"{teller.name('parts', name)} {_shown(teller, name, value)}" for name, value in told.items()]
        found.append(f"{teller.name('remedies', key)}: {', '.join(parts)}")
    return found


def given(teller: Teller, raw: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a test by dotted path, each as a phrase."""
    found: dict[str, str] = {}
    for key, value in raw.items():
        inner = (
            value.items()
            if isinstance(value, Mapping) and key not in ("price", "shipping_paid", "unperformed", "refunded")
            else None
        )
        for path, one in ((f"{key}.{name}", one) for name, one in inner) if inner is not None else ((key, value),):
            if one is None:
                continue
            listed = one if isinstance(one, list) else [one]
            said = ", ".join(teller.value(path, item) for item in listed)
            found[path] = teller.word("is", name=teller.fact(path), value=said)
    return found


def _shown(teller: Teller, name: str, value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return teller.value("", value)
    listed = value if isinstance(value, list) else [value]
    if name in ("freight", "burden", "against", "not_against"):
        return teller.names("people", listed)
    if name == "needs":
        return ", ".join(teller.fact(str(one)) for one in listed)
    if name == "judgement":
        return " ".join(teller.judgements.get(str(one), {}).get(teller.language, str(one)) for one in listed)
    if name in ("because", "not_because"):
        return " ".join(teller.text(str(one), str(one)) for one in listed)
    return ", ".join(map(str, listed))


def remedies(kind: str, then: Mapping[str, Any]) -> tuple[str, ...]:
    """Remedies of which a rule speaks; all of them where it closes all."""
    found = then.get("remedy") or then.get("remedies") or then.get("bars") or then.get("to", {}).get("remedies") or []
    return REMEDIES if found == "all" else tuple(_listed(found))


def _listed(found: Any) -> list[str]:
    return [found] if isinstance(found, str) else list(found)


def _plural(forms: list[str], number: Any, language: str) -> str:
    if language != "ru" or type(number) is not int:
        return forms[-1] if number != 1 else forms[0]
    if number % 10 == 1 and number % 100 != 11:
        return forms[0]
    return forms[1] if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else forms[2]
