"""After-sales policies that platforms and shops have published: which version was in force when. Versions stay for good."""

from datetime import datetime
from functools import lru_cache

from django.db import transaction

from hejie.domain.entitlements.policies.model import Policy
from hejie.domain.kernel.refusal import Refusal
from hejie.store import rulebooks
from hejie.store.models import Marketplace, ReturnPolicy

MOST_VERSIONS = 500
"""Of one shop or platform; each is a text that is kept for good."""
PLATFORM = ""


def publish(marketplace: str, seller: str, policy: Policy, text: str, *, at: datetime, by: str) -> ReturnPolicy:
    """Put a version in force from now on. An equal repeat of the newest one changes nothing.

    Refuses    policy_versions_many
    """
    with transaction.atomic():
        Marketplace.objects.select_for_update().get(pk=marketplace)
        newest = versions(marketplace, seller, 1)
        if newest and newest[0].digest == policy.digest:
            return newest[0]
        number = newest[0].number + 1 if newest else 1
        if number > MOST_VERSIONS:
            raise Refusal("policy_versions_many", most=MOST_VERSIONS)
        rulebooks.keep_return_policy(policy, text)
        return ReturnPolicy.objects.create(
            marketplace_id=marketplace, seller=seller, number=number, name=policy.name, digest=policy.digest,
            published_at=at, published_by=by,
        )  # fmt: skip


def versions(marketplace: str, seller: str, most: int = 50) -> list[ReturnPolicy]:
    """The newest versions, the newest first."""
    return list(ReturnPolicy.objects.filter(marketplace_id=marketplace, seller=seller).order_by("-number")[:most])


def version(marketplace: str, seller: str, number: int) -> ReturnPolicy | None:
    """One version."""
    return ReturnPolicy.objects.filter(marketplace_id=marketplace, seller=seller, number=number).first()


def in_force(marketplace: str, seller: str, at: datetime | None = None) -> Policy | None:
    """The policy that counted at a moment, or counts now."""
    found = ReturnPolicy.objects.filter(marketplace_id=marketplace, seller=seller)
    if at is not None:
        found = found.filter(published_at__lte=at)
    digest = found.order_by("-number").values_list("digest", flat=True).first()
    return text_of(digest) if digest else None


@lru_cache(maxsize=256)
def text_of(digest: str) -> Policy:
    """A policy by the digest that was kept. Refuses not_found."""
    found = rulebooks.return_policy(digest)
    if found is None:
        raise Refusal("not_found")
    return found
