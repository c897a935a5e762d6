"""Ids derived from what an act is about, so that a repeat meets its own stream."""

import base64
import hashlib


def derived(*parts: str, length: int) -> str:
    """`length` characters of [a-z2-7] from SHA-256 over the parts, each on a line."""
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    return base64.b32encode(digest).decode().lower().rstrip("=")[:length]


def order_root(marketplace: str, external_id: str) -> str:
    """The root of an order: the same for the same marketplace and external id."""
    return derived(marketplace, external_id, length=16)


def case_id(root: str, marketplace: str, actor: str, key: str, seller: str = "") -> str:
    """A new case's id: the order's root and eight characters from (marketplace, actor, idempotency key)."""
    return f"{root}-{derived(marketplace, actor, key, seller, length=8)}"
