"""A small dossier to damage: made by the program's writer, taken apart, changed, signed again and zipped again.

Signing again matters: it is what a dishonest holder of the key would do, so the checks behind the signature must
find the change by themselves.
"""

import contextlib
import importlib.util
import io
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from hejie.domain.kernel import canonical, chain, merkle
from hejie.domain.kernel.seal import seal_digest, seal_text
from hejie.record.dossier import Dossier, Proof, SealShown, write_dossier
from hejie.record.signing import Keys
from hejie.record.verify import verify_dossier

STREAM = "case:abcdefghijklmnop-qrstuvwx"
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
FIRST = Keys(sha256(b"first key of the sample").digest())
KEYS = FIRST.succeeded_by(sha256(b"second").digest()).succeeded_by(sha256(b"third").digest())
SECOND = Keys(sha256(b"second").digest())
ELSEWHERE = [sha256(b"entry of another stream %d" % number).digest() for number in range(3)]


def private(number, text):
    """Salt and content of a private text, and the object that stands for it in a body."""
    salt, content = sha256(b"salt %d" % number).digest(), text.encode()
    held = {"ref": chain.reference(salt, content), "size": len(content), "type": "text/plain"}
    return salt, content, held


SHOWN = private(1, "The lamp is broken.")
HIDDEN = private(2, "只给调解员看")
GONE = private(3, "my old address")


def body(kind="MessageSent", **data):
    """An entry's body as a dict."""
    return {"v": 1, "kind": kind, "at": "2026-11-22T08:30:00.000Z", "by": {"role": "buyer", "id": "p1"}, "data": data}


BODIES = (
    body("CaseOpened", facts=SHOWN[2], claim={"minor": 11940, "currency": "CNY"}),
    body(note=HIDDEN[2], other=GONE[2]),
    body("ContentErased", erased=[GONE[2]["ref"]]),
    body("CaseClosed"),
)


@dataclass(frozen=True)
class Plan:
    """What goes into a sample; every part can be replaced before it is built.

    log      order in which sealing took entries up: numbers of our stream, None for entries of others
    sealed   for each seal the size, and the key that signed it
    """

    bodies: tuple = BODIES
    log: tuple = (None, 1, 2, None, 3, 4, None)
    sealed: tuple = ((3, FIRST), (5, SECOND), (7, KEYS))
    contents: tuple = ((SHOWN[2]["ref"], SHOWN[0], [SHOWN[1][:5], SHOWN[1][5:]]),)
    withheld: tuple = ((HIDDEN[2]["ref"], "private"), (GONE[2]["ref"], "erased"))
    stream: str = STREAM
    token: bytes | None = None
    pdf: bytes = b"%PDF-1.7 sample"
    fields: dict = field(default_factory=dict)


def chained(plan):
    """The plan's entries; a body given as text stands exactly so."""
    prev = chain.ZERO
    for seq, each in enumerate(plan.bodies, 1):
        exact = each if isinstance(each, str) else canonical.dumps(each).decode()
        digest = chain.entry_hash(plan.stream, seq, prev, exact.encode())
        yield seq, prev, digest, exact
        prev = digest


def sealed(plan, entries):
    """The plan's seals, each with the proofs of what it is the first to cover."""
    others = iter(ELSEWHERE)
    leaves = [next(others) if seq is None else bytes.fromhex(entries[seq - 1][2]) for seq in plan.log]
    before, prev = 0, chain.ZERO
    for size, keys in plan.sealed:
        text = seal_text(size=size, root=merkle.root(leaves[:size]), at=AT, prev=prev)
        proofs = [
            Proof(seq, index, merkle.inclusion_path(leaves[:size], index))
            for index, seq in enumerate(plan.log[:size])
            if seq is not None and index >= before
        ]
        yield SealShown(text, keys.public_key, keys.sign(text.encode()), plan.token, tuple(proofs))
        before, prev = size, seal_digest(text)


def written(plan):
    """The plan's dossier as bytes of a ZIP file."""
    out, entries = io.BytesIO(), list(chained(plan))
    held = Dossier(
        stream=plan.stream,
        entries=iter(entries),
        contents=iter(plan.contents),
        withheld=iter(plan.withheld),
        seals=sealed(plan, entries),
        keys=KEYS,
        made_for="buyer",
        made_at=AT,
        pdf=plan.pdf,
    )
    write_dossier(out, held)
    return out.getvalue()


def members(**changes):
    """The sample's members by name, of a plan with these changes."""
    with ZipFile(io.BytesIO(written(replace(Plan(), **changes)))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def signed(held, keys=KEYS, **fields):
    """These members under a manifest that lists them as they are, signed; fields of the manifest can be set."""
    files = [
        {"name": name, "sha256": sha256(data).hexdigest(), "size": len(data)}
        for name, data in held.items()
        if name not in ("manifest.json", "manifest.sig")
    ]
    manifest = json.loads(held["manifest.json"]) | {"files": files} | fields
    exact = json.dumps({key: value for key, value in manifest.items() if value is not ...}).encode()
    return held | {"manifest.json": exact, "manifest.sig": keys.sign_manifest(exact).encode()}


def zipped(held):
    """Members as bytes of a ZIP file; a list of pairs may name one twice."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, data in held.items() if isinstance(held, dict) else held:
            archive.writestr(ZipInfo(name), data)
    return out.getvalue()


def _stand_alone():
    file = Path(__file__).resolve().parents[2] / "verifier" / "hejie_verify.py"
    spec = importlib.util.spec_from_file_location("hejie_verify", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STAND_ALONE = _stand_alone()


def told_alone(data, key=None):
    """What the stand-alone verifier says: None when all holds, else its last line; it never raises."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        holds = STAND_ALONE.verify(io.BytesIO(data), key)
    *before, last = said.getvalue().splitlines()
    assert all(line.startswith("holds  ") for line in before) and last.startswith("holds  " if holds else "FAILS  ")
    return None if holds else last


def first_failure(data, key=None, both=True):
    """The check that fails, or None; nothing but the last may fail, and with both the stand-alone verifier must agree."""
    checks = verify_dossier(io.BytesIO(data), key)
    assert checks and all(check.holds for check in checks[:-1])
    failure = None if checks[-1].holds else checks[-1]
    if both:
        alone = told_alone(data, key)
        assert (alone is None) == (failure is None), (failure, alone)
    return failure
