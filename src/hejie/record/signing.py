"""The installation's signing key (Ed25519, RFC 8032): kept, changed, and shown by its public half.

One file `keys/signing.json` below the installation's folder holds the secret together with the former public keys, so
that a change of key is one atomic replacement: nobody ever sees the new key without the old one's word for it.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hejie.domain.kernel import canonical
from hejie.domain.kernel.chain import is_hash

FOLDER = "keys"
FILE = "signing.json"
SEED_BYTES = 32
SIGNATURE_DIGITS = 128

_LARGEST_FILE = 1 << 20
_FIELD = 2**255 - 19
_KEY_PREFIX = b"hejie:key:1\n"
_MANIFEST_PREFIX = b"hejie:manifest:1\n"

# The secrets of these stand in RFC 8032 section 7.1, so anyone can sign with them.
_PUBLISHED = frozenset(
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    )
)


class SigningKeyError(Exception):
    """The signing key cannot be used; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class FormerKey:
    """A key no longer used, and its signature over the next one; both in lower-case hex."""

    key: str
    successor: str


@dataclass(frozen=True)
class Keys:
    """The present signing key and the former ones, oldest first; and public keys whose secrets were lost before these."""

    seed: bytes = field(repr=False)
    former_keys: tuple[FormerKey, ...] = ()
    lost_keys: tuple[str, ...] = ()

    @property
    def own(self) -> frozenset[str]:
        """The public keys that vouch for each other, down to the present one."""
        return frozenset((self.public_key, *(former.key for former in self.former_keys)))

    @property
    def public_key(self) -> str:
        """The public half, 64 lower-case hex digits."""
        return self._private.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """The signature over a message, 128 lower-case hex digits."""
        return self._private.sign(message).hex()

    def sign_manifest(self, manifest: bytes) -> str:
        """The signature that stands in a dossier's `manifest.sig`."""
        return self.sign(manifest_message(manifest))

    def succeeded_by(self, seed: bytes) -> Keys:
        """The keys after a change to this new secret, which the present key vouches for."""
        new = Keys(seed)
        vouched = FormerKey(self.public_key, self.sign(successor_message(new.public_key)))
        return Keys(seed, (*self.former_keys, vouched), self.lost_keys)

    def public_document(self) -> bytes:
        """What is served at the fixed public address: canonical JSON of the present and the former public keys."""
        former = [{"key": each.key, "successor": each.successor} for each in self.former_keys]
        told = {"v": 1, "algorithm": "Ed25519", "public_key": self.public_key, "former_keys": former}
        return canonical.dumps(told | ({"lost_keys": list(self.lost_keys)} if self.lost_keys else {}))

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def manifest_message(manifest: bytes) -> bytes:
    """What is signed for a dossier's manifest."""
    return _MANIFEST_PREFIX + manifest


def successor_message(public_key: str) -> bytes:
    """What a key signs to vouch for the next one."""
    return _KEY_PREFIX + public_key.encode()


def verify_signature(public_key: str, signature: str, message: bytes) -> bool:
    """Whether this signature (128 hex digits) over this message was made by this key (64 hex digits)."""
    if not is_hash(public_key) or not is_signature(signature) or not _encodes_a_point(bytes.fromhex(public_key)):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _encodes_a_point(key: bytes) -> bool:
    """RFC 8032 section 5.1.3 refuses y beyond the field and a sign where x is 0; OpenSSL lets both pass."""
    sign, y = key[31] >> 7, int.from_bytes(key, "little") % 2**255
    return y < _FIELD and not (sign and y in (1, _FIELD - 1))


def is_signature(text: object) -> bool:
    """Whether this is an Ed25519 signature's written form: 128 lower-case hex digits."""
    return isinstance(text, str) and len(text) == SIGNATURE_DIGITS and is_hash(text[:64]) and is_hash(text[64:])


def open_keys(home: Path) -> Keys:
    """The keys of the installation in this folder; the first call makes them.

    Refuses   SigningKeyError: file or folder open to others, not a plain file, unreadable, or a published key
    """
    file = _folder(home) / FILE
    try:
        return _read(file)
    except FileNotFoundError:
        _create(file, Keys(os.urandom(SEED_BYTES)))
        return _read(file)


