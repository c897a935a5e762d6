"""The editor's state: rows that stand in the form itself, turned into a policy and back. Nothing is stored before it is published."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from hejie.domain.kernel.money import EXPONENTS
from hejie.rulebooks import vetting as texts
from hejie.rulebooks.vetting import Policy
from hejie.web.forms import Form
from hejie.web.row_forms import RowForms
from hejie.web.vetting import rows

MOST = {"papers": texts.MOST_KINDS, "rules": texts.MOST_ROWS}
_DAYS = ("first", "grace", "review", "renewal", "probation", "again", "longer")
_MANY = frozenset(("papers", "stops", "then"))


class Editor(RowForms):
    """One form with all its rows. sent: names and values as the browser sends them; checked: whether mistakes are to be told."""

    many = _MANY

    def __init__(self, sent: QueryDict, language: str, *, checked: bool = False) -> None:
        super().__init__(sent, checked=checked)
        self.language = language

    @classmethod
    def of(cls, policy: Policy, language: str) -> "Editor":
        """The editor filled with a policy."""
        sent = QueryDict(mutable=True)
        _fill(sent, texts.plain(policy))
        return cls(sent, language)

    def most(self, kind: str) -> int:
        """How many rows of a kind a policy may have."""
        return MOST[kind]

    def kinds(self) -> dict[str, str]:
        """Names of papers by kind, as they stand in the form."""
        found = {}
        for at in self.numbers("papers"):
            if kind := self.sent.get(f"papers-{at}-kind", "").strip():
                found[kind] = self.sent.get(f"papers-{at}-{self.language}", "").strip() or kind
        return found

    def general(self) -> Form:
        """What counts in general."""
        return self._form(rows.General, "general")

    def papers(self) -> list[tuple[str, Form]]:
        """(number, form) of each kind of paper."""
        return [(at, self._form(rows.Paper, f"papers-{at}")) for at in self.numbers("papers")]

    def rules(self) -> list[tuple[str, Form]]:
        """(number, form) of each rule."""
        kinds = self.kinds()
        return [(at, self._form(rows.Rule, f"rules-{at}", kinds=kinds)) for at in self.numbers("rules")]

    def written(self) -> dict[str, Any] | None:
        """The policy as an object; None where something must be mended first."""
        self.checked = True
        self._made.clear()
        papers, rules, general = self.papers(), self.rules(), self.general()
        forms = [general, *(form for _at, form in papers), *(form for _at, form in rules)]
        if not all([form.is_valid() for form in forms]):
            return None
        told = general.cleaned_data
        terms = {name: told[name] for name in _DAYS} | {"stops": told["stops"], "most": told["most"]}
        terms["deposit"] = {"days": told["deposit_days"], "then": told["then"], "hold": told["hold"]}
        return {
            "id": "vetting/own",
            "version": told["version"].strip(),
            "papers": {form.cleaned_data["kind"]: _paper(form.cleaned_data) for _at, form in papers},
            "rules": [form.row() for _at, form in rules],
            "terms": terms,
        }

    def wrong(self) -> int:
        """In how many rows something must be mended."""
        return sum(form.is_bound and bool(form.errors) for form in self._made.values())


def _paper(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("ends", "en", "zh", "ru")} | (
        {"lasts": told["lasts"]} if told["lasts"] else {}
    )


def _fill(sent: QueryDict, found: Mapping[str, Any]) -> None:
    """Put a policy into the names under which the browser would send it."""
    terms = found["terms"]
    for name in _DAYS:
        sent[f"general-{name}"] = str(terms[name])
    sent["general-version"] = found["version"]
    sent.setlist("general-stops", terms["stops"])
    sent["general-most"] = rows.written(terms["most"])
    sent["general-deposit_days"], sent["general-hold"] = str(terms["deposit"]["days"]), str(terms["deposit"]["hold"])
    sent.setlist("general-then", terms["deposit"]["then"])
    sent["papers-rows"] = ",".join(map(str, range(len(found["papers"]))))
    for at, (kind, paper) in enumerate(found["papers"].items()):
        sent[f"papers-{at}-kind"] = kind
        for name in ("en", "zh", "ru"):
            sent[f"papers-{at}-{name}"] = paper[name]
        if paper["ends"]:
            sent[f"papers-{at}-ends"] = "on"
        sent[f"papers-{at}-lasts"] = str(paper.get("lasts", ""))
    sent["rules-rows"] = ",".join(map(str, range(len(found["rules"]))))
    for at, rule in enumerate(found["rules"]):
        _fill_rule(sent, f"rules-{at}", rule)


def _fill_rule(sent: QueryDict, prefix: str, rule: Mapping[str, Any]) -> None:
    sent[f"{prefix}-who"], sent[f"{prefix}-source"] = rule["for"], rule["source"]
    for name in ("countries", "categories"):
        sent[f"{prefix}-{name}"] = ", ".join(one for one in rule[name] if one != rows.ANY)
    sent.setlist(f"{prefix}-papers", rule["papers"])
    if deposit := rule.get("deposit"):
        digits = EXPONENTS[deposit["currency"]]
        sent[f"{prefix}-deposit"] = f"{deposit['minor'] / 10**digits:.{digits}f}"
        sent[f"{prefix}-currency"] = deposit["currency"]
    if probation := rule.get("probation"):
        sent[f"{prefix}-probation"] = str(probation["days"])
        sent[f"{prefix}-longer"] = str(probation.get("longer", ""))
        sent[f"{prefix}-most"] = rows.written(probation.get("most", {}))
