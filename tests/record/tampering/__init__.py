"""More than four hundred kinds of tampering with a dossier, each named by what the contract forbids.

Written from the contract and `forger` alone, without the program. Each gives the bytes of a file that must not hold.
"""

from tests.record.tampering import archive, contents, entries, manifest, seals
from tests.record.tampering.common import KINDS

__all__ = ["KINDS", "archive", "contents", "entries", "manifest", "seals"]
