"""`hejie import orders --format woocommerce|shopify|medusa`: messages of a shop's own system out of files."""

from pathlib import Path

from hejie.adapters.orders.bad_rows import BadRow
from hejie.adapters.refusal_texts import sentences
from hejie.cli.shell import progress
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.usecases import shop_messages
from hejie.usecases.shop_messages import From

_ENDINGS = (".json", ".jsonl", ".ndjson")


def take_in(ctx: Context, paths: tuple[Path, ...], of: From, rows, lang: str) -> dict[str, int]:
    """Take in all messages, orders before what belongs to them; what cannot go in is told in the report, row by row."""
    counts = dict.fromkeys((*_OUTCOMES, "waiting", "left_out"), 0)
    found, total = [], 0
    for path in _files(paths):
        for number, payload in _messages(path, rows, lang, counts):
            total += 1
            try:
                found.append(((path, number, payload), shop_messages.read(of, payload)))
            except Refusal as refusal:
                _refuse(rows, path, number, refusal, lang, counts)
    ordered = shop_messages.in_order(found)
    for (path, number, payload), _said in progress(ordered, length=len(ordered), label="Taking in"):
        try:
            counts[shop_messages.take_in(ctx, of, payload).outcome] += 1
        except Refusal as refusal:
            _refuse(rows, path, number, refusal, lang, counts)
    return {"messages": total, **counts}


_OUTCOMES = (shop_messages.NEW, shop_messages.GROWN, shop_messages.KNOWN)


def _files(paths: tuple[Path, ...]) -> list[Path]:
    found = []
    for path in paths:
        inside = sorted(one for one in path.rglob("*") if one.suffix in _ENDINGS) if path.is_dir() else [path]
        found += inside
    return found


def _messages(path: Path, rows, lang: str, counts: dict[str, int]) -> list[tuple[int, object]]:
    try:
        return list(enumerate(shop_messages.messages(path.read_bytes()), 1))
    except Refusal as refusal:
        _refuse(rows, path, 0, refusal, lang, counts)
        return []


def _refuse(rows, path: Path, number: int, refusal: Refusal, lang: str, counts: dict[str, int]) -> None:
    """One line of the report: the file, which message of it, the code and its sentences."""
    counts["waiting" if refusal.code == "order_unknown" else "left_out"] += 1
    order = str(refusal.facts.get("order", ""))
    rows.add(BadRow(path.name, number, "order_refused", order, refusal.code, str(sentences(refusal, lang))))
