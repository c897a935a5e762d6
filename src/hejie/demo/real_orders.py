"""A market of real order files: every order is taken in, every order that went wrong becomes a case and is walked to its end.

Nothing about an order is invented: what no file says stays unknown. What the sides do in the cases is played, and the
way each goes is picked from its order's id, so that the same files give the same market.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from hejie.adapters.orders import complaints, reader
from hejie.adapters.orders import draft as drafts
from hejie.adapters.orders.bad_rows import BadRow
from hejie.adapters.orders.complaints import Complaint
from hejie.adapters.orders.draft import OrderDraft
from hejie.adapters.orders.sample_texts import claims_of, problems, story
from hejie.conf import context
from hejie.demo import cast as casting
from hejie.demo import scripts
from hejie.demo.cast import Cast
from hejie.demo.parts import Claim, Play
from hejie.demo.stage import Script, Stage
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader as record
from hejie.store.models import Membership, Person, Seller
from hejie.usecases import ids, imports

_UNTIL_ENDED = timedelta(days=90)
_UNKNOWN_DAY = datetime(2018, 1, 1, tzinfo=UTC)


def make(folder: Path, now: datetime, told: Callable[[int], None]) -> Cast:
    """Import the files of a folder and walk the cases in the time of their orders."""
    found, bad = _read(folder)
    currency = next((draft.currency for draft in found if draft.currency), "CNY")
    _report(bad, len(found))
    made = casting.marketplace(
        "real", folder.resolve().name.replace("_", " ").title(), currency, ("en", "zh", "ru"), "UTC"
    )
    cast = casting.staff(made, [("He Anran", "en"), ("Marta Lind", "en"), ("Виктор Белов", "ru")])
    claims = [(draft, complaint) for draft in found for complaint in complaints.complaints(draft)]
    begin = min((_known_at(draft) for draft in found), default=now)
    stage = Stage(cast.marketplace, begin, 1)
    casting.fund(cast, begin, currency)
    for draft in found:
        stage.enter(f"import {draft.external_id}", _import(stage, draft, currency), _known_at(draft))
    staff = _shop_people(cast, {complaint.seller for _draft, complaint in claims})
    for draft, complaint in claims:
        at = max(complaint.at or _known_at(draft), _known_at(draft)) + timedelta(hours=6)
        stage.enter(f"case {draft.external_id}", _case(stage, cast, draft, complaint, staff), at)
    stage.play(told=told)
    stage.play(until=stage.now + _UNTIL_ENDED, told=told)
    stage.seal()
    _ways_in(cast, claims, staff, now)
    return cast


def _read(folder: Path) -> tuple[list[OrderDraft], list[BadRow]]:
    good, bad = [], []
    for row in reader.read_orders([folder]):
        (good if isinstance(row, OrderDraft) else bad).append(row)
    return good, bad


def _report(bad: list[BadRow], good: int) -> None:
    print(f"Read {good} orders; {len(bad)} rows could not be used.", file=sys.stderr)
    for row in bad[:20]:
        print(f"  {row}", file=sys.stderr)


def _known_at(draft: OrderDraft) -> datetime:
    """When the shop's program would have told all that the files say of the order."""
    moments = (draft.delivered_at, draft.cancelled_at, draft.shipped_at, draft.approved_at, draft.ordered_at)
    known = [moment for moment in moments if moment]  # not always in this order: some files ship after they deliver
    reviewed = [review.at for review in draft.reviews if review.at]
    return max(known or reviewed[:1], default=_UNKNOWN_DAY)


def _import(stage: Stage, draft: OrderDraft, currency: str) -> Script:
    ctx = context.for_worker(stage.marketplace, stage.now)
    for _draft, answer in imports.import_orders(ctx, [(draft, drafts.digest(draft))], currency=currency):
        if isinstance(answer, Refusal):
            raise answer
    yield timedelta(0)


def _shop_people(cast: Cast, sellers: set[str]) -> dict[str, tuple[str, str]]:
    """Somebody who answers for each shop that a claim is made against: shop's name in the files → (shop, person)."""
    people = {"": ("platform", cast.staff_of["platform"])}
    for name in sorted(sellers - {""}):
        seller_id = "s" + ids.derived(cast.marketplace, "seller", name, length=12)
        key = Seller.key_of(cast.marketplace, seller_id)
        shop, _new = Seller.objects.get_or_create(
            key=key,
            defaults={
                "id": seller_id,
                "marketplace_id": cast.marketplace,
                "name": f"Shop {name[:8]}",
                "external_ref": name,
            },
        )
        person = Person(marketplace_id=cast.marketplace, name=f"Shop {name[:8]}")
        person.save()
        Membership.objects.create(person=person, role="seller", seller=shop)
        people[name] = (seller_id, person.id)
    return people


def _case(stage: Stage, cast: Cast, draft: OrderDraft, complaint: Complaint, staff: dict) -> Script:
    """One case from its claim to its end."""
    number = int(sha256(f"{draft.external_id}{complaint.seller}".encode()).hexdigest(), 16)
    seller, person = staff[complaint.seller]
    root = ids.order_root(cast.marketplace, draft.external_id)
    problem = complaint.problem if complaint.problem in problems() else "not_as_described"
    fitting = [claim for claim in claims_of(problem) if not claim.goods] or list(claims_of(problem))
    words = story(
        Random(number), Random(number).choice(fitting), "en", item="the goods", days=complaint.reasons[0].days or 0
    )
    claim = Claim(
        root=root,
        buyer=_buyer(root),
        seller=seller,
        seller_person=person,
        lines=complaint.lines,
        reason=complaint.problem,
        remedy=complaint.remedy,
        story=complaints.claim_text(complaint, draft, "en"),
        currency=draft.currency,
    )
    way = scripts.ENDED[number % len(scripts.ENDED)]
    yield from way(Play(stage, claim, words))


def _buyer(root: str) -> str:
    return record.order(root).buyer


def _ways_in(cast: Cast, claims: list, staff: dict, now: datetime) -> None:
    """Sign-ins for the buyer and the seller of the last claim, and a token."""
    if claims:
        draft, complaint = claims[-1]
        buyer = Person.objects.get(pk=_buyer(ids.order_root(cast.marketplace, draft.external_id)))
        casting.give_address(buyer, "buyer@real.example")
        casting.add_buyer_sign_in(cast, buyer.pk)
        seller = Person.objects.get(pk=staff[complaint.seller][1])
        casting.give_address(seller, "seller@real.example")
        casting.add_seller_sign_in(cast, seller.pk)
    cast.token = casting.integrator_token(cast, now)
