"""Find words of another language on a page: the sign of a sentence that missed its translation.

A heuristic for tests. Writing gives Chinese and Russian away at once; English on another page shows as words in
small Latin letters. Text under another `lang`, what people wrote (`data-user-text`), code and addresses do not count.
"""

import re
from html.parser import HTMLParser

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_RUSSIAN = re.compile(r"[А-Яа-яЁё]+")
_LATIN = re.compile(r"(?<![\w.@/-])[A-Za-z][a-z'’]{2,}(?![\w@/])(?!\.\w)")

# Names, units and keys that stand in Latin letters in every language here.
_EVERYWHERE = frozenset(
    (
        *(
            "hejie",
            "python",
            "html",
            "json",
            "csv",
            "zip",
            "pdf",
            "sha",
            "docker",
            "linux",
            "markdown",
            "windows",
            "enter",
        ),
        *("aliexpress", "amazon", "ebay", "etsy", "mastercard", "ozon", "paypal", "taobao", "vinted", "visa"),
    )
)

_UNREAD = frozenset({"script", "style", "code", "pre", "kbd", "samp", "template", "textarea"})
_VOID = frozenset(("br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_SPEAKING = (
    "aria-label",
    "title",
    "alt",
    "placeholder",
    "data-label",
    "data-left",
    "data-late",
    "data-moment",
    "data-new",
)


def other_language_words(text: str, lang: str) -> list[str]:
    """The words of `text` that do not belong to its language (zh, en or ru), in order.

    On Chinese and Russian pages a Latin word counts from three letters on, unless it stands in _EVERYWHERE; capitals
    only (PDF) and words with digits never count, since they name things.
    """
    found: list[tuple[int, str]] = []
    patterns = {"zh": (_RUSSIAN, _LATIN), "ru": (_CHINESE, _LATIN), "en": (_CHINESE, _RUSSIAN)}[lang]
    for pattern in patterns:
        for match in pattern.finditer(_without_places(text)):
            if match[0].lower() not in _EVERYWHERE:
                found.append((match.start(), match[0]))
    return [word for _start, word in sorted(found)]


def other_language_words_of_page(html: str, lang: str = "") -> list[str]:
    """The same for a page or fragment: visible text and spoken attributes, without what people wrote.

    lang   the page's language; without it, that of its `<html lang>`
    """
    reader = _Reader(lang)
    reader.feed(html)
    reader.close()
    if not reader.language:
        raise ValueError("the page names no language")
    return other_language_words("\n".join(reader.pieces), reader.language)


def _without_places(text: str) -> str:
    return re.sub(r"\{[a-z_]*\}|\S+@\S+|https?://\S+|\S*[A-Za-z]\S*[0-9_]\S*|\S*[0-9_]\S*[A-Za-z]\S*", " ", text)


class _Reader(HTMLParser):
    """Collects what a page says in its own language."""

    def __init__(self, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language
        self.pieces: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html" and not self.language:
            self.language = (given.get("lang") or "").split("-")[0]
        silent = (
            (bool(self._open) and self._open[-1][1])
            or tag in _UNREAD
            or "data-user-text" in given
            or (given.get("lang") or self.language).split("-")[0] != self.language
        )
        if not silent:
            self.pieces += [given[name] or "" for name in _SPEAKING if name in given]
        if tag not in _VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            in_title = bool(self._open) and self._open[-1][0] == "title"
            # The marketplace's own name ends every title.
            self.pieces.append((in_title and data.rpartition(" · ")[0]) or data)
