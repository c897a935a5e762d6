"""A great many cases by COPY: copies of one real case, entry by entry, each with ids, hashes and heads of its own.

    python -m bench.bulk FIRST LAST      (one of the processes that `load` starts)

A copy is whole: its order and its case can be read, checked and gone on with like the real one. What has been worked
off in a market of that size is left out: notices waiting to be sent, entries waiting for their seal.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from hashlib import sha256

from bench.ground import Ground

_TABLES = (
    "root_lock", "case_row", "open_line", "deadline", "order_row", "order_seller", "content", "receipt", "transfer", "balance",
)  # fmt: skip
_PROCESSES = 2
_SHARE = 10  # one case in ten is the shop's that is looked at, however many there are
_LETTERS = str.maketrans("0123456789", "abcdefghij")


@dataclass(frozen=True, slots=True)
class Template:
    """The real case: its rows as COPY writes them by table, and its entries as (stream, seq, hash, body) in order."""

    root: str
    case: str
    order: str
    buyer: str
    seller: str
    rows: dict[str, str]
    entries: list[tuple[str, int, str, str]]
    one_buyer: bool


def root_of(number: int) -> str:
    """The root of a copy."""
    return "bulk" + f"{number:012d}".translate(_LETTERS)


def buyer_of(number: int) -> str:
    """The buyer of a copy, where they are not all one buyer's."""
    return "p" + f"{number // 3:012d}".translate(_LETTERS)


def load(ground: Ground, database: str, case: str, number: int, *, one_buyer: bool = False) -> None:
    """Copy a real case so many times, and let the database look at what it then has."""
    template = _read(ground, database, case, one_buyer)
    file = ground.home / f"template-{database}.json"
    file.write_text(json.dumps(asdict(template)))
    for setting, value in (
        ("max_wal_size", "8GB"),
        ("checkpoint_timeout", "30min"),
        ("checkpoint_completion_target", "0.9"),
    ):
        ground.sql("postgres", f"ALTER SYSTEM SET {setting} = '{value}'")
    ground.sql("postgres", "SELECT pg_reload_conf()")
    environment = ground.environment(ground.cluster.url(database), BENCH_TEMPLATE=str(file))
    bounds = [number * part // _PROCESSES for part in range(_PROCESSES + 1)]
    started = [
        ground.start([sys.executable, "-m", "bench.bulk", first, last], environment)
        for first, last in zip(bounds, bounds[1:], strict=False)
    ]
    if any(process.wait() for process in started):
        raise RuntimeError((ground.home / "processes.log").read_text()[-4000:])
    ground.sql(database, "VACUUM ANALYZE")
    ground.sql("postgres", "CHECKPOINT")


def _read(ground: Ground, database: str, case: str, one_buyer: bool) -> Template:
    import psycopg

    root = case[:16]
    with psycopg.connect(ground.cluster.url(database)) as server:
        rows = {}
        for table in _TABLES:
            with server.cursor().copy(f"COPY (SELECT * FROM {table} WHERE root = '{root}') TO STDOUT") as out:
                rows[table] = b"".join(bytes(piece) for piece in out).decode()
        entries = server.execute(
            "SELECT stream, seq, hash, body FROM entry WHERE root = %s ORDER BY stream, seq", [root]
        ).fetchall()
        order, buyer, seller = server.execute(
            "SELECT order_ref, buyer, seller FROM case_row WHERE root = %s", [root]
        ).fetchone()
    if any("\\" in body for *_, body in entries):
        raise RuntimeError("the real case's entries hold a backslash, which COPY would take for its own")
    return Template(root, case, order, buyer, seller, rows, entries, one_buyer)


def _copier(template: Template) -> Callable[[int], tuple[dict[str, str], list[str]]]:
    """What makes copy number so and so: its rows by table, and its lines of `entry`."""

    def copy(number: int) -> tuple[dict[str, str], list[str]]:
        root = root_of(number)
        names = [(template.root, root), (f'"{template.order}"', f'"bulk-{number}"')]
        if not template.one_buyer:
            names.append((template.buyer, buyer_of(number)))
        if number % _SHARE:
            names.append((template.seller, "s" + f"{number % 997:012d}".translate(_LETTERS)))

        def renamed(text: str) -> str:
            for old, new in names:
                text = text.replace(old, new)
            return text

        heads, lines, last = [], [], ""
        for stream, seq, digest, body in template.entries:
            stream, body = stream.replace(template.root, root), renamed(body)
            last = last if seq > 1 else "0" * 64
            text = f"hejie:entry:1\n{stream}\n{seq}\n{last}\n{body}"
            made = sha256(text.encode()).hexdigest()
            lines.append(f"{root}\t{stream}\t{seq}\t{last}\t{made}\t{body}\n")
            heads.append((digest, made))
            last = made
        rows = {table: renamed(text) for table, text in template.rows.items()}
        for table in ("case_row", "order_row", "receipt"):
            for old, new in heads:
                rows[table] = rows[table].replace(old, new)
        for table in ("case_row", "order_row"):
            rows[table] = rows[table].replace(f"\t{template.order}\t", f"\tbulk-{number}\t")
        return rows, lines

    return copy


def main() -> None:
    """Copy the numbers from FIRST up to LAST, every table by a COPY of its own."""
    import psycopg

    first, last = int(sys.argv[1]), int(sys.argv[2])
    with open(os.environ["BENCH_TEMPLATE"]) as file:
        template = Template(**json.load(file))
    copy = _copier(template)
    with ExitStack() as stack:
        ways = {}
        for table in (*_TABLES, "entry"):
            server = stack.enter_context(psycopg.connect(os.environ["BENCH_DATABASE"]))
            # The triggers that keep the books have nothing to add: balances are copied as the real one's stand.
            server.execute("SET session_replication_role = replica")
            ways[table] = stack.enter_context(server.cursor().copy(f"COPY {table} FROM STDIN"))
        for number in range(first, last):
            rows, lines = copy(number)
            for table, text in rows.items():
                ways[table].write(text)
            ways["entry"].write("".join(lines))


if __name__ == "__main__":
    main()
