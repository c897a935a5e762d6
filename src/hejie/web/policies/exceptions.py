"""What a condition excepts, as it is written in one line of the editor: `underwear, software (opened), shoes (brand: Kestrel; opened: no)`."""

import re
from collections.abc import Mapping
from typing import Any

from hejie.domain.entitlements.policies import model
from hejie.web.policies import words

YES = frozenset({"yes", "true", "y", "1", "да", "是"})
NO = frozenset({"no", "false", "n", "0", "нет", "否"})
_ONE = re.compile(r"\s*([^(),;，；、（）]*?)\s*(?:[(（]([^()（）]*)[)）])?\s*(?:[,，、\n]|$)")
_EITHER = re.compile(r"\s*/\s*")


class Unreadable(ValueError):
    """What stands there is no list of exceptions; the words that are wrong."""


def written(one: Any) -> str:
    """One exception as it is written in the editor."""
    if isinstance(one, str):
        return one
    kinds = one.get("category", [])
    head = " / ".join(kinds if isinstance(kinds, list) else [kinds])
    rest = "; ".join(_condition(fact, wanted) for fact, wanted in one.items() if fact != "category")
    return f"{head} ({rest})".strip() if rest else head


def read(text: str, own: Mapping[str, str]) -> list[Any]:
    """The exceptions of a line, as a policy's text has them. own: questions of the policy's own. Raises Unreadable."""
    found: list[Any] = []
    at = 0
    while at < len(text.rstrip()):
        match = _ONE.match(text, at)
        if match is None or match.end() == at:
            raise Unreadable(text[at:].strip()[:60])
        at = match.end()
        kinds = [kind for kind in _EITHER.split(match[1]) if kind]
        rest = _conditions(match[2] or "", own)
        if not kinds and not rest:
            continue
        one: dict[str, Any] = {"category": kinds[0] if len(kinds) == 1 else kinds} if kinds else {}
        found.append(kinds[0] if len(kinds) == 1 and not rest else one | rest)
    return found


def _condition(fact: str, wanted: Any) -> str:
    if wanted is True:
        return fact
    if wanted is False:
        return f"{fact}: no"
    return f"{fact}: {' / '.join(wanted) if isinstance(wanted, list) else wanted}"


def _conditions(text: str, own: Mapping[str, str]) -> dict[str, Any]:
    """`opened; brand: Kestrel`: facts by their own names or as the page calls them."""
    names = {str(words.FACTS[fact]).lower(): fact for fact in (*model.FLAGS, *model.WORDS)}
    names |= {fact: fact for fact in (*model.FLAGS, *model.WORDS, *own)}
    found: dict[str, Any] = {}
    for part in re.split(r"[;；]", text):
        if not part.strip():
            continue
        name, _, value = (one.strip() for one in part.replace("：", ":").partition(":"))
        fact = names.get(name.lower(), "")
        flag = fact in model.FLAGS or own.get(fact) == "flag"
        if not fact or (flag and value.lower() not in YES | NO | {""}) or (not flag and not value):
            raise Unreadable(part.strip()[:60])
        listed = [one for one in _EITHER.split(value) if one]
        found[fact] = value.lower() not in NO if flag else listed[0] if len(listed) == 1 else listed
    return found
