"""The editor's state: rows that stand in the form itself, turned into a policy and back. Nothing is stored before it is published."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from hejie.domain.entitlements.policies import model
from hejie.domain.entitlements.policies.model import Policy
from hejie.domain.entitlements.policies.written import plain
from hejie.rulebooks.return_policies import TERMS_KEYS
from hejie.web.forms import Form
from hejie.web.policies import exceptions, rows
from hejie.web.row_forms import RowForms

KINDS = {
    "windows": rows.Window,
    "exclusions": rows.Exclusion,
    "modifiers": rows.Modifier,
    "charges": rows.Charge,
    "facts": rows.OwnFact,
}
MOST_ROWS = 100  # as many as a policy may have of each (rulebooks.return_policies)
_IN_HEAD = ("methods", "refunds", "conditions")
_KEPT_IN_HEAD = ("in_store", "return_country", "kept", "history", "as_of", "id")
_MORE = ("terms", "seasons", "tier")
_OF_TERMS = TERMS_KEYS
_OWN = ("own_refunds", "own_way", "own_restocking")
"""Terms of a window alone that stand in fields; the others of a window are those of the whole policy, or were read in."""


class Editor(RowForms):
    """One form with all its rows.

    sent     names and values as the browser sends them
    checked  whether mistakes are to be told; a row that was only just added is not scolded
    """

    many = frozenset((*_IN_HEAD, "kinds", "own_refunds"))
    most_rows = MOST_ROWS

    def __init__(self, sent: QueryDict, *, checked: bool = False) -> None:
        super().__init__(sent, checked=checked)
        self.own = {
            self.sent.get(f"facts-{at}-name", "").strip(): self.sent.get(f"facts-{at}-kind", "flag")
            for at in self.numbers("facts")
        }
        self.own.pop("", None)

    @classmethod
    def of(cls, policy: Policy | None) -> "Editor":
        """The editor filled with a policy, or with one empty window."""
        sent = QueryDict(mutable=True)
        if policy is None:
            sent["windows-rows"] = "0"
        else:
            _fill(sent, plain(policy))
        return cls(sent)

    # What the page shows.

    def head(self) -> Form:
        """What goes for the whole policy."""
        return self._form(rows.Head, "head")

    def fees(self) -> list[tuple[str, Form]]:
        """Cost of a return, by case."""
        return [(case, self._form(rows.Fee, f"fee-{case}")) for case in model.CASES]

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Rows of a kind, each with its conditions."""
        found = []
        for at in self.numbers(kind):
            prefix = f"{kind}-{at}"
            conditions = [
                self._form(rows.Condition, f"{prefix}-if-{one}", own=self.own) for one in self.numbers(f"{prefix}-if")
            ]
            found.append({"prefix": prefix, "form": self._form(KINDS[kind], prefix), "conditions": conditions,
                          "numbers": self.sent.get(f"{prefix}-if-rows", "")})  # fmt: skip
        return found

    # What its buttons do.

    def drop(self, prefix: str) -> None:
        """Take a row out."""
        kind, _, at = prefix.rpartition("-")
        self.take_out(kind, at)

    def raise_(self, prefix: str) -> None:
        """Put a row one place further up."""
        kind, _, at = prefix.rpartition("-")
        known = self.numbers(kind)
        place = known.index(at) if at in known else 0
        if place:
            known[place - 1], known[place] = known[place], known[place - 1]
        self._rows(kind, known)

    # What it means.

    def written(self) -> dict[str, Any] | None:
        """The policy as an object; None where something must be mended first."""
        self.checked = True
        self._made.clear()
        listed = {kind: self.of_kind(kind) for kind in KINDS}
        forms = [self.head(), *(form for _, form in self.fees())]
        for found in listed.values():
            forms += [form for row in found for form in (row["form"], *row["conditions"])]
        if not all([form.is_valid() for form in forms]):
            return None
        head = self.head().cleaned_data
        fees = {case: fee for case, form in self.fees() if (fee := _fee(form.cleaned_data))}
        kept = _json(head["kept"])
        found = {
            **{name: kept[name] for name in _KEPT_IN_HEAD if kept.get(name) not in (None, "", [], {})},
            "name": head["name"],
            "combine": head["combine"],
            "facts": {row["form"].cleaned_data["name"]: row["form"].cleaned_data["kind"] for row in listed["facts"]
                      if row["form"].cleaned_data["name"]},
            "windows": [],
            "modifiers": [_modifier(row) for row in listed["modifiers"]],
            "exclusions": [_plain_row(row) for row in listed["exclusions"]],
            "charges": [_charge(row) for row in listed["charges"]],
            **{name: head[name] for name in (*_IN_HEAD, "refund_days")},
            "country": kept.get("country") or _commas(head["country"]),
            "link": [head["link"]] if head["link"] else kept.get("link", []),
            "restocking": _same_amount(kept.get("restocking"), _amount(head["restocking"], "")),
            "fees": fees,
            "other": _lines(head["other"]),
            "sources": _lines(head["sources"]),
        }  # fmt: skip
        found.setdefault("id", "policy")
        shared = {name: found[name] for name in _OF_TERMS if found.get(name) not in (None, "", [], {})}
        found["windows"] = [_window(row, shared) for row in listed["windows"]]
        return {name: value for name, value in found.items() if value not in (None, "", [], {})} | {
            "windows": found["windows"]
        }

    def errors(self) -> list[Form]:
        """Forms in which something must be mended."""
        return [form for form in self._made.values() if form.is_bound and form.errors]


