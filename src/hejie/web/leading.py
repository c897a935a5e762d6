"""The warning where words lead off the platform: to the writer once before he sends, to the reader beside the words."""

from django.http import HttpRequest

from hejie.usecases import commitments, leading_off
from hejie.web import languages


def found(request: HttpRequest | None, text: str) -> list[dict]:
    """What of a text leads off the platform, in the reader's language."""
    hosts = [request.get_host().partition(":")[0]] if request is not None else []
    return [dict(one) for one in leading_off.told(text, languages.active(), hosts)]


def to_say(request: HttpRequest, text: str) -> list[dict]:
    """What the writer has not been told yet of a text that he is about to send. Empty: let it go.

    The form brings back, as `known`, what he was told; he may send it all the same, and is not asked a second time.
    """
    known = frozenset(request.POST.get("known", "").split())
    told = found(request, text)
    return told if {one["rule"] for one in told} - known else []


def buys_a_review(request: HttpRequest, text: str) -> str:
    """Words of a text about to be sent that buy or demand a review, of which its writer has not been told yet; "" else."""
    known = frozenset(request.POST.get("known", "").split())
    return "" if "review" in known else commitments.buys_a_review(text)
