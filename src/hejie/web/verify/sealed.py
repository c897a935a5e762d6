"""What anybody may read of the seals: their list, each as it was signed, a feed of them, and the keys that sign them."""

import base64
import json
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import condition, require_safe

from hejie.domain.kernel import clock
from hejie.usecases import recordkeeping
from hejie.web import formatting
from hejie.web.verify import feeding, telling

_PAGE = 50
_FEED = 100


def _before(request: HttpRequest) -> int:
    before = request.GET.get("before", "")
    return int(before) if before.isdecimal() and len(before) < 16 else 0


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """All seals, newest first, by keyset over their size."""
    before = _before(request)
    found = recordkeeping.seals(before, _PAGE + 1)
    stamps = recordkeeping.stamps_over([row[0] for row in found[:_PAGE]])
    older = f"{reverse('seals')}?before={found[_PAGE - 1][0]}" if len(found) > _PAGE else ""
    facts = {
        "columns": _columns(bool(recordkeeping.authorities() or any(stamps.values()))),
        "rows": [_row(request, *one, stamps[one[0]]) for one in found[:_PAGE]],
        "older_url": older,
        "newer_url": reverse("seals") if before else "",
        "key": recordkeeping.public_key(),
        "lost_keys": recordkeeping.lost_keys(),
    }
    return render(request, "verify/seals.html", facts)


def _columns(stamped: bool) -> list[dict]:
    return [
        {"key": "size", "label": _("Entries covered"), "num": True, "head": True},
        {"key": "at", "label": _("Made")},
        {"key": "root", "label": _("Tree head")},
        {"key": "key", "label": _("Key")},
        *([{"key": "stamps", "label": _("Time stamps")}] if stamped else []),
        {"key": "whole", "name": _("The seal itself")},
    ]


def _row(request: HttpRequest, size: int, body: str, public_key: str, _signature: str, tokens: list) -> dict:
    stated = json.loads(body)
    at = formatting.moment_short(clock.parse(stated["at"]), request.context_now)
    stamps = [stamp for token in tokens if (stamp := recordkeeping.told_by(token.token, body))]
    said = format_html_join(
        "",
        '<div class="nowrap">{}<br><span class="quiet">{}</span></div>',
        ((formatting.moment_short(one.at, request.context_now), one.authority) for one in stamps),
    )
    return {
        "size": formatting.number(size),
        "at": format_html('<span class="nowrap">{}</span>', at),
        "root": format_html("<code>{}</code>", telling.short(stated["root"])),
        "key": format_html("<code>{}</code>", telling.short(public_key)),
        "stamps": said,
        "whole": format_html(
            '<a href="{}?key={}">{}</a>', reverse("seal", args=[size]), public_key, _("The seal itself")
        ),
    }


@require_safe
def seal(request: HttpRequest, size: int) -> JsonResponse:
    """One seal as it was signed, for whoever wants to keep it: exact text, public key, signature, time-stamp tokens.

    Where a key was lost there are two over as many entries: `?key=` chooses, else the newer one is given.
    """
    key = request.GET.get("key", "")
    found = recordkeeping.seals_of(size) if size < 2**53 else []
    for one, tokens in found:
        if key in ("", one.public_key):
            shown = [
                {
                    "authority": token.authority,
                    "received_at": clock.text(clock.from_milliseconds(token.at_ms)),
                    "token": base64.b64encode(token.token).decode(),
                }
                for token in tokens
            ]
            said = {"seal": one.body, "public_key": one.public_key, "signature": one.signature, "tokens": shown}
            return open_to_all(JsonResponse(said))
    raise Http404


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The present and the former public keys of this installation, at an address that never changes."""
    answer = HttpResponse(recordkeeping.key_document(), content_type="application/json")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return open_to_all(answer)


def _newest(request: HttpRequest) -> tuple[int, str, str, str] | None:
    return next(iter(recordkeeping.seals(_before(request), 1)), None)


def _tag(request: HttpRequest) -> str | None:
    newest = _newest(request)
    return f'"{newest[0]}-{newest[3][:16]}"' if newest else None


def _changed(request: HttpRequest) -> datetime | None:
    newest = _newest(request)
    return clock.parse(json.loads(newest[1])["at"]) if newest else None


@require_safe
@condition(etag_func=_tag, last_modified_func=_changed)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest seals as an Atom feed (RFC 4287), older ones on further pages of it (RFC 5005)."""
    found = recordkeeping.seals(_before(request), _FEED + 1)
    site = request.build_absolute_uri("/").rstrip("/")
    here = request.build_absolute_uri(request.get_full_path())
    older = f"{site}{reverse('seal-feed')}?before={found[_FEED - 1][0]}" if len(found) > _FEED else ""
    entries = [
        feeding.Entry(
            f"{site}{reverse('seal', args=[size])}?key={key}",
            ngettext("%(count)d entry sealed", "%(count)d entries sealed", size) % {"count": size},
            json.loads(body)["at"],
            {"seal": body, "public_key": key, "signature": signature},
        )
        for size, body, key, signature in found[:_FEED]
    ]
    written = feeding.feed(here, f"{site}{reverse('seals')}", _("Seals"), request.LANGUAGE_CODE, entries, older)
    answer = HttpResponse(written, content_type="application/atom+xml; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=3"
    return open_to_all(answer)


def open_to_all(answer: HttpResponse) -> HttpResponse:
    """Any page of any origin may read this; it holds nothing that is not public."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


for _view in (seals, seal, feed, keys):
    _view.without_marketplace = True
