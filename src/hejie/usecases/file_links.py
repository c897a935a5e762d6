"""Addresses at which a file can be fetched for a few minutes without saying who one is.

Originals are served from there, where no cookie is read or set: whatever a file does in a browser, it does as nobody.
Each address is signed over content, end and name; whoever was let in gets it, and it is worth nothing soon after.
"""

import base64
from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.core.signing import BadSignature, Signer

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import evidence
from hejie.usecases.evidence import Opened

VALID = timedelta(minutes=10)
_SALT = "hejie.files"


def address(opened: Opened, now: datetime, here: str) -> str:
    """Where a file can be fetched until VALID is over; `here`: what stands before `/files/` where no host is named for it."""
    return f"{settings.FILES_URL or here}/files/{token_for(opened, now)}/{quote(opened.name, safe='')}"


def token_for(opened: Opened, now: datetime) -> str:
    """What stands in the address of a file before its name."""
    until = clock.milliseconds(now + VALID)
    said = f"{opened.root}.{opened.ref}.{until:x}"
    signature = Signer(salt=_SALT, sep="/").signature(f"{said}/{opened.name}")
    return base64.urlsafe_b64encode(f"{said}.{signature}".encode()).decode().rstrip("=")


def opened_by(token: str, name: str, now: datetime) -> Opened:
    """The file of an address. Refuses file_link_over (also for what was never such an address), content_erased."""
    try:
        padded = token.encode() + b"=" * (-len(token) % 4)
        root, ref, until, signature = base64.urlsafe_b64decode(padded).decode().split(".", 3)
        Signer(salt=_SALT, sep="/").unsign(f"{root}.{ref}.{until}/{name}/{signature}")
        over = clock.from_milliseconds(int(until, 16)) <= now
    except (ValueError, BadSignature):
        raise Refusal("file_link_over") from None
    if over:
        raise Refusal("file_link_over")
    return evidence.by_reference(root, ref, name)
