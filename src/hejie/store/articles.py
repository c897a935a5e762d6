"""Articles of guidance with all their versions, and the index by which their words are found. Plain SQL, the same on both databases.

An article is looked after by a shop (seller) or by the marketplace (""). The newest version of each language counts; the
index holds those of published articles alone, so that drafts are found by nobody.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from hejie.domain.guidance import terms
from hejie.domain.guidance.articles import LANGUAGES, PUBLISHED
from hejie.domain.kernel.refusal import Refusal

PAGE = 30
_TAG = "reason:"
_COLUMNS = ("id", "marketplace", "seller", "scope", "about", "status", "question", "titles", "created_ms", "changed_ms")
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM article"


@dataclass(frozen=True, slots=True)
class Article:
    """One article as lists show it. titles: of the newest version by language; question: the one that it answers, or ""."""

    id: str
    marketplace: str
    seller: str
    scope: str
    about: str
    status: str
    question: str
    titles: Mapping[str, str]
    created_ms: int
    changed_ms: int

    def in_language(self, language: str) -> str:
        """The language in which a reader of this one gets it: his own, else English, else whichever there is."""
        return next((one for one in (language, "en", *LANGUAGES) if one in self.titles), "")

    def title(self, language: str) -> str:
        """Its title for a reader."""
        return self.titles.get(self.in_language(language), "")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text in one language."""

    language: str
    number: int
    title: str
    body: str
    written_by: str
    at_ms: int


def get(marketplace: str, article: str) -> Article | None:
    """One article of a marketplace."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} WHERE id = %s AND marketplace = %s", [article, marketplace])
        row = cursor.fetchone()
    return _article(row) if row else None


def versions(article: str, language: str = "", most: int = 50) -> list[Version]:
    """Its newest versions, the newest first; in one language or in all."""
    where, args = (" AND language = %s", [language]) if language else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT language, number, title, body, written_by, at_ms FROM article_version WHERE article = %s"
            f"{where} ORDER BY at_ms DESC, number DESC LIMIT %s",
            [article, *args, most],
        )
        return [Version(*row) for row in cursor.fetchall()]


def reasons(article: str) -> tuple[str, ...]:
    """The reasons of claims before which it is shown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT term FROM article_term WHERE article = %s AND language = ''", [article])
        return tuple(sorted(row[0].removeprefix(_TAG) for row in cursor.fetchall()))


def count(marketplace: str, seller: str) -> int:
    """How many articles somebody looks after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM article WHERE marketplace = %s AND seller = %s", [marketplace, seller])
        return cursor.fetchone()[0]


def keep(article: Article, version: Version, tags: Collection[str], most_versions: int) -> int:
    """Keep a new version, and its article if that is new; returns its number. An equal repeat of the newest keeps nothing.

    Refuses   article_versions_many
    """
    with transaction.atomic(), connection.cursor() as cursor:
        titles = dict(article.titles) | {version.language: version.title}
        cursor.execute(
            f"INSERT INTO article ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))}) "
            "ON CONFLICT (id) DO UPDATE SET titles = excluded.titles, changed_ms = excluded.changed_ms, "
            "scope = excluded.scope, about = excluded.about, status = excluded.status",
            [
                article.id, article.marketplace, article.seller, article.scope, article.about, article.status,
                article.question, json.dumps(titles, ensure_ascii=False), article.created_ms, version.at_ms,
            ],
        )  # fmt: skip
        newest = next(iter(versions(article.id, version.language, 1)), None)
        number = newest.number if newest else 0
        if newest is None or (newest.title, newest.body) != (version.title, version.body):
            number += 1
            if number > most_versions:
                raise Refusal("article_versions_many", most=most_versions)
            cursor.execute(
                "INSERT INTO article_version (article, language, number, marketplace, title, body, written_by, at_ms) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    article.id, version.language, number, article.marketplace, version.title, version.body,
                    version.written_by, version.at_ms,
                ],
            )  # fmt: skip
        _tag(cursor, article, tags)
        _index(cursor, article.marketplace, article.id, article.status)
    return number


def set_status(article: Article, status: str, at_ms: int) -> None:
    """Publish it, or take it out of sight; versions stay."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE article SET status = %s, changed_ms = %s WHERE id = %s", [status, at_ms, article.id])
        _index(cursor, article.marketplace, article.id, status)


def _tag(cursor, article: Article, tags: Collection[str]) -> None:
    cursor.execute("DELETE FROM article_term WHERE article = %s AND language = ''", [article.id])
    cursor.executemany(
        "INSERT INTO article_term (marketplace, term, article, language, weight, length) VALUES (%s, %s, %s, '', 1, 1)",
        [(article.marketplace, f"{_TAG}{tag}", article.id) for tag in tags],
    )


def _index(cursor, marketplace: str, article: str, status: str) -> None:
    cursor.execute("DELETE FROM article_term WHERE article = %s AND language <> ''", [article])
    if status != PUBLISHED:
        return
    rows = []
    for language in LANGUAGES:
        for version in versions(article, language, 1):
            weights, length = terms.weighed(version.title, version.body)
            rows += [(marketplace, term, article, language, weight, length) for term, weight in weights.items()]
    cursor.executemany(
        "INSERT INTO article_term (marketplace, term, article, language, weight, length) VALUES (%s, %s, %s, %s, %s, %s)",
        rows,
    )


