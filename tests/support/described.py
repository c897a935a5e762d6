"""Holds answers of the API to what its description says of them, without any name that it does not know."""

import json
import re
from collections import Counter
from functools import lru_cache

from jsonschema import Draft202012Validator

_ENOUGH = 4  # answers of one call that a run looks at: a shape is told by the first few
_seen: Counter = Counter()


@lru_cache
def _document() -> dict:
    from hejie.api import describing
    from hejie.api.app import api

    document = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    document["components"]["schemas"] |= describing.answer_schemas(closed=True)
    return document


@lru_cache
def _checker(name: str, status: int) -> Draft202012Validator | None:
    from hejie.api import describing

    method, path = name.split(" ", 1)
    described = _document()["paths"][f"/api/v1{path}"][method]["responses"].get(str(status), {}).get("content", {})
    shape = describing.words("answers")["calls"].get(name)
    found = describing.schema(shape, closed=True) if shape else described.get("application/json", {}).get("schema")
    return Draft202012Validator({**found, "components": _document()["components"]}) if found is not None else None


def hold(method: str, path: str, answer) -> None:
    """Fail where an answer is not as it is described. path: below /api/v1."""
    from django.urls import resolve

    if answer.status_code >= 300 or "json" not in answer.get("Content-Type", "") or path.startswith("/openapi"):
        return
    route = resolve(f"/api/v1{path}".split("?")[0]).route
    noun = re.sub("<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", route).removeprefix("api/v1/")
    name = f"{method.lower()} /{noun}"
    _seen[name] += 1
    if _seen[name] > _ENOUGH or (checker := _checker(name, answer.status_code)) is None:
        return
    faults = [
        f"{'/'.join(map(str, one.absolute_path))}: {one.message[:300]}"
        for one in checker.iter_errors(json.loads(answer.content))
    ]
    assert not faults, f"{name} answers what its description does not say: {faults}"
