"""After the kills: what was promised is found exactly once, nothing was done twice, nothing half; each fault as a sentence.

Runs inside the installation. First a worker that comes when the leases of the dead are over does the rest.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection

_LATER = timedelta(hours=4)


def faults(acts_file: Path) -> dict:
    """{"faults": [...], "acts": n, "acknowledged": n, …}: numbers to tell, and faults, of which there must be none."""
    from hejie.conf.context import now
    from hejie.usecases import worker

    acts = json.loads(acts_file.read_text())
    worker.run_once(now() + _LATER)
    answered = [act for act in acts if act["answer"] is not None]
    found = [
        *_refused(acts),
        *_receipts(acts),
        *_words(acts),
        *_each_entry_once(),
        *_outbox(),
        *_letters(),
        *_transfers(),
        *_books(),
    ]
    numbers = {"acts": len(acts), "acknowledged": len(answered), "retried": sum(act["tries"] > 1 for act in acts)}
    return {"faults": found[:40], **numbers, **_sizes()}


def _rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _sizes() -> dict[str, int]:
    return {
        table: _rows(f"SELECT count(*) FROM {table}")[0][0]
        for table in ("entry", "receipt", "transfer", "notice", "seal")
    }


def _refused(acts: list[dict]) -> Iterator[str]:
    for act in acts:
        if act["refused"]:
            yield f"{act['path']} {act['key']}: {act['refused']}"


def _receipts(acts: list[dict]) -> Iterator[str]:
    """Every promise stands in the record once, at its place, with the hash that was promised."""
    kept: dict[str, list[dict]] = {}
    for key, result in _rows("SELECT key, result FROM receipt"):
        kept.setdefault(key, []).append(json.loads(result))
    heads = dict(((stream, seq), digest) for stream, seq, digest in _rows("SELECT stream, seq, hash FROM entry"))
    for act in acts:
        there = kept.get(f"{act['actor']}:api:{act['key']}", [])
        if len(there) != 1 if act["answer"] is not None else len(there) > 1:
            yield f"{act['path']} {act['key']}: {len(there)} receipts (answered: {act['answer'] is not None})"
            continue
        for receipt in there:
            if heads.get((receipt["stream"], receipt["last_seq"])) != receipt["head"]:
                yield f"{act['path']} {act['key']}: its head is not in the record"
            promised = _head(act["answer"])
            if promised and promised != receipt["head"]:
                yield f"{act['path']} {act['key']}: promised {promised}, kept {receipt['head']}"


def _head(answer: dict | None) -> str:
    if answer is None:
        return ""
    return answer["cases"][0]["head"] if "cases" in answer else answer["head"]


def _words(acts: list[dict]) -> Iterator[str]:
    """Words of an answered act stand there once; of an unanswered one wholly (with its receipt) or not at all."""
    there = Counter(
        bytes(data).decode(errors="replace") for (data,) in _rows("SELECT data FROM content WHERE data IS NOT NULL")
    )
    keys = {key for (key,) in _rows("SELECT key FROM receipt")}
    for act in acts:
        if act["text"]:
            expected = int(f"{act['actor']}:api:{act['key']}" in keys)
            if there[act["text"]] != expected:
                yield f"{act['path']} {act['key']}: {there[act['text']]} times in the contents, expected {expected}"


def _each_entry_once() -> Iterator[str]:
    """Entries of people in case streams: each belongs to exactly one act; what the rules say of it, to the act that told it."""
    owners: Counter = Counter()
    for stream, result in _rows("SELECT stream, result FROM receipt WHERE key LIKE %s", "%:api:%"):
        receipt = json.loads(result)
        owners.update((stream, seq) for seq in range(receipt["first_seq"], receipt["last_seq"] + 1))
    for stream, seq, body in _rows("SELECT stream, seq, body FROM entry WHERE stream LIKE %s", "case:%"):
        entry = json.loads(body)
        acts = 1 if entry["by"]["role"] != "system" or entry["kind"] == "EntitlementFound" else 0
        if owners[stream, seq] != acts:
            yield f"{stream} entry {seq} belongs to {owners[stream, seq]} acts"


def _outbox() -> Iterator[str]:
    # What is to be done in some days (asking how it went) is not late, even for the worker that came last.
    now_ms = int((time.time() + _LATER.total_seconds()) * 1000)
    late = _rows("SELECT id, error, tries FROM outbox WHERE done_ms = 0 AND due_ms <= %s", now_ms)
    for name, error, tries in late:
        yield f"outbox {name} was never done ({tries} tries): {error}"
    for (name,) in _rows("SELECT id FROM notice WHERE mail IN ('sending', 'retry')"):
        yield f"notice {name} has no end"


def _letters() -> Iterator[str]:
    """No letter twice; as many as notices say that they were sent, and at most those of unknown fate besides."""
    from hejie.store.models import SentMail

    letters = Counter(SentMail.objects.values_list("recipient", "subject", "text"))
    for letter, times in letters.items():
        if times > 1:
            yield f"{times} letters to {letter[0]}: {letter[1]}"
    states = Counter(state for (state,) in _rows("SELECT mail FROM notice"))
    if not states["sent"] <= sum(letters.values()) <= states["sent"] + states["unknown"]:
        yield f"{sum(letters.values())} letters, but notices say {dict(states)}"
    told = Counter()
    for (body,) in _rows("SELECT body FROM entry WHERE body LIKE %s", '%"kind":"NoticeSent"%'):
        told[json.loads(body)["data"]["notice"]] += 1
    for notice, times in told.items():
        if times > 1:
            yield f"notice {notice} is recorded {times} times"
    ((listed,),) = _rows("SELECT count(*) FROM notice WHERE head <> ''")  # those to operators are about no stream
    if len(told) != listed:
        yield f"{len(told)} notices are recorded, {listed} stand in the lists"


def _transfers() -> Iterator[str]:
    """Every released transfer was posted once, and the provider was asked for it under one key alone."""
    from tests.kill.harbour import Notebook

    asked: dict[str, set] = {}
    for reference, key, amount in Notebook.calls():
        asked.setdefault(reference, set()).add((key, amount))
    for reference, keys in asked.items():
        if len(keys) > 1:
            yield f"the provider was asked for {reference} under {len(keys)} keys"
    posted = Counter(f"{root} {pending}" for root, pending in _rows(
        "SELECT root, pending_id FROM transfer WHERE phase = 'post'"
    ))  # fmt: skip
    for transfer, times in posted.items():
        if times > 1:
            yield f"transfer {transfer} was posted {times} times"
    if set(posted) != set(asked):
        yield f"posted but never asked for, or the other way round: {sorted(set(posted) ^ set(asked))[:5]}"
    for (case,) in _rows("SELECT id FROM case_row WHERE outcome = 'agreed' AND stage <> 'closed'"):
        yield f"case {case} is agreed and paid, yet not closed"


def _books() -> Iterator[str]:
    """What came in is what went out and what is held; and all that is read from the record equals the live tables."""
    from hejie.record import replay

    ((came_in,),) = _rows("SELECT coalesce(sum(amount), 0) FROM transfer WHERE debit = 'outside'")
    ((there,),) = _rows("SELECT coalesce(sum(amount + reserved), 0) FROM balance WHERE account <> 'outside'")
    if came_in != there:
        yield f"{came_in} came in, {there} are there or paid out"
    yield from replay.check().faults
