"""What was bought in many orders at once, for lists: titles and shops from the orders' first entries."""

from collections.abc import Iterable

import orjson
from django.db import connection

from hejie.store import queries


def of_roots(roots: Iterable[str]) -> dict[str, list[dict]]:
    """Lines (title as written or "", seller, contents_unknown) by root; two statements for any number of roots."""
    wanted = list(dict.fromkeys(roots))
    if not wanted:
        return {}
    marks = ", ".join(["(%s, %s)"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT root, body FROM entry WHERE (root, stream) IN (VALUES {marks}) AND seq = 1",
            [value for root in wanted for value in (root, f"order:{root}")],
        )
        bodies = {root: orjson.loads(body)["data"] for root, body in cursor.fetchall()}
    named = [
        {"root": root, "ref": line["title"]["ref"]}
        for root, data in bodies.items()
        for line in data["lines"]
        if line["title"]
    ]
    texts = queries.texts_of_rows(named, "ref")
    return {root: [_line(line, texts) for line in data["lines"]] for root, data in bodies.items()}


def open_cases(roots: Iterable[str]) -> dict[str, list[str]]:
    """Ids of the open cases of many orders, by root; one statement."""
    wanted = list(dict.fromkeys(roots))
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT root, case_id FROM open_line WHERE root IN ({marks}) ORDER BY case_id", wanted)
        found: dict[str, list[str]] = {}
        for root, case_id in cursor.fetchall():
            found.setdefault(root, []).append(case_id)
        return found


def _line(line: dict, texts: dict[str, str]) -> dict:
    title = texts.get(line["title"]["ref"], "") if line["title"] else ""
    return {"title": title, "seller": line["seller"], "contents_unknown": line["contents_unknown"]}
