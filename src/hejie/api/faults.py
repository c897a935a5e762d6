"""What is wrong with a request that could not be read at all, in the caller's language."""

from collections.abc import Mapping

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http.multipartparser import MultiPartParserError

from hejie.api.describing import words
from hejie.domain.kernel.refusal import Refusal

UNREADABLE = (MultiPartParserError, SuspiciousOperation)
"""What Django raises when the body itself cannot be taken."""
_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_LIKE = {
    "int_parsing": "int_type", "int_from_float": "int_type", "int_parsing_size": "int_type", "bool_parsing": "bool_type",
    "string_unicode": "string_type", "model_type": "dict_type", "model_attributes_type": "dict_type", "enum": "literal_error",
    "date_parsing": "date_type", "date_from_datetime_parsing": "date_type", "date_from_datetime_inexact": "date_type",
    "datetime_parsing": "datetime_type", "datetime_from_date_parsing": "datetime_type", "timezone_aware": "datetime_type",
    "finite_number": "int_type",
}  # fmt: skip
_LONGEST = 400
DEEPEST = 64
"""Lists and objects within one another in a body. Real ones have a dozen at most; what works through them has its own limits far above."""


def of_body(error: BaseException | None) -> Refusal | None:
    """The refusal that a body deserves which Django could not take; None for any other fault."""
    if isinstance(error, _LARGE):
        return Refusal("request_too_large")
    return Refusal("bad_form") if isinstance(error, UNREADABLE) else None


def refuse_depth(value: object) -> None:
    """Let a body pass whose lists and objects stand at most `DEEPEST` deep in one another. Refuses nested_too_deep."""
    level: list[object] = [value]
    for _deep in range(DEEPEST + 1):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise Refusal("nested_too_deep", most=DEEPEST)


def of_field(error: Mapping, language: str) -> str:
    """Why a field is wrong. error: as Pydantic tells it (`type`, `ctx`)."""
    kind, known = str(error.get("type", "")), words("fields")
    said = known.get(_LIKE.get(kind, kind), known["other"])
    beside = {name: str(value)[:_LONGEST] for name, value in (error.get("ctx") or {}).items()}
    try:
        return said[language.partition("-")[0]].format_map(beside)
    except KeyError:
        return known["other"][language.partition("-")[0]]
