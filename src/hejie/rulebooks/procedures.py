"""Loads procedure rulebooks; a case keeps to the very text whose digest it pinned."""

import hashlib
from functools import cache
from pathlib import Path

import yaml

from hejie.domain.kernel import canonical
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure, procedure

_FOLDER = Path(__file__).parent / "procedures"


def parse(text: str) -> Procedure:
    """The procedure that a YAML text describes; its digest is SHA-256 over the canonical JSON of its content."""
    document = yaml.safe_load(text)
    return procedure(document, hashlib.sha256(canonical.dumps(document)).hexdigest())


@cache
def _in_force() -> dict[str, tuple[Procedure, str]]:
    found = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        one = parse(text)
        found[one.id] = (one, text)
    return found


def load(rulebook: str, digest: str = "") -> Procedure:
    """The procedure in force with this id; with a digest, exactly that text of it. Refuses procedure_unknown."""
    found = _in_force().get(rulebook)
    if found is None or (digest and found[0].digest != digest):
        raise Refusal("procedure_unknown", procedure=rulebook, digest=digest)
    return found[0]


def text(rulebook: str) -> str:
    """The YAML text in force under this id. Refuses procedure_unknown."""
    load(rulebook)
    return _in_force()[rulebook][1]
