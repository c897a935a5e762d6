"""Two versions of a text, word by word: what is new and what is gone, as safe HTML in paragraphs."""

import difflib
import re

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

_WORDS = re.compile(r"\s+|[^\s\w]|[\u3400-\u9fff]|\w+")


def plain(text: str) -> SafeString:
    """A text as it stands, nothing marked."""
    return _paragraphs(conditional_escape(text))


def marked(old: str, new: str) -> tuple[SafeString, int]:
    """The new text with <ins> and <del>, and in how many places it differs from the old one."""
    was, now = _WORDS.findall(old), _WORDS.findall(new)
    pieces, places = [], 0
    for kind, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        gone, come = "".join(was[a:b]), "".join(now[c:d])
        if kind == "equal":
            pieces.append(conditional_escape(come))
            continue
        places += 1
        pieces += [format_html("<del>{}</del>", gone)] if gone.strip() else []
        pieces += [format_html("<ins>{}</ins>", come)] if come.strip() else [conditional_escape(come)]
    return _paragraphs("".join(pieces)), places


def _paragraphs(html: str) -> SafeString:
    """Paragraphs and lines; the text is escaped already, and marks never reach over a paragraph."""
    blocks = [block.strip("\n").replace("\n", "<br>") for block in re.split(r"\n{2,}", html) if block.strip()]
    return mark_safe("".join(f"<p>{block}</p>" for block in blocks))
