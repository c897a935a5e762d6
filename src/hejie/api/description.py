"""The description of the interface, with what no call's own arguments show: the headers that calls take.

So that a program can be written from the description alone.
"""

from ninja import NinjaAPI

from hejie.api import describing

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Your name for this act, new for each. The same once more gets the first answer; with another body it is refused "
    "(`key_used_otherwise`). It counts for the case, order or other file that is acted on: on another file it is another act.",
}
_HEAD = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "ETag of what you have read: should it have changed since, nothing is done (409 stale_head).",
}
_FOR = {
    "name": "On-Behalf-Of",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "With an integrator's token: `buyer:ID` or `seller:ID`, for whom you act.",
}
WITHOUT_KEY = frozenset(
    {
        "/entitlements",
        "/tokens/exchange",
        "/orders/imports/{system}",
        "/listings/check",
        "/texts/leads",
        "/return-policy-trials",
        "/orders/{root}/key-checks",
    }
)
"""Calls by POST that take no key: they change nothing, or tell a repeat by what they are sent."""
_OF_CASES = ("/cases/{case_id}", "/returns/{case_id}")


class Api(NinjaAPI):
    """The API object, whose description names headers too."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self._made: dict[str, dict] = {}

    def get_openapi_schema(self, *, path_prefix: str | None = None, **more: object) -> dict:
        """The OpenAPI document; made once by each process, as it takes a second and anybody may ask for it."""
        prefix = path_prefix or self.get_root_path({})
        if prefix not in self._made:
            self._made[prefix] = self._make(prefix, **more)
        return self._made[prefix]

    def _make(self, path_prefix: str, **more: object) -> dict:
        document = super().get_openapi_schema(path_prefix=path_prefix, **more)
        for path, calls in document["paths"].items():
            noun = path[path.index("/v1") + 3 :] if "/v1" in path else path
            for method, call in calls.items():
                call["parameters"] = [*call.get("parameters", ()), *_headers(noun, method)]
        return describing.complete(document, path_prefix.rstrip("/"))


def _headers(noun: str, method: str) -> list[dict]:
    if noun == "/tokens/exchange":
        return []
    found = [_FOR]
    if method == "post" and noun not in WITHOUT_KEY:
        found.append(_KEY)
        if noun.startswith(_OF_CASES):
            found.append(_HEAD)
    return found
