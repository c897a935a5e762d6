"""Hand the untranslated sentences out and take their translations in, as JSON that anyone can fill in.

{"Sign out": {"zh": "退出登录", "ru": "Выйти"},
 "One day": {"zh": ["…"], "ru": ["…", "…", "…"]}}     plural: one text for each form of the language
"""

import json

from babel.messages.catalog import Message

from hejie.web.catalogue import files, places

Gaps = dict[str, dict[str, str | list[str]]]


def gaps(part: str = "") -> Gaps:
    """Every sentence without translation, with an empty place for each language; of one part, or of all."""
    found: Gaps = {}
    for language in places.TRANSLATED:
        for path in places.parts(language):
            if part and path.stem != part:
                continue
            for message in files.read(path):
                strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
                if message.id and not all(strings):
                    place: str | list[str] = list(strings) if isinstance(message.id, (list, tuple)) else ""
                    found.setdefault(_name(message), {})[language] = place
    return found


def fill(given: Gaps) -> list[str]:
    """Put translations into the catalogue files and name those that changed.

    A sentence that no catalogue holds is refused (ValueError): run extract first. Empty places are passed over;
    existing translations are replaced, so that a text can be improved the same way.
    """
    changed, known = [], set()
    for language in places.TRANSLATED:
        for path in places.parts(language):
            catalogue, fresh = files.read(path), files.empty(language, path.stem)
            for message in catalogue:
                if message.id:
                    known.add(_name(message))
                    _copy(fresh, message, given.get(_name(message), {}).get(language))
            if files.write(path, fresh):
                changed.append(f"{language}/{path.stem}")
    if strangers := sorted(set(given) - known):
        raise ValueError(f"no catalogue holds: {strangers}")
    return changed


def dump(found: Gaps) -> str:
    """The gaps as JSON text."""
    return json.dumps(found, ensure_ascii=False, indent=1)


def _name(message: Message) -> str:
    context, singular = files.key_of(message)
    return f"{context}\x04{singular}" if context else singular


def _copy(fresh: files.Catalog, message: Message, text: str | list[str] | None) -> None:
    filled = text and (all(text) if isinstance(text, list) else True)
    fresh.add(
        message.id,
        (tuple(text) if isinstance(text, list) else text) if filled else message.string,
        locations=message.locations,
        flags=() if filled else message.flags,
        context=message.context,
        user_comments=message.user_comments,
    )
