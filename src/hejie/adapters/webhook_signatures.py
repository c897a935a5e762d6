"""Signatures of webhooks after Standard Webhooks (symmetric, `v1`): HMAC-SHA256 over `id.timestamp.body`."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

_PREFIX = "whsec_"
_KEY_BYTES = 32


def new_secret() -> str:
    """A fresh secret as it is shown: `whsec_` and 32 random bytes in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def sign(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """One entry of the header `webhook-signature`. ValueError for a secret without a key in it."""
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def headers(secrets_: Iterable[str], message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a message, signed with each of the secrets (two while one follows the other)."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(secret, message, timestamp, body) for secret in secrets_),
    }


def _key(secret: str) -> bytes:
    written = secret.removeprefix(_PREFIX)
    key = base64.b64decode(written + "=" * (-len(written) % 4), validate=True)
    if not key:
        raise ValueError("the secret of a webhook is empty")
    return key
