"""Records of orders out of lines of JSON, as a file of them holds them: read strictly, taken in each exactly once."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files import File

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.usecases import ids, order_records
from hejie.usecases.order_records import Told

_NEEDED = {"order": str, "kind": str, "source": str, "at": str}
_ALLOWED = {**_NEEDED, "origin": str, "note": str, "file": str, "lines": list, "facts": dict, "messages": list}
_OF_MESSAGES = {"sender": str, "text": str, "at": str}


@dataclass(frozen=True, slots=True)
class Row:
    """A line that could be read. order: the shop's own id or ours; file: beside the lines' own file, "" for none."""

    order: str
    told: Told
    file: str
    digest: str


def read(line: str) -> Row:
    """A record from a line of JSON. Refuses bad_field (facts: field, reason)."""
    try:
        row = json.loads(line)
    except ValueError as fault:
        raise Refusal("bad_field", field="line", reason=str(fault)) from None
    _checked(row, _ALLOWED, _NEEDED, "line")
    if not all(type(number) is int for number in row.get("lines", ())):
        raise Refusal("bad_field", field="lines", reason="whole numbers")
    messages = row.get("messages", [])
    for number, message in enumerate(messages, start=1):
        _checked(message, _OF_MESSAGES, ("sender", "text"), f"messages.{number}")
    told = Told(
        kind=row["kind"],
        source=row["source"],
        at=_moment(row["at"], "at"),
        origin=row.get("origin", ""),
        lines=tuple(row.get("lines", ())),
        facts=row.get("facts", {}),
        note=row.get("note", ""),
        messages=tuple(_message(one) for one in messages),
    )
    written = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return Row(row["order"], told, row.get("file", ""), hashlib.sha256(written.encode()).hexdigest())


def take_in(ctx: Context, lines: Iterable[str], folder: Path) -> Iterator[tuple[int, bool | Refusal]]:
    """(number, True where it is new, False where it was there, or why it was left out) of every line that is not empty.

    folder    where files that lines name lie; nothing outside of it is read
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, not _one(ctx, read(line), folder).repeated
            except Refusal as refusal:
                yield number, refusal


def _one(ctx: Context, row: Row, folder: Path):
    root = row.order if reader.order(row.order) else ids.order_root(ctx.actor.marketplace, row.order)
    key = f"record-row:{row.digest}"
    if not row.file:
        return order_records.import_record(ctx, root, row.told, key=key)
    place = (folder / row.file).resolve()
    if not place.is_relative_to(folder.resolve()) or not place.is_file():
        raise Refusal("bad_field", field="file", reason=row.file)
    with place.open("rb") as file:
        return order_records.import_record(ctx, root, row.told, key=key, file=File(file), name=place.name)


def _checked(row: object, allowed: Mapping[str, type], needed: Iterable[str], where: str) -> None:
    if not isinstance(row, dict):
        raise Refusal("bad_field", field=where, reason="an object of JSON")
    for name in needed:
        if name not in row:
            raise Refusal("bad_field", field=f"{where}.{name}", reason="missing")
    for name, value in row.items():
        if name not in allowed or not isinstance(value, allowed[name]):
            raise Refusal("bad_field", field=f"{where}.{name}"[:80], reason="unknown or of another type")


def _moment(written: str, field: str) -> str:
    try:
        moment = datetime.fromisoformat(written)
        return clock.text(moment) if moment.tzinfo else _without_zone(field)
    except ValueError:
        raise Refusal("bad_field", field=field, reason=written[:40]) from None


def _without_zone(field: str) -> str:
    raise Refusal("bad_field", field=field, reason="no time zone")


def _message(row: Mapping) -> dict:
    at = {"at": _moment(row["at"], "messages.at")} if row.get("at") else {}
    return {"from": row["sender"], "text": row["text"], **at}
