"""Payment providers behind one small interface.

Money moves in the ledger only when the provider has answered. Every call carries a key; a provider must answer an equal
key with its first answer, whatever happened to the connection in between. Two kinds of failure, never mixed up: an
answer that says no (`ok` false: the provider will not do it), and `ProviderUnreachable` (nobody knows; the same call
with the same key follows later).
"""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hejie.domain.kernel.money import Money


class ProviderUnreachable(Exception):
    """No answer, or one that cannot be understood: the outcome is unknown. The same call is repeated later."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a provider is to do.

    key       same for every repeat of this call, new when an operator tries a refused transfer again
    debit     where from, credit: where to, in the ledger's names (`escrow.accounts`)
    reference what people may see on their statements: the order and the transfer
    """

    key: str
    marketplace: str
    debit: str
    credit: str
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said. `ref`: its own name for the movement; `why`: its reason for saying no."""

    ok: bool
    ref: str = ""
    why: str = ""


class Provider(Protocol):
    """Three calls and a question. None is made inside a database transaction."""

    def hold(self, instruction: Instruction) -> Answer:
        """Take the buyer's payment into custody (authorise, or capture for us). Raises ProviderUnreachable."""

    def transfer(self, instruction: Instruction) -> Answer:
        """Pay out of custody to buyer or seller. Raises ProviderUnreachable."""

    def reverse(self, instruction: Instruction, ref: str) -> Answer:
        """Take back what was done under `ref`, where the provider can. Raises ProviderUnreachable."""

    def find(self, key: str) -> Answer | None:
        """What was answered to this key before; None if it never arrived. Raises ProviderUnreachable."""


class Ledger:
    """The embedded default: our own ledger is the truth and nothing outside has to be asked."""

    def hold(self, instruction: Instruction) -> Answer:
        """The payment is held."""
        return Answer(True, f"ledger:{instruction.key}")

    def transfer(self, instruction: Instruction) -> Answer:
        """The transfer is done."""
        return Answer(True, f"ledger:{instruction.key}")

    def reverse(self, instruction: Instruction, ref: str) -> Answer:
        """What is posted in our ledger stays posted; it is set right by a new transfer."""
        return Answer(False, why="posted transfers are never taken back")

    def find(self, key: str) -> Answer | None:
        """Every call arrives."""
        return Answer(True, f"ledger:{key}")


def provider() -> Provider:
    """The provider of this installation: the class that the setting PAYMENT_PROVIDER names."""
    return import_string(settings.PAYMENT_PROVIDER)()
