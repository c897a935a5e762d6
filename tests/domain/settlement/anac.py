"""The additive negotiation domains of ANAC, as scenarios of our contract."""

import gzip
import json

from tests.support.rules import real_data


def domains() -> list[dict]:
    """All of them; skips the test where they are absent."""
    with gzip.open(real_data("anac_domains/domains.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def as_scenario(domain: dict, scaled: bool) -> dict:
    """A domain's first two profiles as a scenario; scaled: worst package 0, best 1."""
    parties = []
    for name, profile in zip(("buyer", "seller"), domain["profiles"], strict=False):
        weights = dict(zip(profile["issues"], profile["weights"], strict=True))
        rated = dict(zip(profile["issues"], profile["evals"], strict=True))
        spans = {one: (min(values.values()), max(values.values())) for one, values in rated.items()}
        whole = sum(weights[one] * (most - least) for one, (least, most) in spans.items()) if scaled else 1.0
        utilities = [
            {"issue": issue["name"], "weight": weights[issue["name"]] / (whole or 1.0),
             "values": {value: rated[issue["name"]][value] - (spans[issue["name"]][0] if scaled else 0)
                        for value in issue["values"]}}
            for issue in domain["issues"]
        ]  # fmt: skip
        reservation = 0.0 if scaled else profile["reservation"] or 0.0
        parties.append({"name": name, "utilities": utilities, "reservation": reservation})
    return {"issues": domain["issues"], "parties": parties}