def _fill(sent: QueryDict, found: Mapping[str, Any]) -> None:
    """Put a policy into the names under which the browser would send it."""
    for name in ("name", "combine", "refund_days"):
        sent[f"head-{name}"] = str(found.get(name, "first" if name == "combine" else ""))
    for name in _IN_HEAD:
        sent.setlist(f"head-{name}", found.get(name, []))
    countries = found.get("country", [])
    by_name = all(isinstance(one, str) for one in countries)
    sent["head-country"] = ", ".join(countries) if by_name else ""
    links = found.get("link", [])
    sent["head-link"] = links[0] if len(links) == 1 else ""
    sent["head-restocking"] = _sum(found.get("restocking"), with_currency=True)
    for name in ("other", "sources"):
        sent[f"head-{name}"] = "\n".join(found.get(name, []))
    kept = {name: found[name] for name in (*_KEPT_IN_HEAD, "restocking") if name in found}
    if len(links) > 1:
        kept["link"] = links
    sent["head-kept"] = json.dumps(kept | ({} if by_name else {"country": countries}), ensure_ascii=False)
    for case, fee in found.get("fees", {}).items():
        sent.setlist(f"fee-{case}-kinds", fee.get("kinds", []))
        sent[f"fee-{case}-label"] = fee.get("label", "")
        _put_amount(sent, f"fee-{case}", fee.get("amount"))
        sent[f"fee-{case}-kept"] = json.dumps((fee.get("amount") or {}).get("kept", {}), ensure_ascii=False)
    for at, (name, kind) in enumerate(found.get("facts", {}).items()):
        sent[f"facts-{at}-name"], sent[f"facts-{at}-kind"] = name, kind
    sent["facts-rows"] = ",".join(map(str, range(len(found.get("facts", {})))))
    shared = {name: found[name] for name in _OF_TERMS if name in found}
    for kind in ("windows", "exclusions", "modifiers", "charges"):
        listed = [_with_own(one, shared) for one in found.get(kind, [])]
        sent[f"{kind}-rows"] = ",".join(map(str, range(len(listed))))
        for at, row in enumerate(listed):
            _fill_row(sent, f"{kind}-{at}", row)


