"""Citations in the words of a decision: `[E3]` names a piece of the joint file, and may name nothing else."""

import re
from collections.abc import Iterable

from hejie.domain.cases import remarks
from hejie.domain.cases.reasons import Reasons
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.refusal import Refusal

MARK = re.compile(r"[\[【［]\s*([EeQq][1-9][0-9]{0,4})\s*[\]】］]")
"""How a text cites: `[E3]` a piece of evidence, `[Q1]` a question of the neutral; full-width brackets too."""


def named(text: str) -> tuple[str, ...]:
    """Ids that a text cites, each once, in order: `e3`, `q1`."""
    return tuple(dict.fromkeys(found.lower() for found in MARK.findall(text)))


def of_reasons(why: Reasons, *texts: str) -> tuple[str, ...]:
    """Ids that a decision cites anywhere in its own words."""
    own = [words for point in why.points for words in (point.words, point.reasons)]
    written = (*texts, *own, why.otherwise, *(rule.text for rule in why.applied))
    return named("\n".join(written))


def checked(case: CaseState, pieces: Iterable[str]) -> tuple[str, ...]:
    """The pieces of evidence among what a decision names, each once; questions may be named and are none.

    Refuses   unknown_evidence (it is not on the joint file), evidence_erased (its content is gone: nobody can look at it)
    """
    asked = {item.id for item in case.of_kind("question")}
    found = []
    for name in dict.fromkeys(pieces):
        if name in asked:
            continue
        piece = remarks.piece_of(case, name)
        if piece is None:
            raise Refusal("unknown_evidence", evidence=name[:40])
        if remarks.is_erased(case, piece):
            raise Refusal("evidence_erased", evidence=name)
        found.append(name)
    return tuple(found)
