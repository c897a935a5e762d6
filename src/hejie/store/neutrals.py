"""Neutrals as lists and choices see them: profiles, and how much each has to do, had to do with whom, and has decided.

Work is read from `assignment_row` by index, for a bounded number of people at a time and up to a bounded number of cases each,
so that nothing here grows with the open cases of a marketplace.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from hejie.store.models import Marketplace, NeutralConflict, NeutralProfile, Person
from hejie.store.projections import NEVER

POOL = 200
"""Neutrals that are looked at for one case."""
MOST_COUNTED = 1_000
"""Cases of one person that are counted; beyond that it is `as many as that`."""
DECISIONS = 400
"""The newest decisions of one person that figures are made of."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a neutral can and may take (`models.NeutralProfile`), with the stakes that he has declared by party."""

    languages: tuple[str, ...]
    reasons: tuple[str, ...]
    categories: tuple[str, ...]
    most_open: int | None
    away_until: date | None
    conflicts: dict[str, str]
    group: str = "none"


@dataclass(frozen=True, slots=True)
class Load:
    """Cases of one neutral: open ones (panels that vote and on which he sits too), those of the last year with this buyer and this
    shop, and all of the last year."""

    open: int = 0
    with_buyer: int = 0
    with_seller: int = 0
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """What of a neutral's open cases waits for himself: how many, how many too long, and the first end (0: none)."""

    waiting: int = 0
    overdue: int = 0
    next_ms: int = 0


_NEUTRALS = (
    "FROM membership m JOIN person p ON p.id = m.person_id LEFT JOIN neutral_profile n ON n.person_id = p.id "
    "WHERE m.role = 'neutral' AND p.marketplace_id = %s AND p.is_active"
)


def pool(marketplace: str, languages: Sequence[str], today: date, turn: str) -> list[str]:
    """Ids of active neutrals, at most POOL: those who are there and work in these languages first.

    turn   from where among equals the list is cut, where there are more: hexadecimal, another for each case
    """
    speaks = " + ".join(
        ["CASE WHEN COALESCE(NULLIF(n.languages, ''), p.language) LIKE %s THEN 1 ELSE 0 END"] * len(languages)
    )
    here = "CASE WHEN n.away_until IS NULL OR n.away_until <= %s THEN 0 ELSE 1 END"
    return [
        one
        for (one,) in _rows(
            f"SELECT p.id {_NEUTRALS} ORDER BY {here}, {speaks or '0'} DESC, CASE WHEN p.id >= %s THEN 0 ELSE 1 END, p.id LIMIT %s",
            [marketplace, today, *(f"%{one}%" for one in languages), _place(turn), POOL],
        )
    ]


def listed(marketplace: str, *, after: str = "", most: int = 25) -> list[tuple[str, str]]:
    """(id, name) of active neutrals in the order of their ids, by keyset."""
    return _rows(f"SELECT p.id, p.name {_NEUTRALS} AND p.id > %s ORDER BY p.id LIMIT %s", [marketplace, after, most])


def are_neutrals(marketplace: str, ids: Collection[str]) -> frozenset[str]:
    """Which of these people can be given cases now."""
    wanted = list(ids)
    marks = ", ".join(["%s"] * len(wanted))
    found = _rows(f"SELECT p.id {_NEUTRALS} AND p.id IN ({marks})", [marketplace, *wanted]) if wanted else []
    return frozenset(one for (one,) in found)


def gone_with_cases(marketplace: str, most: int = 20) -> list[tuple[str, str]]:
    """(id, name) of people who can be given no cases any more and still have open ones.

    Looked for among switched-off neutrals and those of whom a profile tells that they once were neutrals.
    """
    opened = "EXISTS (SELECT 1 FROM assignment_row a WHERE a.marketplace = p.marketplace_id AND a.neutral = p.id AND a.left_ms = 0)"
    return _rows(
        f"SELECT p.id, p.name FROM person p JOIN membership m ON m.person_id = p.id AND m.role = 'neutral' "
        f"WHERE p.marketplace_id = %s AND NOT p.is_active AND {opened} UNION "
        f"SELECT p.id, p.name FROM neutral_profile n JOIN person p ON p.id = n.person_id "
        f"WHERE p.marketplace_id = %s AND {opened} AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id "
        "AND m.role = 'neutral') ORDER BY 1 LIMIT %s",
        [marketplace, marketplace, most],
    )


def profiles(marketplace: str, ids: Collection[str]) -> dict[str, Profile]:
    """Profiles by id; who has none works in the language of his account. Three statements."""
    people = dict(Person.objects.filter(marketplace_id=marketplace, pk__in=ids).values_list("pk", "language"))
    rows = NeutralProfile.objects.in_bulk(list(people))
    stakes: dict[str, dict[str, str]] = {}
    for person, party, reason in NeutralConflict.objects.filter(person_id__in=people).values_list(
        "person_id", "party", "reason"
    ):
        stakes.setdefault(person, {})[party] = reason
    return {
        one: _profile(rows.get(one) or NeutralProfile(person_id=one), language, stakes.get(one, {}))
        for one, language in people.items()
    }


