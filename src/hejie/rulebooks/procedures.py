"""Loads procedure rulebooks; a case keeps to the very file whose digest it pinned."""

import hashlib
from functools import cache
from pathlib import Path

import yaml

from hejie.domain.kernel import canonical
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure, procedure

_FOLDER = Path(__file__).parent / "procedures"


@cache
def _in_force() -> dict[str, Procedure]:
    found = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        digest = hashlib.sha256(canonical.dumps(document)).hexdigest()
        found[document["id"]] = procedure(document, digest)
    return found


def load(rulebook: str, digest: str = "") -> Procedure:
    """The procedure with this id; with a digest, exactly that text of it. Refuses procedure_unknown."""
    found = _in_force().get(rulebook)
    if found is None or (digest and found.digest != digest):
        raise Refusal("procedure_unknown", procedure=rulebook, digest=digest)
    return found
