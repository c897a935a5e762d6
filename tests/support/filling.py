"""A small marketplace with one open case, made within an installation of its own (see `tests.support.installation`)."""

from hejie.domain.cases.commands import WriteMessage
from hejie.rulebooks import procedures
from hejie.usecases import cases, system, worker
from tests.support.world import Clock, Contexts, Orders, People, make_marketplace


def fill() -> dict[str, str]:
    """A buyer and a seller, an order between them, a case with a message, and a seal over all; returns ids by name."""
    marketplace, clock = make_marketplace(), Clock()
    clock.now = system.now()
    people = People(marketplace)
    buyer, seller = people("buyer", name="李娜 «Lina»"), people("seller")
    ctx = Contexts(marketplace, clock)
    root = Orders(marketplace, ctx, clock)(buyer, seller)
    (receipt,) = cases.open_cases(
        ctx(buyer),
        root=root,
        lines=(1,),
        reason="not_as_described",
        remedy="refund",
        package={"refund": 19900, "currency": "CNY"},
        story="鞋子比页面上写的短 7 毫米。",
        shown=procedures.load("procedures/standard").digest,
        key="open",
    )
    case_id = receipt.stream.removeprefix("case:")
    cases.write_message(ctx(seller), WriteMessage(case_id, "Пришлите, пожалуйста, фото.", "joint"), key="message")
    worker.run_once(clock.now)
    return {"root": root, "case": case_id, "buyer": buyer.person.email, "seller": seller.person.email}


def a_file(case_id: str, email: str) -> dict[str, str]:
    """The buyer with this address files a note in a case; returns what the act has made."""
    from django.core.files.base import ContentFile

    from hejie.conf import context
    from hejie.store.models import Person
    from hejie.usecases import evidence

    buyer = Person.objects.get(email=email)
    ctx = context.for_cli(buyer.marketplace_id, buyer, "buyer")
    note = ContentFile(b"The sole is 7 mm short.")
    return evidence.file_upload(ctx, case_id, note, name="note", purpose="told", key="f").created
