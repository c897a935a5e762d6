"""Findings of a ruling in words: by the texts of the case's burden book, in the reader's language, never in made-up law."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources

import yaml

from hejie.domain.burden import weigh
from hejie.domain.burden.book import NOT_PROVED, Point, Step, Texts
from hejie.domain.cases import findings, law_burden
from hejie.domain.cases.state import CaseState
from hejie.domain.entitlements import answer
from hejie.domain.procedure.rulebook import Procedure
from hejie.usecases import case_law

Text = Callable[[Mapping | None], str]
"""What a reader sees of a private text by its reference; "" where it was erased or is not his to read."""


# How the books name their articles (`art. 65(3)`, `general art. 10, 12`), in other languages.
_SOURCES = {
    "zh": ((r"general art\. (.+)", r"总则第\1条"), (r"art\. (.+)", r"第\1条"), (r" to ", "至"), (r", ", "、")),
    "ru": ((r"general art\. ", "общие правила, ст. "), (r"art\. ", "ст. "), (r" to ", "–")),
}


@cache
def texts() -> Mapping:
    """The whole file of texts."""
    text = resources.files("hejie.rulebooks").joinpath("templates/findings.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class FindingWords:
    """The words of the findings of one case, in one language (en, zh or ru; English for any other)."""

    def __init__(self, procedure: Procedure, language: str, text: Text) -> None:
        self.procedure, self.book, self.text = procedure, procedure.burdens, text
        self.language = language if language in ("en", "zh", "ru") else "en"

    def point(self, data: Mapping) -> str:
        """What the point is, without a full stop: the neutral's words, else those of the book."""
        known = self.book.points.get(data["point"])
        return bare(self.text(data.get("words")) or (self.said(known.text) if known else ""))

    def finding(self, word: str) -> str:
        """A finding in a word or two."""
        return self._of("findings", word)

    def side(self, side: str) -> str:
        """The buyer, the seller."""
        return self._of("sides", side)

    def burden(self, data: Mapping) -> str:
        """Whose turn of proof the finding rests on and what he had to show; "" where it rests on none."""
        found = data.get("burden")
        if not found:
            return ""
        step = self.step(data)
        if step is None:
            return self._frame("own_burden", side=self.side(found["on"]))
        return self._frame("burden", side=self.side(found["on"]), proof=self.said(step.proof))

    def follows(self, data: Mapping) -> str:
        """What the book says that follows from the finding; "" where it says nothing."""
        known = self.book.points.get(data["point"])
        return self.said(known.follows[data["finding"]]) if known and data["finding"] in known.follows else ""

    def step(self, data: Mapping) -> Step | None:
        """The turn of proof that a finding names, if it is one of the book."""
        known = self.book.points.get(data["point"])
        return known.step(data.get("burden", {}).get("step", "")) if known else None

    def now(self, step: Step, side: str) -> str:
        """Who has to show what at a turn of proof."""
        return self._frame("now", side=self.side(side), proof=self.said(step.proof))

    def line(self, number: int, data: Mapping) -> str:
        """One finding as a line: `2. The pair is unworn: proved (E3)`."""
        told = self._frame("point", number=number, point=self.point(data), finding=self.finding(data["finding"]))
        pieces = ", ".join(piece.upper() for piece in data["evidence"])
        return told + (self._frame("pieces", pieces=pieces) if pieces else "")

    def paragraph(self, number: int, data: Mapping) -> str:
        """One finding with its turn of proof and why: `1. The goods have a fault: proved (E1). The seller had to show: …`."""
        line, burden = self.line(number, data), self.burden(data)
        source = self.written(data)
        burden = self.sourced(burden, source) if burden else ""
        told = self._frame("told_burden", line=line, burden=burden[:1].upper() + burden[1:]) if burden else ""
        why = self.text(data.get("reasons"))
        return "\n".join(part for part in (told or self._frame("told", line=line), why) if part)

    def rule(self, data: Mapping) -> str:
        """A rule that was applied: which rulebook, in which version, which article."""
        named = {"rulebook": self.rulebook(data["rulebook"]), "version": data["version"], "article": data["article"]}
        return self._frame("rule" if data["article"] else "whole_rule", **named).strip()

    def rulebook(self, name: str) -> str:
        """A rulebook by the name that it gives itself, else by its id, which stands on the record in any case."""
        if name == self.procedure.id:
            texts = self.procedure.texts
            return texts.get(self.language, texts["en"])["name"]
        if name == self.book.id:
            return self.said(self.book.name)
        return case_law.instrument(name, self.language) or name

    def sourced(self, sentence: str, source: str) -> str:
        """A sentence with where it is written, if it is written anywhere."""
        return self._frame("sourced", burden=sentence, source=source) if source else sentence

    def source(self, written: str) -> str:
        """Where a book says that it is written, in this language; "" where a book says that it is its own."""
        if written.startswith("ours"):
            return ""
        for pattern, words in _SOURCES.get(self.language, ()):
            written = re.sub(pattern, words, written)
        return written

    def written(self, data: Mapping) -> str:
        """Where the turn of proof of a finding is written: in the book, and in the law where that goes before it."""
        found = data.get("burden") or {}
        law = found.get("law")
        source = self.source(found.get("source", ""))
        return "; ".join(part for part in (source, self.cited(law["rule"], law["book"]) if law else "") if part)

    def by_law(self, point: Point, case: CaseState) -> str:
        """The rule of the law that takes later turns of a point from the buyer, as it is cited; "" where none does."""
        if law_burden.point(point, case, findings.facts(case)) is point:
            return ""
        found = law_burden.of(case)
        return self.cited(found.rule, found.book)

    def cited(self, rule: str, book: str) -> str:
        """A rule of the law as it is cited: instrument and article; book: its id, and the article after a blank."""
        name, _blank, article = book.partition(" ")
        known = case_law.rule(rule, name)
        return answer.cite(known, self.language) if known else f"{name} {article}".strip()

    def otherwise(self, points: Iterable[tuple[int, Mapping]]) -> str:
        """What would have changed the result, by what the turns of proof say: what was not proved first.

        points   numbered findings; those without a turn of proof say nothing here
        """
        listed = sorted(points, key=lambda one: one[1]["finding"] != NOT_PROVED)
        return "\n".join(line for number, data in listed if (line := self._turned(number, data)))

    def _turned(self, number: int, data: Mapping) -> str:
        found, step = data.get("burden") or {}, self.step(data)
        named = {"number": number, "point": self.point(data), "side": self.side(found.get("on", ""))}
        if step is None:
            return self._frame("own_missing", **named) if found and data["finding"] == NOT_PROVED else ""
        turn = weigh.turning(step, data["finding"])
        if turn is None:
            return ""
        return self._frame("shown" if turn.shown else "missing", proof=self.said(step.proof), **named)

    def said(self, text: Texts) -> str:
        """A text of the book in this language."""
        return text[self.language]

    def _of(self, group: str, key: str) -> str:
        found = texts()[group].get(key)
        return found[self.language] if found else ""

    def _frame(self, name: str, **named: object) -> str:
        return texts()["frames"][name][self.language].format_map(named)


def bare(sentence: str) -> str:
    """A sentence without its full stop, to go on after it."""
    return sentence.strip().rstrip(".。")
