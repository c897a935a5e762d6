"""What an article may be: where it belongs, in which language, how long. Pure."""

from dataclasses import dataclass

from hejie.domain.cases.claims import REASONS
from hejie.domain.kernel.refusal import Refusal

LANGUAGES = ("zh", "en", "ru")
SCOPES = ("marketplace", "category", "seller", "listing")
DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
STATUSES = (DRAFT, PUBLISHED, WITHDRAWN)
LONGEST_TITLE = 160
LONGEST_BODY = 20_000
MOST_VERSIONS = 500
MOST_ARTICLES = 5_000
"""Of one shop or of the marketplace."""


@dataclass(frozen=True, slots=True)
class Written:
    """One text of an article as somebody sends it in. about: the category or the product of its scope, else ""."""

    scope: str
    about: str
    language: str
    title: str
    body: str
    reasons: tuple[str, ...] = ()


def checked(written: Written, seller: str) -> Written:
    """The text as it is kept. seller: whose it is; "" the marketplace's.

    Refuses   article_scope (a shop writes about itself and its goods, the marketplace about itself and kinds of goods),
              article_about_missing, article_language, article_title (missing or too long), article_body (so), article_reason
    """
    title = " ".join(written.title.replace("\x00", "").split())
    body = written.body.replace("\x00", "").replace("\r\n", "\n").strip()
    about = written.about.strip()[:120]
    own = ("seller", "listing") if seller else ("marketplace", "category")
    if written.scope not in own:
        raise Refusal("article_scope", scope=written.scope, own=", ".join(own))
    if written.scope in ("category", "listing") and not about:
        raise Refusal("article_about_missing", scope=written.scope)
    if written.language not in LANGUAGES:
        raise Refusal("article_language", language=written.language[:20])
    if not title or len(title) > LONGEST_TITLE:
        raise Refusal("article_title", most=LONGEST_TITLE, given=len(title))
    if not body or len(body) > LONGEST_BODY:
        raise Refusal("article_body", most=LONGEST_BODY, given=len(body))
    unknown = next((one for one in written.reasons if one not in REASONS), "")
    if unknown:
        raise Refusal("article_reason", reason=unknown[:40])
    about = about if written.scope in ("category", "listing") else ""
    return Written(written.scope, about, written.language, title, body, tuple(dict.fromkeys(written.reasons)))
