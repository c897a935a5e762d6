"""By which shop systems prove that a webhook is theirs: HMAC-SHA256 of the body, base64, in a header of their own."""

import base64
import hashlib
import hmac

HEADERS = {"woocommerce": "X-WC-Webhook-Signature", "shopify": "X-Shopify-Hmac-Sha256"}
"""Medusa signs nothing: its messages come with a token."""


def fits(secret: str, body: bytes, signature: str) -> bool:
    """Whether the signature is that of this body under the secret; told in the same time either way."""
    wanted = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(wanted, signature.strip().encode("utf-8", "replace"))
