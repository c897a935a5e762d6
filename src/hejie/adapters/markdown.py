"""Markdown of people whom we do not know, as HTML that is safe: no tags of theirs, no pictures, no addresses but of the web and mail.

CommonMark with tables by markdown-it-py, which escapes what looks like HTML instead of letting it pass. A heading of the
text is one below the page's own.
"""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SCHEMES = ("http://", "https://", "mailto:")
_DEEPEST = 20


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": _DEEPEST})
    reader.enable(["table", "strikethrough"]).disable(["image", "html_block", "html_inline"])
    reader.validateLink = lambda url: (
        url.lower().startswith(_SCHEMES) or (url.startswith("/") and not url.startswith("//"))
    )
    return reader


def html(text: str) -> str:
    """Safe HTML of a text."""
    tokens = _reader().parse(text)
    for token in tokens:
        _tame(token)
        for inner in token.children or ():
            _tame(inner)
    return _reader().renderer.render(tokens, _reader().options, {})


def _tame(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    if token.type == "link_open" and not str(token.attrGet("href")).startswith("/"):
        token.attrSet("rel", "nofollow ugc noopener")
    if token.type == "table_open":
        token.attrSet("class", "table")
    if token.attrGet("style"):  # alignment of cells: no style stands in our pages
        token.attrs.pop("style")


def plain(text: str, most: int = 240) -> str:
    """The beginning of a text without any marks, for lists."""
    words = " ".join(
        "".join(
            inner.content if inner.type != "softbreak" else " "
            for inner in token.children or ()
            if inner.type in ("text", "code_inline", "softbreak")
        )
        for token in _reader().parse(text)
        if token.type == "inline"
    )
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