def rotate_keys(home: Path) -> Keys:
    """Change to a new secret and forget the old one, whose last signature vouches for the new key.

    Refuses   SigningKeyError as open_keys does
    """
    folder = _folder(home)
    with _locked(folder):
        keys = open_keys(home).succeeded_by(os.urandom(SEED_BYTES))
        os.replace(_write_beside(folder / FILE, keys), folder / FILE)
        _settle(folder)
    return keys


def go_on_without(home: Path, used: Iterable[str]) -> Keys:
    """Go on although the secret of some keys is lost: whichever of those that were `used` the keys here do not vouch for.

    A file that cannot be used is put aside under another name. Nobody vouches for the keys here but whoever runs this.
    Refuses   SigningKeyError: none of them is lost
    """
    folder = _folder(home)
    with _locked(folder):
        file = folder / FILE
        try:
            keys = _read(file)
        except FileNotFoundError:
            keys = Keys(os.urandom(SEED_BYTES))
        except SigningKeyError:
            os.replace(file, file.with_name(f"{FILE}.unusable-{os.urandom(4).hex()}"))
            keys = Keys(os.urandom(SEED_BYTES))
        lost = [key for key in dict.fromkeys(used) if key not in keys.own and key not in keys.lost_keys]
        if not lost:
            raise SigningKeyError("No key is lost: the keys here vouch for every seal that there is")
        keys = replace(keys, lost_keys=(*keys.lost_keys, *lost))
        os.replace(_write_beside(file, keys), file)
        _settle(folder)
    return keys


def _folder(home: Path) -> Path:
    folder = Path(home) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        raise SigningKeyError(f"{folder} is open to other users of this machine. Run: chmod 700 {folder}")
    return folder


def _read(file: Path) -> Keys:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SigningKeyError(f"{file} cannot be opened: {error.strerror}. It must be a plain file of ours") from error
    try:
        _require_private(file, os.fstat(handle).st_mode)
        return _parse(file, os.read(handle, _LARGEST_FILE))
    finally:
        os.close(handle)


def _require_private(file: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise SigningKeyError(f"{file} is not a plain file")
    if mode & 0o077:
        raise SigningKeyError(
            f"{file} can be read by other users of this machine, so its key may be known. "
            f"Run: chmod 600 {file}, and change the key if someone may have read it"
        )


def _parse(file: Path, text: bytes) -> Keys:
    try:
        held = canonical.loads(text)
        former = tuple(FormerKey(each["key"], each["successor"]) for each in held["former_keys"])
        keys = Keys(bytes.fromhex(held["seed"]), former, tuple(held.get("lost_keys", ())))
        public_key = keys.public_key
    except (ValueError, KeyError, TypeError) as error:
        raise SigningKeyError(f"{file} is damaged. Put the file of a backup in its place") from error
    if public_key in _PUBLISHED:
        raise SigningKeyError(f"{file} holds a key that is printed in RFC 8032. Remove the file; a new key is made")
    if not succession_holds(former, public_key):
        raise SigningKeyError(
            f"{file}: a former key does not vouch for the next. Put the file of a backup in its place"
        )
    return keys


def succession_holds(former_keys: tuple[FormerKey, ...], public_key: str) -> bool:
    """Whether each former key, oldest first, vouches for the next, and the last for the present key."""
    successors = [each.key for each in former_keys[1:]] + [public_key]
    return all(
        verify_signature(each.key, each.successor, successor_message(successor))
        for each, successor in zip(former_keys, successors, strict=False)
    )


def _create(file: Path, keys: Keys) -> None:
    """Put a first key in place unless another process was faster; a link, unlike a rename, never replaces."""
    written = _write_beside(file, keys)
    try:
        os.link(written, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(written)
    _settle(file.parent)


def _write_beside(file: Path, keys: Keys) -> str:
    former = [{"key": each.key, "successor": each.successor} for each in keys.former_keys]
    told = {"v": 1, "seed": keys.seed.hex(), "former_keys": former}
    text = canonical.dumps(told | ({"lost_keys": list(keys.lost_keys)} if keys.lost_keys else {}))
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as written:  # mode 0600
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    return written.name


def _settle(folder: Path) -> None:
    """Make the name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
