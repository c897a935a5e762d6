"""What of a text leads off the platform, for programs that write or show messages of their own."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from hejie.api.app import api
from hejie.api.calls import reading
from hejie.api.shapes import Strict
from hejie.usecases import leading_off


class TextToLookAt(Strict):
    """A text as it is to be sent, in any language."""

    text: Annotated[str, Field(max_length=20_000)]


class Lead(Schema):
    """One finding: which rule, the words that show it, and what to say of it in the caller's language."""

    rule: str
    words: str
    title: str
    why: str


class Leads(Schema):
    """Findings, the weightiest first; empty where nothing leads off."""

    leads: list[Lead]


@api.post("/texts/leads", response=Leads, tags=["talk"])
def look_at(request: HttpRequest, body: TextToLookAt) -> dict:
    """Ask, before a text is sent or beside one that is shown, what of it leads off the platform or out of its custody:
    money past it, card numbers, payment links, messengers, telephone numbers. It is advice: no text is refused because of
    it, and nothing of the call is kept. Needs no idempotency key."""
    reading(request)
    own = [request.get_host().partition(":")[0]]
    return {"leads": leading_off.told(body.text, request.language(), own)}
