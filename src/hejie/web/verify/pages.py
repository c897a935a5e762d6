"""Pages that ask nobody who he is: check a dossier, look through the seals, fetch the public keys."""

import json
import re

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hejie.adapters.refusal_texts import sentences
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import dossier_checks, recordkeeping
from hejie.web import formatting, words
from hejie.web.forms import Form
from hejie.web.verify import telling

_PAGE = 50
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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a dossier. The upload goes to a file that is gone when the answer has left."""
    if request.method != "POST":
        return render(request, "verify/verify.html", {"form": DossierForm()})
    form = DossierForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "verify/verify.html", {"form": form}, status=422)
    sent = form.cleaned_data["dossier"]
    try:
        verdict = dossier_checks.check(sent.file, form.cleaned_data["key"] or None)
    except Refusal as refusal:
        form.add_error(None, str(sentences(refusal, request.LANGUAGE_CODE)))
        return render(request, "verify/verify.html", {"form": form}, status=503)
    return render(request, "verify/verify.html", {"form": DossierForm(), **_facts(request, sent.name, verdict)})


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


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """All seals, newest first, by keyset over their size."""
    before = request.GET.get("before", "")
    found = recordkeeping.seals(int(before) if before.isdecimal() and len(before) < 16 else 0, _PAGE + 1)
    older = f"{reverse('seals')}?before={found[_PAGE - 1][0]}" if len(found) > _PAGE else ""
    facts = {
        "columns": _seal_columns(),
        "rows": [_seal_row(request, *one) for one in found[:_PAGE]],
        "older_url": older,
        "newer_url": reverse("seals") if before else "",
        "key": recordkeeping.public_key(),
    }
    return render(request, "verify/seals.html", facts)


def _seal_columns() -> list[dict]:
    return [
        {"key": "size", "label": _("Entries covered"), "num": True, "head": True},
        {"key": "at", "label": _("Made")},
        {"key": "root", "label": _("Tree head")},
        {"key": "key", "label": _("Key")},
        {"key": "whole", "name": _("The seal itself")},
    ]


def _seal_row(request: HttpRequest, size: int, body: str, public_key: str, _signature: str) -> dict:
    stated = json.loads(body)
    at = formatting.moment_short(clock.parse(stated["at"]), request.context_now)
    return {
        "size": formatting.number(size),
        "at": format_html('<span class="nowrap">{}</span>', at),
        "root": format_html("<code>{}</code>", telling.short(stated["root"])),
        "key": format_html("<code>{}</code>", telling.short(public_key)),
        "whole": format_html('<a href="{}">{}</a>', reverse("seal", args=[size]), _("The seal itself")),
    }


@require_safe
def seal(request: HttpRequest, size: int) -> JsonResponse:
    """One seal as it was signed, for whoever wants to keep it: exact text, public key, signature."""
    found = recordkeeping.seals(size + 1, 1) if size < 2**53 else []
    if not found or found[0][0] != size:
        raise Http404
    _size, body, public_key, signature = found[0]
    return _open_to_all(JsonResponse({"seal": body, "public_key": public_key, "signature": signature}))


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The present and the former public keys of this installation, at an address that never changes."""
    answer = HttpResponse(recordkeeping.key_document(), content_type="application/json")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return _open_to_all(answer)


def _open_to_all(answer: HttpResponse) -> HttpResponse:
    """Any page of any origin may read this; it holds nothing that is not public."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


for _view in (verify, seals, seal, keys):
    _view.without_marketplace = True
