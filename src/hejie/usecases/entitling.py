"""What is due: one question in facts, one answer in words. The same for command line, API, guided way in and case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hejie.domain.entitlements import answer, facts
from hejie.domain.entitlements.answer import Finding, Words
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import law


def entitle(raw: object, *, now: datetime, language: str = "en", policy: str = "") -> dict[str, Any]:
    """The answer of the contract `entitle` to one JSON object of facts.

    now       for the default of `as_of`; policy: a platform's, by its name, which may only add
    Refuses   what `find` refuses
    """
    return answer.said(find(raw, now=now, policy=policy), words(), language)


def find(raw: object, *, now: datetime, policy: str = "") -> Finding:
    """What comes out, before it is put into words.

    Refuses   facts_not_object, fact_unknown, fact_value, fact_date, fact_money, fact_out_of_range, facts_contradict,
              policy_unknown, law_unknown
    """
    jurisdiction = _jurisdiction(raw)
    bundle = law.bundle(jurisdiction, policy)
    return answer.find(bundle, facts.read(raw, law.schema(), bundle.zone, now))


def _jurisdiction(raw: object) -> str:
    if not isinstance(raw, Mapping):
        raise Refusal("facts_not_object")
    told = raw.get("jurisdiction")
    if told is None:
        return ""
    known = law.schema().facts["jurisdiction"].values
    if not isinstance(told, str) or told not in known:
        raise Refusal("fact_value", fact="jurisdiction", value=str(told)[:60], known=", ".join(sorted(known)))
    return told


def words() -> Words:
    """Questions, labels and phrases of answers, in three languages."""
    return Words(question, label, law.phrases())


def question(path: str, language: str) -> str:
    """The question by which a fact is asked for."""
    return law.words()[path]["question"][language]


def label(path: str, value: str, language: str) -> str:
    """What a value of a fact is called; the value itself where it has no name."""
    names = law.words()[path].get("values", {})
    texts = names.get(value) or names.get(f"{value}:N") or {}
    if path == "jurisdiction" and not texts:
        texts = law.place(law.place_of(value)).name
    return texts.get(language, value).replace("{n}", "N")