def listed(
    marketplace: str, *, seller: str | None = None, scope: str = "", about: str = "", status: str = PUBLISHED, after: str = "",
) -> tuple[list[Article], str]:  # fmt: skip
    """(articles, the newest first; where to go on or ""). seller: None for anybody's; status: "" for all. Refuses bad_cursor."""
    where, args = ["marketplace = %s"], [marketplace]
    for column, value in (
        ("seller", seller),
        ("scope", scope or None),
        ("about", about or None),
        ("status", status or None),
    ):
        if value is not None:
            where.append(f"{column} = %s")
            args.append(value)
    if after:
        changed, dash, name = after.partition("-")
        if not dash or not changed.isdigit() or len(changed) > 15:
            raise Refusal("bad_cursor")
        where.append("(changed_ms < %s OR (changed_ms = %s AND id > %s))")
        args += [int(changed), int(changed), name]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SELECT} WHERE {' AND '.join(where)} ORDER BY changed_ms DESC, id LIMIT %s", [*args, PAGE + 1]
        )
        rows = [_article(row) for row in cursor.fetchall()]
    return rows[:PAGE], f"{rows[PAGE - 1].changed_ms}-{rows[PAGE - 1].id}" if len(rows) > PAGE else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that shares words with a question: how well, and how much of what the question says it has."""

    article: Article
    score: float
    share: float
    tagged: bool


def search(marketplace: str, words: list[str], tags: Collection[str] = (), most: int = 200) -> list[Hit]:
    """Published articles that share terms with a question, the best first. tags: reasons that some are marked with."""
    wanted = [*words, *(f"{_TAG}{tag}" for tag in tags)]
    if not wanted:
        return []
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT term, COUNT(DISTINCT article) FROM article_term WHERE marketplace = %s AND term IN ({marks}) GROUP BY term",
            [marketplace, *wanted],
        )
        found_in = dict(cursor.fetchall())
        cursor.execute(
            "SELECT COUNT(*), COALESCE(AVG(length), 1) FROM (SELECT DISTINCT article, language, length FROM article_term "
            "WHERE marketplace = %s AND language <> '') AS texts",
            [marketplace],
        )
        texts, average = cursor.fetchone()
        rare = terms.rarity({term: found_in.get(term, 0) for term in words}, max(int(texts), 1))
        used = sorted((term for term in wanted if found_in.get(term)), key=lambda term: found_in[term])[:24]
        if not used:
            return []
        cursor.execute(
            "SELECT t.article, t.language, t.term, t.weight, t.length FROM article_term t WHERE t.marketplace = %s AND t.term IN "
            f"({', '.join(['%s'] * len(used))}) ORDER BY t.weight DESC LIMIT %s",
            [marketplace, *used, most * len(used)],
        )
        shared: dict[tuple[str, str], list] = {}
        tagged: set[str] = set()
        for article, language, term, weight, length in cursor.fetchall():
            if language:
                shared.setdefault((article, language), []).append((term, weight, length))
            else:
                tagged.add(article)
    return _ranked(marketplace, shared, tagged, rare, float(average))


def _ranked(marketplace: str, shared: dict, tagged: set[str], rare: Mapping[str, float], average: float) -> list[Hit]:
    whole = sum(rare.values()) or 1.0
    best: dict[str, tuple[float, float]] = {name: (0.0, 0.0) for name in tagged}
    for (name, _language), rows in shared.items():
        score = terms.score(((weight, length, rare[term]) for term, weight, length in rows), average)
        share = sum(rare[term] for term, _weight, _length in rows) / whole
        best[name] = max(best.get(name, (0.0, 0.0)), (score, share))
    found = several(marketplace, best)
    hits = [Hit(article, *best[article.id], article.id in tagged) for article in found if article.status == PUBLISHED]
    return sorted(hits, key=lambda hit: (-hit.score, hit.article.id))


def several(marketplace: str, ids: Collection[str]) -> list[Article]:
    """Articles by id."""
    names = list(ids)[:500]
    if not names:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SELECT} WHERE marketplace = %s AND id IN ({', '.join(['%s'] * len(names))})", [marketplace, *names]
        )
        return [_article(row) for row in cursor.fetchall()]


def say_helped(article: str, reader: str, helped: bool, place: str, at_ms: int) -> None:
    """Keep whether it helped one reader; his last word counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO article_help (article, reader, helped, place, at_ms) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (article, reader) DO UPDATE SET helped = excluded.helped, place = excluded.place, at_ms = excluded.at_ms",
            [article, reader, int(helped), place, at_ms],
        )


def helped(ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """(whom it helped, whom it did not) by article."""
    names = list(ids)
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT article, SUM(helped), COUNT(*) FROM article_help WHERE article IN ({', '.join(['%s'] * len(names))}) "
            "GROUP BY article",
            names,
        )
        return {name: (int(yes), int(whole) - int(yes)) for name, yes, whole in cursor.fetchall()}


def _article(row: tuple) -> Article:
    told = dict(zip(_COLUMNS, row, strict=True))
    return Article(**{**told, "titles": json.loads(told["titles"])})
