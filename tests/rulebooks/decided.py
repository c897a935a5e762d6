"""Scores answers against published decisions: `cases/facts.jsonl` of the test data, as its README says."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from hejie.usecases import entitling

TODAY = datetime(2026, 11, 27, 4, tzinfo=UTC)
_REFUNDS = ("refund", "return_and_refund", "rescission", "withdrawal")


def misses(case: Mapping[str, Any]) -> Iterator[str]:
    """What the answer to a case's facts does not say as the decision did; nothing: fully right."""
    answer = entitling.entitle(case["facts"], now=TODAY)
    rows = {row["remedy"]: row for row in answer["remedies"]}
    expect = case["expect"]
    for certainty in ("due", "possible", "excluded"):
        for wanted in expect.get(certainty, ()):
            ways = wanted if isinstance(wanted, list) else [wanted]
            got = {way: rows[way]["certainty"] if way in rows else "not spoken of" for way in ways}
            if certainty not in got.values() and not (
                certainty == "excluded" and set(got.values()) == {"not spoken of"}
            ):
                yield f"{'/'.join(ways)} should be {certainty}: {got}"
    yield from _figures(rows, expect)
    yield from _parties(rows, expect)


def _figures(rows: Mapping[str, Any], expect: Mapping[str, Any]) -> Iterator[str]:
    for remedy, minor in expect.get("amount_minor", {}).items():
        ways = _REFUNDS if remedy in _REFUNDS else (remedy,)
        got = [rows[way]["amount"]["minor"] for way in ways if way in rows and rows[way]["amount"]]
        if minor not in got:
            yield f"amount of {remedy} should be {minor}: {got}"
    multiple = expect.get("multiple")
    if multiple is not None and rows.get("punitive_damages", {}).get("multiple") != multiple:
        yield f"multiple should be {multiple}: {rows.get('punitive_damages', {}).get('multiple')}"


def _parties(rows: Mapping[str, Any], expect: Mapping[str, Any]) -> Iterator[str]:
    named = {way for wanted in expect.get("due", ()) for way in (wanted if isinstance(wanted, list) else [wanted])}
    looked = [row for way, row in rows.items() if (way in named or not named) and row["certainty"] != "excluded"]
    for key in ("return_freight", "burden_of_proof"):
        if key in expect and expect[key] not in {row[key] for row in looked}:
            yield f"{key} should be {expect[key]}: {[(row['remedy'], row[key]) for row in looked]}"
    against = {one for row in looked for one in row["against"]}
    for one in expect.get("against_includes", ()):
        if one not in against:
            yield f"should be against {one}: {sorted(against)}"
    for one in expect.get("against_excludes", ()):
        if one in against:
            yield f"should not be against {one}"
