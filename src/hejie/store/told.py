"""What sides have told alone, as the database holds it: encrypted, salt and all, with keys that lie elsewhere (`keyrings`).

Such a row of `content` has an empty salt, and in `data` a nonce of 12 bytes and the ciphertext (AES-256-GCM, bound to root and
reference) of salt and content. The salt must not stand there in clear: with it a ranking of three packages is guessed in
no time. The reference itself is reckoned from salt and content in clear, so that dossiers and proofs know nothing of this.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, transaction

from hejie.domain.kernel.chain import SALT_BYTES
from hejie.store import keyrings

_NONCE = 12
_ANYTHING = ""  # in place of a digest of what was asked: every repeat is taken for the same


class Closed(Exception):
    """What was told cannot be read: its key is not here. `known`: it is known to be gone for good."""

    def __init__(self, ref: str, known: bool) -> None:
        super().__init__(f"the key of {ref} is not here")
        self.known = known


class Broken(Exception):
    """What stands there was not written by the key that is here."""


class Ring:
    """Opens the contents of one root; its keyring is read once, when the first of them asks for it.

    keys   in place of those below HEJIE_HOME, where they are read from elsewhere
    """

    def __init__(self, root: str, keys: Callable[[], Mapping[str, bytes | None]] | None = None) -> None:
        self._root = root
        self._read = keys or (lambda: keyrings.read(settings.HOME, root))
        self._keys: Mapping[str, bytes | None] | None = None

    def open(self, ref: str, salt: bytes, data: bytes | None) -> tuple[bytes, bytes | None]:
        """(salt, content) of a row as it stands; a row that is not encrypted is itself. Raises Closed, Broken."""
        if data is None or len(salt):
            return bytes(salt), data if data is None else bytes(data)
        if self._keys is None:
            self._keys = self._read()
        key = self._keys.get(ref)
        if key is None:
            raise Closed(ref, known=ref in self._keys)
        sealed = bytes(data)
        try:
            plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _about(self._root, ref))
        except (InvalidTag, ValueError):
            raise Broken(ref) from None
        return plain[:SALT_BYTES], plain[SALT_BYTES:]

    def text(self, ref: str, salt: bytes, data: bytes) -> bytes | None:
        """The content of a row, or None where it cannot be read."""
        try:
            return self.open(ref, salt, data)[1]
        except (Closed, Broken):
            return None


def sealed(rows: Sequence[tuple], alone: Iterable[str]) -> list[tuple]:
    """Rows for `content` (root, ref, type, size, salt, data, path), those that `alone` names encrypted; their keys are kept."""
    wanted = frozenset(alone)
    keys: dict[str, dict[str, bytes]] = {}
    done = []
    for row in rows:
        root, ref, kind, size, salt, data, path = row
        if ref in wanted:
            key = keys.setdefault(root, {})[ref] = secrets.token_bytes(keyrings.KEY_BYTES)
            row = (root, ref, kind, size, b"", _encrypted(key, root, ref, salt + data), path)
        done.append(row)
    for root, own in keys.items():
        keyrings.add(settings.HOME, root, own)  # before the rows: a row without its key would be lost
    return done


def destroy(root: str, refs: Iterable[str]) -> None:
    """Destroy the keys of contents that were erased."""
    keyrings.destroy(settings.HOME, root, refs)


def digest(asked: bytes) -> str:
    """A digest of what was asked in an act of this kind, which nobody can guess without the installation's secret."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"told alone").digest()
    return hmac.new(key, asked, hashlib.sha256).hexdigest()


def closed(root: str, refs: Sequence[str]) -> set[str]:
    """Which of these contents stand there without a key that opens them."""
    keys = None
    found = set()
    for start in range(0, len(refs), 400):
        some = refs[start : start + 400]
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(
                f"SELECT ref FROM content WHERE root = %s AND ref IN ({marks}) AND length(salt) = 0 AND data IS NOT NULL",
                [root, *some],
            )
            rows = cursor.fetchall()
        if rows and keys is None:
            keys = keyrings.read(settings.HOME, root)
        found |= {ref for (ref,) in rows if keys.get(ref) is None}
    return found


def seal_what_stands() -> int:
    """Encrypt contents of rooms told alone that stand in the database in clear, as before; returns how many.

    Digests of what was asked in such acts go as well, since a short one is guessed from them. On SQLite nothing of it is left in
    the file; on PostgreSQL its old pages are cleared by `VACUUM FULL content, receipt`.
    """
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(
            "SELECT DISTINCT root, stream FROM entry WHERE stream LIKE %s OR stream LIKE %s",
            ["room:%:pref-%", "room:%:engine"],
        )
        places = cursor.fetchall()
        count = sum(_seal_stream(cursor, root, stream) for root, stream in places)
        cursor.execute(
            "UPDATE receipt SET input = %s WHERE stream LIKE %s OR stream LIKE %s OR key LIKE %s",
            [_ANYTHING, "room:%:pref-%", "room:%:engine", "settlement:%"],
        )
        if sqlite and not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
    return count


def _seal_stream(cursor, root: str, stream: str) -> int:
    with transaction.atomic():
        cursor.execute("SELECT body FROM entry WHERE root = %s AND stream = %s", [root, stream])
        refs = [ref for (body,) in cursor.fetchall() for ref in _references(orjson.loads(body)["data"])]
        rows = []
        for ref in dict.fromkeys(refs):
            cursor.execute(
                "SELECT salt, data FROM content WHERE root = %s AND ref = %s AND length(salt) > 0 AND data IS NOT NULL",
                [root, ref],
            )
            rows += [(root, ref, "", 0, bytes(salt), bytes(data), "") for salt, data in cursor.fetchall()]
        for _root, ref, _kind, _size, salt, data, _path in sealed(rows, refs):
            cursor.execute(
                "UPDATE content SET salt = %s, data = %s WHERE root = %s AND ref = %s", [salt, data, root, ref]
            )
    return len(rows)


def _references(data: Mapping) -> list[str]:
    return [one["ref"] for one in data.values() if isinstance(one, Mapping) and one.keys() == {"ref", "size", "type"}]


def _encrypted(key: bytes, root: str, ref: str, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, _about(root, ref))


def _about(root: str, ref: str) -> bytes:
    return f"{root}/{ref}".encode()
