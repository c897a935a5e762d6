"""`bench verify`: checking a dossier beside `sha256sum` on the same file, and the whole record beside two minutes.

The dossier has ten thousand entries, a seal over each ten of them, and 1 GB of files. The record is a million entries in
copies of one real case, contents included, under seals of five thousand; the program that
checks it is held to one core, and so is the server's process that reads for it.
"""

import hashlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import bulk, market
from bench.ground import Ground
from bench.results import Result, compared

_AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
_LIMIT, _ENTRIES = 120.0, 1_000_000
_HEJIE = (sys.executable, "-m", "hejie.cli.main")


def measure(ground: Ground, quick: bool) -> list[Result]:
    """The dossier first; then the record."""
    return [_dossier(ground, quick), _record(ground, quick)]


def _dossier(ground: Ground, quick: bool) -> Result:
    entries, files, size, rounds = (1_000, 4, 8 << 20, 2) if quick else (10_000, 64, 16 << 20, 5)
    file = ground.home / "case.zip"
    write(file, entries, files, size)
    environment = ground.environment("", HEJIE_HOME=str(ground.home / "nobody"))
    megabytes = file.stat().st_size / 1e6
    runs = []
    for _ in range(rounds):
        ours = _timed([*_HEJIE, "verify", str(file)], environment)
        theirs = _timed(["sha256sum", str(file)], environment)
        runs.append((megabytes / ours, megabytes / theirs))
    name = f"sha256sum of the same file, {megabytes:,.0f} MB, {entries:,} entries"
    return compared("verify", "MB/s", name, runs, goal=0.5)


def _timed(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def write(file: Path, entries: int, files: int, size: int) -> None:
    """A dossier that holds: so many entries, every so many with a file of this size."""
    from hejie.domain.kernel import canonical, chain, merkle
    from hejie.domain.kernel.seal import seal_digest, seal_text
    from hejie.record.dossier import Dossier, Proof, SealShown, write_dossier
    from hejie.record.signing import Keys

    keys, stream = Keys(hashlib.sha256(b"bench").digest()), "case:benchbenchbenchb-enchbenc"
    held = {number * entries // files + 1: number for number in range(files)}

    def content(number: int) -> tuple[bytes, bytes]:
        return hashlib.sha256(b"salt %d" % number).digest(), hashlib.shake_128(b"%d" % number).digest(1 << 20) * (
            size >> 20
        )

    refs = {number: chain.reference(*content(number)) for number in range(files)}
    rows, prev = [], chain.ZERO
    for seq in range(1, entries + 1):
        told = {"text": {"ref": refs[held[seq]], "size": size, "type": "video/mp4"}} if seq in held else {}
        data = {"id": f"m{seq}", "room": "joint", "side": "buyer", "words": market.TEXT, **told}
        by = {"role": "buyer", "id": "p0123456789abcdef"}
        at = (_AT + timedelta(seconds=seq)).isoformat(timespec="milliseconds")[:23] + "Z"
        body = canonical.dumps({"v": 1, "kind": "MessageWritten", "at": at, "by": by, "data": data})
        digest = chain.entry_hash(stream, seq, prev, body)
        rows.append((seq, prev, digest, body.decode()))
        prev = digest
    leaves = [bytes.fromhex(row[2]) for row in rows]
    tree = {(level, index): value for level, index, value in merkle.Frontier().extend(leaves)[1]}

    def seals() -> Iterator[SealShown]:
        before, last = 0, chain.ZERO
        for covered in [*range(10, entries, 10), entries]:
            nodes = lambda level, index: tree[level, index]  # noqa: E731
            text = seal_text(size=covered, root=merkle.root_from(nodes, covered), at=_AT, prev=last)
            proofs = tuple(
                Proof(index + 1, index, merkle.inclusion_path_from(nodes, index, covered))
                for index in range(before, covered)
            )
            yield SealShown(text, keys.public_key, keys.sign(text.encode()), None, proofs)
            before, last = covered, seal_digest(text)

    contents = ((refs[number], salt, [data]) for number in range(files) for salt, data in [content(number)])
    with file.open("wb") as out:
        write_dossier(out, Dossier(stream, rows, contents, (), seals(), keys, "buyer", _AT, b"%PDF-1.7 bench"))


def _record(ground: Ground, quick: bool) -> Result:
    entries, rounds = (20_000, 2) if quick else (_ENTRIES, 2)
    environment = ground.environment(ground.database("record"))
    case, number = ground.run(
        [sys.executable, "-c", "from bench import verify; verify.prepare()"], environment
    ).split()[-2:]
    copies = entries // int(number)
    bulk.load(ground, "record", case, copies)
    ground.run([sys.executable, "-c", "from bench import verify; verify.seal()"], environment)
    (found,) = ground.sql("record", "SELECT count(*) FROM entry")[0]
    limit = _LIMIT * found / _ENTRIES
    runs = [(_checked(ground, environment), limit) for _ in range(rounds)]
    against = f"two minutes for a million entries, here {found:,}"
    return compared("verify --all", "s", against, runs, goal=1.0, at_most=True)


def _checked(ground: Ground, environment: dict[str, str]) -> float:
    """Seconds of wall time, with the program and the server on one core together."""
    core = {min(os.sched_getaffinity(0))}
    server = ground.cluster.process.pid
    before = os.sched_getaffinity(server)
    os.sched_setaffinity(server, core)  # what it forks for a new connection stays there
    try:
        spent, began = _spent(server), time.perf_counter()
        done = subprocess.run(
            [*_HEJIE, "verify", "--all"], env=environment, capture_output=True, text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, core),
        )  # fmt: skip
        took = time.perf_counter() - began
        time.sleep(0.5)  # until the server knows what its process for us has used
        spent = _spent(server) - spent
    finally:
        os.sched_setaffinity(server, before)
    if done.returncode:
        raise RuntimeError(f"the record does not hold:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"verify --all: {took:.1f} s, of processors {spent:.1f} s, at most {used:.0f} MiB", file=sys.stderr)
    return took


def _spent(server: int) -> float:
    """Seconds of processor that our ended processes and those of the server have used."""
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = Path(f"/proc/{server}/stat").read_text().rpartition(") ")[2].split()[13:15]
    return ours.ru_utime + ours.ru_stime + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")


def prepare() -> None:
    """A marketplace with one real case, some messages and a piece of evidence; prints its id and how many entries it has."""
    market.begin(migrate=True)
    from django.db import connection

    from hejie.domain.cases.commands import WriteMessage
    from hejie.usecases.cases import write_message

    there = market.make()
    (case,) = market.cases(there, "real", 1)
    for number in range(6):
        write_message(market.buyer_context(there), WriteMessage(case, market.TEXT, "joint"), key=f"m{number}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM entry WHERE root = %s", [case[:16]])
        print(case, cursor.fetchone()[0])


def seal() -> None:
    """Put everything up for sealing, as its writers would have, and seal it."""
    market.begin()
    from django.conf import settings
    from django.db import connection

    from hejie.conf import context
    from hejie.record import sealing, signing

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("DELETE FROM unsealed")
        cursor.execute("INSERT INTO unsealed (root, stream, seq) SELECT root, stream, seq FROM entry")
        cursor.execute("ANALYZE unsealed")
    sealing.seal_new(signing.open_keys(settings.HOME), context.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
