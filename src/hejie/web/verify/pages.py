"""The page on which anybody has a dossier checked."""

import re
from functools import cache
from hashlib import sha256
from importlib import resources

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hejie.adapters.refusal_texts import sentences
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import dossier_checks
from hejie.web import formatting, words
from hejie.web.forms import Form
from hejie.web.verify import telling

STAND_ALONE = "hejie_verify.py"
_WAIT_SECONDS = 600
_MEGABYTE = 1 << 20


class DossierForm(Form):
    """A file to be checked, and the key that it should be signed by where one knows it."""

    dossier = forms.FileField(
        label=gettext_lazy("Dossier, a ZIP file"),
        help_text=gettext_lazy("It is read once and not kept."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    key = forms.CharField(
        label=gettext_lazy("Public key"),
        help_text=gettext_lazy("If you have it from another place, we look whether this very key signed the file."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_dossier(self):
        """No larger than what a page can check."""
        sent = self.cleaned_data["dossier"]
        if sent.size > settings.DOSSIER_MOST_BYTES:
            most = settings.DOSSIER_MOST_BYTES // _MEGABYTE
            raise forms.ValidationError(
                _("The file is larger than %(most)d MB. Check it with the program on your own machine.")
                % {"most": most}
            )
        return sent

    def clean_key(self) -> str:
        """64 hex digits, or nothing."""
        key = re.sub(r"\s", "", self.cleaned_data["key"]).lower()
        if key and not re.fullmatch(r"[0-9a-f]{64}", key):
            raise forms.ValidationError(_("A public key has 64 digits from 0 to 9 and a to f."))
        return key


@csrf_exempt  # it changes nothing and knows nobody, and the token stands behind the file, which may not be read at all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a dossier. The upload goes to a file that is gone when the answer has left.

    An address that sends too many is refused before its file is read.
    """
    if request.method != "POST":
        return render(request, "verify/verify.html", {"form": DossierForm(), **_program()})
    if not ratelimit.consume(request, action="check_dossier"):
        return _too_many(request)
    form = DossierForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "verify/verify.html", {"form": form, **_program()}, status=422)
    sent = form.cleaned_data["dossier"]
    try:
        verdict = dossier_checks.check(sent.file, form.cleaned_data["key"] or None)
    except Refusal as refusal:
        form.add_error(None, str(sentences(refusal, request.LANGUAGE_CODE)))
        return render(request, "verify/verify.html", {"form": form, **_program()}, status=503)
    facts = {"form": DossierForm(), **_program(), **_facts(request, sent.name, verdict)}
    return render(request, "verify/verify.html", facts)


def _too_many(request: HttpRequest) -> HttpResponse:
    refusal = Refusal("too_many_checks")
    facts = {"form": DossierForm(), "refused": str(sentences(refusal, request.LANGUAGE_CODE)), **_program()}
    refused = render(request, "verify/verify.html", facts, status=429)
    refused.headers["Retry-After"] = str(_WAIT_SECONDS)
    refused.headers["Connection"] = "close"  # what is still coming is not read
    return refused


@cache
def _stand_alone() -> bytes:
    """The verifier that stands by itself: the very file of the repository's folder `verifier`."""
    return resources.files(__package__).joinpath(STAND_ALONE).read_bytes()


def _program() -> dict:
    """What the page says of the verifier that it gives out."""
    program = _stand_alone()
    return {"program": STAND_ALONE, "lines": program.count(b"\n"), "digest": sha256(program).hexdigest()}


@require_safe
def stand_alone(request: HttpRequest) -> HttpResponse:
    """The verifier for one's own machine, as a file."""
    answer = HttpResponse(_stand_alone(), content_type="text/x-python; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{STAND_ALONE}"'
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _facts(request: HttpRequest, name: str, verdict: dossier_checks.Verdict) -> dict:
    now = request.context_now
    facts = {"verdict": verdict, "name": name, "checks": telling.checks(verdict)}
    if not verdict.holds:
        return facts
    numbers = {"shown": len(verdict.entries), "all": verdict.length}
    return facts | {
        "made_at": formatting.moment(verdict.made_at, now),
        "made_for": words.word(words.ROLES, verdict.made_for),
        "columns": telling.columns(),
        "rows": telling.rows(verdict.entries, now),
        "counted": _("%(shown)d of %(all)d entries, newest first") % numbers,
    }


verify.without_marketplace = stand_alone.without_marketplace = True
