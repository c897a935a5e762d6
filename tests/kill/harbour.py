"""What runs inside the installation that is going to be killed: its market and its payment provider."""

import os
from pathlib import Path

from hejie.adapters.payments import Answer, Instruction, Ledger

_BOOK = "provider.log"


class Notebook(Ledger):
    """A payment provider that writes every call into a file before it answers, as a bank would in its own books."""

    def transfer(self, instruction: Instruction) -> Answer:
        """Keep the key, whatever becomes of whoever asked."""
        line = f"{instruction.reference}\t{instruction.key}\t{instruction.amount.minor}\n"
        handle = os.open(Path(os.environ["HEJIE_HOME"]) / _BOOK, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        return super().transfer(instruction)

    @staticmethod
    def calls() -> list[list[str]]:
        """(reference, key, amount) of every call that ever arrived."""
        book = Path(os.environ["HEJIE_HOME"]) / _BOOK
        return [line.split("\t") for line in book.read_text().splitlines()] if book.exists() else []


def fill(writers: int) -> dict:
    """A market with a shop's program that reports orders, and a buyer and a seller with tokens for each writer."""
    from django.core.management import call_command

    from hejie.conf import context
    from hejie.rulebooks import procedures
    from hejie.usecases.people import tokens
    from tests.support.world import People, make_marketplace

    call_command("migrate", interactive=False, verbosity=0)
    people, now = People(make_marketplace()), context.now()

    def token(somebody, *scopes: str, **more) -> str:
        return tokens.create(somebody.person, name="kill", scopes=scopes, now=now, **more).secret

    def pair() -> dict:
        buyer, seller = people("buyer"), people("seller")
        own = ("read", "write", "personal")
        return {
            "buyer": {"id": buyer.id, "token": token(buyer, *own)},
            "seller": {"id": seller.id, "token": token(seller, *own, "staff", second_factor=True)},
            "shop": seller.shop,
        }

    shop = {"id": "shop-program", "token": token(people("operator"), "orders", integrator="shop-program")}
    pairs = [pair() for _ in range(writers)]
    return {"shop": shop, "pairs": pairs, "shown": procedures.load("procedures/standard").digest}
