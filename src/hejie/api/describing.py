"""Words and shapes with which the description of the interface is completed, so that nothing has to be guessed.

They stand in `words/`: `names.yaml` says what names mean, `answers.yaml` what calls answer, `service.yaml` what belongs to
each kind of request and each of its steps. Who may take a step, and what it needs, comes from the steps' own table.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from hejie.domain.cases.servicing.steps import STEPS

_WORDS = Path(__file__).parent / "words"
_PLAIN = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "moment": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "any": {},
}
_MAYBE, _NULL = "maybe ", "or null"
_HERE = "#/components/schemas/"
_WHO = {"system": "the shop's program", "platform": "the marketplace", "buyer": "the buyer", "seller": "the seller"}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "Why something was not done (RFC 9457). Go by `code`; the words are for people, in the language of `Accept-Language`.",
    "required": ["type", "title", "status", "detail", "code", "facts"],
    "properties": {
        "type": {"type": "string", "description": "`urn:hejie:problem:` and the code."},
        "title": {"type": "string", "description": "What was not done."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "Why not, and what to do."},
        "code": {"type": "string", "description": "Which refusal it is; calls name those that are their own."},
        "facts": {
            "type": "object",
            "additionalProperties": True,
            "description": "What it is about: field, sum, step …",
        },
        "why": {"type": "string", "description": "Why not."},
        "do": {"type": "string", "description": "What to do."},
    },
}


@lru_cache
def words(name: str) -> Mapping[str, Any]:
    """One file of `words/`, read once."""
    return yaml.safe_load((_WORDS / f"{name}.yaml").read_text(encoding="utf-8"))


def schema(shape: Any, *, closed: bool = False) -> dict:
    """JSON Schema of a shape as `answers.yaml` writes them. closed: with no other names than those that stand there."""
    if isinstance(shape, str):
        return _of_word(shape, closed=closed)
    if isinstance(shape, list):
        items = {"type": "array", "items": schema(shape[0], closed=closed)}
        return _or_null(items) if len(shape) > 1 else items
    rest = shape.get("*")
    names = {name: one for name, one in shape.items() if name not in ("*", _NULL)}
    made: dict = {"type": "object"}
    if names:
        made["properties"] = {name.removeprefix(_MAYBE): schema(one, closed=closed) for name, one in names.items()}
        made["required"] = [name for name in names if not name.startswith(_MAYBE)]
    if rest is not None:
        made["additionalProperties"] = schema(rest, closed=closed) or True
    elif closed:
        made["additionalProperties"] = False
    return _or_null(made) if _NULL in shape else made


def _of_word(shape: str, *, closed: bool) -> dict:
    if shape[0] in "[{":
        return schema(yaml.safe_load(shape), closed=closed)
    word = shape.removesuffix(f" {_NULL}")
    if word.startswith("one of "):
        found: dict = {"type": "string", "enum": word.split()[2:]}
    else:
        found = dict(_PLAIN[word]) if word in _PLAIN else {"$ref": _HERE + word}
    return _or_null(found) if shape != word and found else found


def _or_null(one: dict) -> dict:
    return {"anyOf": [one, {"type": "null"}]}


def answer_schemas(*, closed: bool = False) -> dict[str, dict]:
    """The named shapes of answers, for `components`."""
    return {name: schema(shape, closed=closed) for name, shape in words("answers")["shapes"].items()}


def complete(document: dict, prefix: str) -> dict:
    """The document with words for every name, the shapes of answers, and what a refusal looks like."""
    schemas = document["components"]["schemas"]
    named = answer_schemas()
    if doubled := named.keys() & schemas.keys():
        raise ValueError(f"shapes of answers are called as bodies are: {sorted(doubled)}")
    for name, one in schemas.items():
        _tell_fields(name, one)
    about = words("answers")["about"]
    schemas |= {name: _told(one) | {"description": about[name]} for name, one in named.items()}
    schemas["Problem"] = PROBLEM
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            _tell_call(call, f"{method} {path.removeprefix(prefix)}")
    _tell_service(document, prefix)
    return document


def _tell_fields(name: str, body: dict) -> None:
    said, own = words("names")["fields"], words("names")["own"]
    for field, one in body.get("properties", {}).items():
        text = own.get(f"{name}.{field}") or said.get(field)
        if text:
            one.setdefault("description", text)


def _told(one: dict) -> dict:
    """A shape of an answer, with words for its names."""
    if "properties" in one:
        said = words("names")["fields"]
        one["properties"] = {
            name: _told(inner) | ({"description": said[name]} if name in said and "$ref" not in inner else {})
            for name, inner in one["properties"].items()
        }
    for part in ("items", "additionalProperties"):
        if isinstance(one.get(part), dict):
            one[part] = _told(one[part])
    if "anyOf" in one:
        one["anyOf"] = [_told(inner) for inner in one["anyOf"]]
    return one


def _tell_call(call: dict, name: str) -> None:
    said = words("names")["parameters"]
    for one in call.get("parameters", ()):
        if one["name"] in said:
            one.setdefault("description", said[one["name"]])
    shape = words("answers")["calls"].get(name)
    for status, answer in call["responses"].items():
        content = answer.get("content", {}).get("application/json")
        if shape is not None and content is not None:
            content["schema"] = _told(schema(shape))
        if answer.get("description") in (None, "OK", "Created", ""):
            answer["description"] = "As asked." if str(status) == "200" else "Done."
    problem = {"application/problem+json": {"schema": {"$ref": _HERE + "Problem"}}}
    call["responses"]["default"] = {"description": "Refused; nothing was done.", "content": problem}


def _tell_service(document: dict, prefix: str) -> None:
    """What a wish and a step may hold, with tables of kinds and of steps in words."""
    said, bodies = words("service"), document["components"]["schemas"]
    bodies["ServiceIn"]["properties"]["wish"] |= _object(said["wishes"], said["wishes"])
    asking = document["paths"].get(prefix + "/returns", {}).get("post")
    if asking:
        asking["description"] += "\n\n" + "\n".join(_kind_row(kind) for kind in said["wishes_of"])
    for body, step in {
        "LabelIn": "label",
        "ShipmentIn": "send",
        "ReceiptIn": "receive",
        "InspectionIn": "inspect",
    }.items():
        bodies[body]["properties"]["told"] |= _object(said["told"], said["steps"][step]["told"])
    bodies["ServiceStepIn"]["properties"]["told"] |= _object(said["told"], said["told"])
    taking = document["paths"].get(prefix + "/returns/{case_id}/steps/{step}", {}).get("post")
    if taking:
        taking["description"] += "\n\n" + "\n".join(_step_row(name) for name in said["steps"])
        for one in taking["parameters"]:
            if one["name"] == "step":
                one["schema"]["enum"] = list(said["steps"])


def _object(table: Mapping, names) -> dict:
    shapes = {name: schema(table[name][0]) | {"description": table[name][1]} for name in names}
    return {"type": "object", "properties": shapes, "additionalProperties": False}


def _kind_row(kind: str) -> str:
    said = words("service")
    needed = said["needed"].get(kind, ())
    names = [f"`{name}`" + (" (needed)" if name in needed else "") for name in said["wishes_of"][kind]]
    return f"- `{kind}`: {'`wish` may hold ' + ', '.join(names) if names else '`wish` is empty'}."


def _step_row(name: str) -> str:
    told, rule = words("service")["steps"][name], STEPS[name]
    needs = [f"`told.{one}`" for one in told.get("needed", ())]
    needs += ["`note`"] if rule.note else []
    needs += ["`evidence`"] if rule.proof else []
    may = [f"`told.{one}`" for one in told["told"] if one not in told.get("needed", ())]
    who = " or ".join(_WHO[side] for side in rule.by)
    rest = (f" Needs {', '.join(needs)}." if needs else "") + (f" May tell {', '.join(may)}." if may else "")
    return f"- `{name}`, by {who}: {told['says']}{rest}"
