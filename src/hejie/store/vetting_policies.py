"""What marketplaces ask of their shops, in versions: which one counts when, and for which shops it has been made to count."""

from datetime import datetime
from functools import lru_cache

from django.db import transaction

from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import vetting
from hejie.rulebooks.vetting import Policy
from hejie.store import rulebooks
from hejie.store.models import Marketplace, VettingPolicy

ID = "vetting/own"
"""The id of every policy that an operator has written; its digest tells which."""
MOST_VERSIONS = 200


def publish(
    marketplace: str, policy: Policy, text: str, *, counts_from: datetime, for_all: bool, again: bool, at: datetime, by: str
) -> VettingPolicy:  # fmt: skip
    """Keep a version. An equal repeat of the newest one changes nothing. Refuses vetting_versions_many."""
    with transaction.atomic():
        Marketplace.objects.select_for_update().get(pk=marketplace)
        newest = next(iter(versions(marketplace, 1)), None)
        if newest and (newest.digest, newest.for_all, newest.again) == (policy.digest, for_all, again):
            return newest
        number = newest.number + 1 if newest else 1
        if number > MOST_VERSIONS:
            raise Refusal("vetting_versions_many", most=MOST_VERSIONS)
        rulebooks.keep_vetting(policy, text)
        return VettingPolicy.objects.create(
            marketplace_id=marketplace, number=number, version=policy.version, digest=policy.digest, counts_from=counts_from,
            for_all=for_all, again=again, published_at=at, published_by=by, done=not for_all,
        )  # fmt: skip


def versions(marketplace: str, most: int = 50) -> list[VettingPolicy]:
    """The newest versions, the newest first."""
    return list(VettingPolicy.objects.filter(marketplace_id=marketplace).order_by("-number")[:most])


def version(marketplace: str, number: int) -> VettingPolicy | None:
    """One version."""
    return VettingPolicy.objects.filter(marketplace_id=marketplace, number=number).first()


def row_in_force(marketplace: str, at: datetime) -> VettingPolicy | None:
    """The version that counts at a moment; None: the one that comes with the program."""
    return VettingPolicy.objects.filter(marketplace_id=marketplace, counts_from__lte=at).order_by("-number").first()


def in_force(marketplace: str, at: datetime) -> Policy:
    """The text that counts at a moment."""
    row = row_in_force(marketplace, at)
    return text_of(row.digest) if row else vetting.load()


@lru_cache(maxsize=64)
def text_of(digest: str) -> Policy:
    """A text by its digest. Refuses not_found."""
    text = rulebooks.vetting_text(digest, ID)
    if not text:
        raise Refusal("not_found")
    return vetting.parse(text)


def to_bring_in(at: datetime) -> list[VettingPolicy]:
    """Versions for all shops that count by now and have not been made to count for all of them."""
    return list(VettingPolicy.objects.filter(done=False, counts_from__lte=at).order_by("marketplace_id", "number")[:20])


def reached(row: VettingPolicy, seller: str, *, done: bool) -> None:
    """Put down how far it has come."""
    VettingPolicy.objects.filter(pk=row.pk).update(reached=seller or row.reached, done=done)