def _profile(row: NeutralProfile, language: str, conflicts: dict[str, str]) -> Profile:
    languages = tuple(row.languages.split()) or (language,)
    known = tuple(row.reasons), tuple(row.categories)
    return Profile(languages, *known, row.most_open, row.away_until, conflicts, row.group)


def loads(marketplace: str, ids: Sequence[str], buyer: str, seller: str, since_ms: int) -> dict[str, Load]:
    """How much each of these people has to do, and had to do with these parties since a moment; one statement."""
    if not ids:
        return {}
    own = "SELECT 1 FROM assignment_row a WHERE a.marketplace = %s AND a.neutral = pool.id"
    since = f"{own} AND a.given_ms >= %s"
    seats = (
        "SELECT 1 FROM seat_row s JOIN panel_row p ON p.root = s.root AND p.id = s.id AND p.panel = s.panel "
        "WHERE s.marketplace = %s AND s.member = pool.id AND p.ended_ms = 0"
    )
    counted = (
        (f"{own} AND a.left_ms = 0", [marketplace]),
        (f"{since} AND a.buyer = %s", [marketplace, since_ms, buyer]),
        (f"{since} AND a.seller = %s", [marketplace, since_ms, seller]),
        (since, [marketplace, since_ms]),
        (seats, [marketplace]),
    )
    columns = ", ".join(f"(SELECT count(*) FROM ({sql} LIMIT {MOST_COUNTED}) AS counted)" for sql, _values in counted)
    marks = ", ".join(["(%s)"] * len(ids))
    values = [value for _sql, found in counted for value in found]
    found = _rows(f"WITH pool (id) AS (VALUES {marks}) SELECT id, {columns} FROM pool", [*ids, *values])
    return {one: Load(own_cases + seated, *met) for one, own_cases, *met, seated in found}


def turns(marketplace: str, ids: Sequence[str], now_ms: int) -> dict[str, Turn]:
    """What of each one's open cases waits for himself, by what runs out first; one statement."""
    if not ids:
        return {}
    own = (
        "FROM case_row c WHERE c.marketplace = %s AND c.neutral = pool.id AND c.neutral <> '' AND c.closed_ms = 0 "
        "AND c.turn_who = 'neutral'"
    )
    some = f"(SELECT count(*) FROM (SELECT 1 {own}{{}} LIMIT {MOST_COUNTED}) AS counted)"
    marks = ", ".join(["(%s)"] * len(ids))
    found = _rows(
        f"WITH pool (id) AS (VALUES {marks}) SELECT id, {some.format('')}, {some.format(' AND c.due_ms <= %s')}, "
        f"(SELECT min(c.due_ms) {own}) FROM pool",
        [*ids, marketplace, marketplace, now_ms, marketplace],
    )
    return {one: Turn(waiting, late, 0 if first in (None, NEVER) else first) for one, waiting, late, first in found}


def decisions(marketplace: str, ids: Sequence[str], since_ms: int) -> list[tuple[str, int, int, str, str]]:
    """(neutral, given, ruled, verdict, appealed) of the newest decisions of each since a moment; one statement."""
    one = (
        "SELECT * FROM (SELECT neutral, given_ms, ruled_ms, verdict, appealed FROM assignment_row WHERE marketplace = %s "
        f"AND neutral = %s AND ruled_ms > 0 AND ruled_ms >= %s ORDER BY ruled_ms DESC LIMIT {DECISIONS}) AS of_one"
    )
    values = [value for person in ids for value in (marketplace, person, since_ms)]
    return _rows(" UNION ALL ".join([one] * len(ids)), values) if ids else []


def open_cases(marketplace: str, person: str, most: int = 100) -> list[tuple[str, str, int]]:
    """(case, stage, when its next wait ends) of a neutral's open cases, the shortest time first."""
    return _rows(
        "SELECT id, stage, due_ms FROM case_row WHERE marketplace = %s AND neutral = %s AND neutral <> '' AND closed_ms = 0 "
        "ORDER BY due_ms, id LIMIT %s",
        [marketplace, person, most],
    )


def day_of(marketplace: str, moment: datetime) -> date:
    """Which day it is in the marketplace's own zone."""
    zone = Marketplace.objects.filter(pk=marketplace).values_list("timezone", flat=True).first() or "UTC"
    return moment.astimezone(ZoneInfo(zone)).date()


def languages_of(marketplace: str, people: Iterable[str]) -> frozenset[str]:
    """The languages in which some people read, at most a hundred of them."""
    some = list(people)[:100]
    return frozenset(Person.objects.filter(marketplace_id=marketplace, pk__in=some).values_list("language", flat=True))


def _place(turn: str) -> str:
    """A place in the order of people's ids: the letter p, then letters and figures as ids have them."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "p" + "".join(letters[int(turn[place : place + 2] or "0", 16) % 32] for place in range(0, 24, 2))


def _rows(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