def _with_own(row: Mapping[str, Any], shared: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row whose own terms stand in the fields for them, where they say nothing that these fields could not say."""
    if "terms" not in row:
        return row
    own = row["terms"]
    way = own.get("fees", {}).get("changed_mind", {}).get("kinds", [])
    fields = {
        "own_refunds": own.get("refunds", []) if own.get("refunds") != shared.get("refunds") else [],
        "own_way": way[0] if own.get("fees") != shared.get("fees") and len(way) == 1 else "",
        "own_restocking": ""
        if own.get("restocking") == shared.get("restocking")
        else _sum(own.get("restocking"), with_currency=True) or "0",
    }
    if not any(fields.values()) or _own_terms(fields, shared) != own:
        return row
    return {name: value for name, value in row.items() if name != "terms"} | fields


def _own_terms(fields: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any] | None:
    """A window's own terms out of its fields and of what goes for the whole policy; None where it has none of its own."""
    if not any(fields.get(name) for name in _OWN):
        return None
    own = {name: value for name, value in shared.items() if name in _OF_TERMS}
    if fields["own_refunds"]:
        own["refunds"] = list(fields["own_refunds"])
    if fields["own_way"]:
        own["fees"] = {**shared.get("fees", {}), "changed_mind": {"kinds": [fields["own_way"]]}}
    if said := (fields["own_restocking"] or "").strip():
        own.pop("restocking", None)
        if said != "0":
            own["restocking"] = _amount(said, "")
    return own


def _fill_row(sent: QueryDict, prefix: str, row: Mapping[str, Any]) -> None:
    sent.setlist(f"{prefix}-own_refunds", row.get("own_refunds", []))
    for name in (
        "id",
        "days",
        "last_day",
        "clock",
        "note",
        "contested",
        "grade",
        "add_days",
        "what",
        "rule",
        "after",
        "own_way",
        "own_restocking",
    ):
        if name in row:
            sent[f"{prefix}-{name}"] = str(row[name])
    if "last_day" in row:
        sent[f"{prefix}-last_day"] = row["last_day"][:10]
    sent[f"{prefix}-not_for"] = ", ".join(row.get("not_for", []))
    term = row.get("term", "days" if "days" in row else "last_day" if "last_day" in row else "")
    said = "days" if "days" in row else "last_day" if "last_day" in row else "unspecified"
    sent[f"{prefix}-term"] = said if term in ("finite", "unnamed") else term
    _put_amount(sent, prefix, row.get("amount"))
    more = {name: row[name] for name in _MORE if name in row}
    if term in ("finite", "unnamed") or "T" in row.get("last_day", ""):
        more["said"] = {name: row[name] for name in ("term", "days", "last_day") if name in row}
    sent[f"{prefix}-more"] = json.dumps(more, ensure_ascii=False) if more else ""
    conditions = list(row.get("if", {}).items())
    sent[f"{prefix}-if-rows"] = ",".join(map(str, range(len(conditions))))
    for at, (fact, wanted) in enumerate(conditions):
        sent[f"{prefix}-if-{at}-fact"] = fact
        sent[f"{prefix}-if-{at}-value"] = _shown(fact, wanted)


def _shown(fact: str, wanted: Any) -> str:
    if isinstance(wanted, bool):
        return "yes" if wanted else "no"
    if fact == model.ALL_BUT:
        return ", ".join(exceptions.written(one) for one in wanted)
    listed = wanted if isinstance(wanted, list) else [wanted]
    return " – ".join(listed) if fact in model.SPANS else ", ".join(listed)


def _put_amount(sent: QueryDict, prefix: str, amount: Mapping[str, Any] | None) -> None:
    sent[f"{prefix}-amount"] = _sum(amount)
    sent[f"{prefix}-currency"] = (amount or {}).get("currency", "")


def _sum(amount: Mapping[str, Any] | None, *, with_currency: bool = False) -> str:
    if not amount:
        return ""
    if "percent" in amount:
        return f"{amount['percent']}%"
    return f"{amount['value']} {amount['currency']}" if with_currency else amount["value"]


def _window(row: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    found = row["form"].cleaned_data
    more = _json(found["more"])
    term: dict[str, Any] = {"term": found["term"]}
    if found["term"] == "days":
        term = {"days": found["days"]}
    elif found["term"] == "last_day":
        term = {"last_day": found["last_day"].isoformat()}
    own = _own_terms(found, shared)
    if own is not None:
        more["terms"] = own
    said = more.pop("said", None)
    if said and _same_term(said, term):
        term = said
    return {**_plain_row(row), **term, "clock": found["clock"], **_filled(found, "contested", "after"),
            **{name: more[name] for name in _MORE if name in more}}  # fmt: skip


def _same_term(said: Mapping[str, Any], term: Mapping[str, Any]) -> bool:
    """Whether the window still says what was read in, which has more than the form shows."""
    if "days" in said:
        return said["days"] == term.get("days")
    if "last_day" in said:
        return said["last_day"][:10] == term.get("last_day")
    return term.get("term") == "unspecified"


def _modifier(row: Mapping[str, Any]) -> dict[str, Any]:
    found = row["form"].cleaned_data
    return {**_plain_row(row), "add_days": found["add_days"], "not_for": _commas(found["not_for"])}


def _charge(row: Mapping[str, Any]) -> dict[str, Any]:
    found = row["form"].cleaned_data
    amount = _amount(found["amount"], found["currency"])
    return {**_plain_row(row), **_filled(found, "what", "rule"), **({"amount": amount} if amount else {})}


def _plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The name, the conditions, the note and the grade of a row."""
    found = row["form"].cleaned_data
    conditions = [form.cleaned_data for form in row["conditions"] if form.cleaned_data.get("fact")]
    when = {one["fact"]: one["wanted"] for one in conditions}
    return {"id": found["id"], **({"if": when} if when else {}), **_filled(found, "note", "grade")}


def _filled(found: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: found[name] for name in names if found.get(name)}


def _fee(found: Mapping[str, Any]) -> dict[str, Any]:
    amount = _amount(found["amount"], found["currency"])
    if amount and (kept := _json(found["kept"])):
        amount["kept"] = kept
    return {**_filled(found, "kinds", "label"), **({"amount": amount} if amount else {})}


def _amount(text: str, currency: str) -> dict[str, Any] | None:
    text = text.strip().replace(",", ".")
    if not text:
        return None
    if text.endswith("%"):
        return {"percent": text[:-1].strip()}
    value, _, after = text.partition(" ")
    return {"value": value, "currency": currency or after.strip().upper()}


def _same_amount(before: Any, now: dict[str, Any] | None) -> dict[str, Any] | None:
    """An amount with what was read in beside it, as long as it is the same."""
    if not isinstance(before, dict) or now is None:
        return now
    return before if {name: before[name] for name in before if name != "kept"} == now else now


def _commas(text: str) -> list[str]:
    return [one.strip() for one in rows._SEPARATORS.split(text) if one.strip()]


def _lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
