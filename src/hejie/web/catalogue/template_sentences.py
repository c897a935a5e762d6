"""Read the sentences of a Django template: translate, blocktranslate with plural, and `_("…")` in any tag.

The keys must equal those that Django looks up when it renders, so blocks are put together exactly as its
BlockTranslateNode does: `{{ name }}` becomes `%(name)s`, a literal per cent sign is doubled.
"""

import re
from collections.abc import Iterator

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace

_TEXT = r"""(?:"(?P<{0}d>(?:[^"\\]|\\.)*)"|'(?P<{0}s>(?:[^'\\]|\\.)*)')"""
_TRANSLATE = re.compile(r"^(?:trans|translate)\s+" + _TEXT.format("a"))
_INLINE = re.compile(r"(?<![\w])_\(" + _TEXT.format("a") + r"\)")
_BLOCK = re.compile(r"^blocktrans(?:late)?(?:\s|$)")
_BLOCK_END = re.compile(r"^endblocktrans(?:late)?$")
_PLURAL = re.compile(r"^plural$")
_CONTEXT = re.compile(r"\bcontext\s+" + _TEXT.format("c"))

_UNREAD = {"comment": "endcomment", "verbatim": "endverbatim"}

Found = tuple[int, str, str, str]
"""Line, sentence, plural form or empty, context or empty."""


def template_sentences(text: str) -> Iterator[Found]:
    """Every sentence of one template, in order. Text that is not closed is left to the template compiler to refuse."""
    tokens = iter(Lexer(text).tokenize())
    line = 1
    for token in tokens:
        here, line = line, line + token_lines(text, token)
        if token.token_type == TokenType.BLOCK:
            if closing := _UNREAD.get(token.contents.split()[0]):
                line += _passed_over(text, tokens, closing)
                continue
            if _BLOCK.match(token.contents):
                found, passed = _block(text, token, tokens, here)
                line += passed
                yield found
                continue
            if match := _TRANSLATE.match(token.contents):
                context = _CONTEXT.search(token.contents)
                yield here, _key(match), "", _literal(context, "c") if context else ""
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for match in _INLINE.finditer(token.contents):
                yield here, _key(match), "", ""


def token_lines(text: str, token: Token) -> int:
    """How many line ends a token spans; tags are one line in Django."""
    return token.contents.count("\n") if token.token_type == TokenType.TEXT else 0


def _passed_over(text: str, tokens: Iterator[Token], closing: str) -> int:
    passed = 0
    for token in tokens:
        passed += token_lines(text, token)
        if token.token_type == TokenType.BLOCK and token.contents == closing:
            break
    return passed


def _block(text: str, opening: Token, tokens: Iterator[Token], line: int) -> tuple[Found, int]:
    pieces: dict[str, list[str]] = {"one": [], "many": []}
    form, passed = "one", 0
    for token in tokens:
        passed += token_lines(text, token)
        if token.token_type == TokenType.TEXT:
            pieces[form].append(token.contents.replace("%", "%%"))
        elif token.token_type == TokenType.VAR:
            pieces[form].append(f"%({token.contents})s")
        elif _BLOCK_END.match(token.contents):
            break
        elif _PLURAL.match(token.contents.strip()):
            form = "many"
    trimmed = re.search(r"\btrimmed\b", opening.contents) is not None
    one, many = ("".join(pieces[name]) for name in ("one", "many"))
    if trimmed:
        one, many = trim_whitespace(one), trim_whitespace(many)
    context = _CONTEXT.search(opening.contents)
    return (line, one, many, _literal(context, "c") if context else ""), passed


def _key(match: re.Match[str]) -> str:
    # Django doubles the per cent sign of literals in tags as well, before it looks them up.
    return _literal(match, "a").replace("%", "%%")


def _literal(match: re.Match[str], name: str) -> str:
    text = match[f"{name}d"] if match[f"{name}d"] is not None else match[f"{name}s"]
    return re.sub(r"\\(.)", r"\1", text)
