"""The warning where words lead off the platform: to the writer once before he sends, to the reader beside the words."""

from django.http import HttpRequest

from hejie.usecases import commitments, leading_off
from hejie.web import languages
from hejie.web.forms import Form


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


def before_sending(request: HttpRequest, *forms: Form) -> bool:
    """Whether the writer of valid forms has to be told something first of what the other side would read (`Form.speaks`).

    It then stands at the end of the last one (`Form.leads`); sent once more as it is, it passes.
    """
    texts = (str(form.cleaned_data.get(name) or "") for form in forms for name in form.speaks)
    told: dict[str, dict] = {}
    for text in texts:
        for one in to_say(request, text):
            told.setdefault(one["rule"], one)
    forms[-1].leads = list(told.values())
    return bool(told)


def buys_a_review(request: HttpRequest, text: str) -> str:
    """Words of a text about to be sent that buy or demand a review, of which its writer has not been told yet; "" else."""
    known = frozenset(request.POST.get("known", "").split())
    return "" if "review" in known else commitments.buys_a_review(text)
