"""Time stamps by RFC 3161: what is asked of an authority, and whether the token that it gives holds.

A token is CMS signed data (RFC 5652) over the authority's statement that it saw a digest at a moment. `check` looks at
all of it: form, digest, nonce, the signature, that it was made by the very certificate that it names (RFC 5035), that
this certificate is for time stamps, and, where certificates are given to trust, the way from it to one of them as it
stood at that moment. Revocation is not looked up: that would ask the network each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from hejie.record import der
from hejie.record.der import NotDer

LARGEST = 64 << 10
"""Bytes of the largest answer that is read."""

_SHA256 = "2.16.840.1.101.3.4.2.1"
_DIGESTS = {_SHA256: "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
_HASHES = {"sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}
_BY_SIGNATURE = {
    "1.2.840.113549.1.1.11": "sha256", "1.2.840.113549.1.1.12": "sha384", "1.2.840.113549.1.1.13": "sha512",
    "1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512",
}  # fmt: skip
_PSS = "1.2.840.113549.1.1.10"
_SIGNED_DATA, _STATEMENT = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_CERTIFICATE, _CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
_LONGEST_CHAIN = 8
_KNOWN_EXTENSIONS = frozenset(
    (
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
    )
)
_GRANTED = (0, 1)
# What reading a damaged certificate may raise, besides what is wrong in the token itself.
_UNREADABLE = (
    ValueError, TypeError, KeyError, OverflowError, InvalidSignature, UnsupportedAlgorithm, x509.DuplicateExtension,
    x509.ExtensionNotFound, x509.InvalidVersion, x509.UnsupportedGeneralNameType,
)  # fmt: skip
_FAILURES = {
    0: "the algorithm is not known there", 2: "the request is not permitted", 5: "the request has a wrong form",
    14: "its clock is not available", 15: "the policy is not accepted", 16: "an extension is not accepted",
    17: "more was asked than it can tell", 25: "a fault of its own",
}  # fmt: skip


class BadStamp(Exception):
    """A time stamp that was refused by its authority or does not hold; the text says why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp that holds.

    at          when the authority saw the digest
    authority   name in its certificate
    trusted     whether its certificate leads to one that was given to trust
    """

    at: datetime
    authority: str
    trusted: bool


@dataclass(frozen=True, slots=True)
class _Statement:
    """TSTInfo: the digest and how it was made, the moment, and the nonce of the request."""

    algorithm: str
    digest: bytes
    at: datetime
    nonce: int | None


@dataclass(frozen=True, slots=True)
class _Signer:
    """SignerInfo: who signed (issuer and serial number, or key identifier), what, and how."""

    issuer: bytes
    serial: int
    key_id: bytes
    algorithm: str
    signed: der.Value
    signature_algorithm: str
    signature: bytes


def request(message: bytes, nonce: int) -> bytes:
    """What is sent to an authority (TimeStampReq): the digest of the message, and that its certificate is wanted."""
    algorithm = der.put(der.SEQUENCE, der.put_oid(_SHA256), der.put(der.NULL))
    imprint = der.put(der.SEQUENCE, algorithm, der.put(der.OCTETS, hashlib.sha256(message).digest()))
    wanted = der.put(der.BOOLEAN, b"\xff")
    return der.put(der.SEQUENCE, der.put_number(1), imprint, der.put_number(nonce), wanted)


def token_of(answer: bytes) -> bytes:
    """The token within an authority's answer (TimeStampResp). Refuses BadStamp: it says no, or something else."""
    try:
        parts = der.read(answer).parts()
        status = parts.next().parts()
        granted = status.next().number()
        words = status.maybe(der.SEQUENCE)
        failure = status.maybe(der.BITS)
        if granted not in _GRANTED:
            raise BadStamp(f"the authority refuses: {_why(words, failure) or f'status {granted}'}")
        token = parts.next(der.SEQUENCE)
        parts.end()
    except NotDer as fault:
        raise BadStamp(f"the answer is no answer of a time-stamp authority ({fault})") from fault
    return token.whole


def _why(words: der.Value | None, failure: der.Value | None) -> str:
    if words is not None:
        return "; ".join(part.content.decode("utf-8", "replace") for part in words.parts())[:200]
    if failure is None:
        return ""
    bits = failure.content[1:]
    told = [
        text for place, text in _FAILURES.items() if place // 8 < len(bits) and bits[place // 8] >> 7 - place % 8 & 1
    ]
    return "; ".join(told)


def check(token: bytes, message: bytes, *, nonce: int | None = None, trusted: Sequence[x509.Certificate] = ()) -> Stamp:
    """Look at everything that a token over this message says.

    nonce      what was asked with, right after asking
    trusted    certificates to one of which its own must lead; none: that is not looked at
    Refuses    BadStamp, saying what does not hold
    """
    try:
        return _checked(token, message, nonce, trusted)
    except _UNREADABLE as fault:
        raise BadStamp(str(fault) or "the signature of its authority does not hold") from fault


def _checked(token: bytes, message: bytes, nonce: int | None, trusted: Sequence[x509.Certificate]) -> Stamp:
    content, certificates, signer = _signed_data(token)
    statement = _statement(content)
    own = _own_certificate(certificates, signer)
    _check_signature(content, own, signer)
    if statement.digest != hashlib.new(statement.algorithm, message).digest():
        raise BadStamp("it is over something else than this seal")
    if nonce is not None and statement.nonce != nonce:
        raise BadStamp("it answers another request")
    _check_purpose(own)
    if trusted and not _leads(own, certificates, trusted, statement.at, 0):
        raise BadStamp(f"the certificate of {_name(own)} does not lead to one that is trusted")
    return Stamp(statement.at, _name(own), bool(trusted))


def certificates_in(file: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file. Refuses ValueError: there is none; OSError"""
    found = x509.load_pem_x509_certificates(file.read_bytes())
    if not found:
        raise ValueError(f"{file} holds no certificate")
    return found


def _signed_data(token: bytes) -> tuple[bytes, list[x509.Certificate], _Signer]:
    outer = der.read(token).parts()
    if outer.next().oid() != _SIGNED_DATA:
        raise NotDer("it is no signed data")
    data = outer.next(0xA0).parts(0xA0).next().parts()
    outer.end()
    data.next(der.INTEGER)
    data.next(der.SET)
    inner = data.next().parts()
    if inner.next().oid() != _STATEMENT:
        raise NotDer("what was signed is no time stamp")
    content = inner.next(0xA0).parts(0xA0).next(der.OCTETS).content
    held = data.maybe(0xA0)
    certificates = [x509.load_der_x509_certificate(one.whole) for one in held.parts(0xA0)] if held else []
    data.maybe(0xA1)
    signers = list(data.next(der.SET).parts(der.SET))
    data.end()
    if len(signers) != 1:
        raise NotDer("a time stamp has one signature")
    return content, certificates, _signer(signers[0])


def _signer(value: der.Value) -> _Signer:
    parts = value.parts()
    parts.next(der.INTEGER)
    issuer, serial, key_id = b"", 0, b""
    named = parts.maybe(0x80)
    if named:
        key_id = named.content
    else:
        who = parts.next().parts()
        issuer, serial = who.next().whole, who.next().number()
    algorithm = _digest_name(parts.next())
    signed = parts.next(0xA0)
    how = parts.next().parts().next().oid()
    return _Signer(issuer, serial, key_id, algorithm, signed, how, parts.next(der.OCTETS).content)


def _digest_name(algorithm: der.Value) -> str:
    oid = algorithm.parts().next().oid()
    if oid not in _DIGESTS:
        raise NotDer(f"the digest {oid} is not taken")
    return _DIGESTS[oid]


def _statement(content: bytes) -> _Statement:
    parts = der.read(content).parts()
    if parts.next().number() != 1:
        raise NotDer("its form is not known")
    parts.next(der.OID)
    imprint = parts.next().parts()
    algorithm, digest = _digest_name(imprint.next()), imprint.next(der.OCTETS).content
    parts.next(der.INTEGER)
    at = parts.next(der.TIME).moment()
    parts.maybe(der.SEQUENCE)
    parts.maybe(der.BOOLEAN)
    nonce = parts.maybe(der.INTEGER)
    return _Statement(algorithm, digest, at, nonce.number() if nonce else None)


def _own_certificate(certificates: Iterable[x509.Certificate], signer: _Signer) -> x509.Certificate:
    """The certificate that the signature names, held against the digest of it that was signed along."""
    for one in certificates:
        if signer.key_id:
            named = x509.SubjectKeyIdentifier.from_public_key(one.public_key()).digest == signer.key_id
        else:
            named = one.serial_number == signer.serial and one.issuer.public_bytes() == signer.issuer
        if named:
            break
    else:
        raise NotDer("the certificate of its authority is not in it")
    if not _is_named(one, _attributes(signer)):
        raise NotDer("another certificate was signed along than the one in it")
    return one


def _is_named(certificate: x509.Certificate, attributes: dict[str, der.Value]) -> bool:
    exact = certificate.public_bytes(Encoding.DER)
    if _CERTIFICATE_V2 in attributes:
        first = attributes[_CERTIFICATE_V2].parts().next().parts().next().parts()
        algorithm = first.maybe(der.SEQUENCE)
        name = _DIGESTS[algorithm.parts().next().oid()] if algorithm else "sha256"
        return first.next(der.OCTETS).content == hashlib.new(name, exact).digest()
    if _CERTIFICATE in attributes:
        first = attributes[_CERTIFICATE].parts().next().parts().next().parts()
        return first.next(der.OCTETS).content == hashlib.sha1(exact, usedforsecurity=False).digest()
    return False


def _attributes(signer: _Signer) -> dict[str, der.Value]:
    found: dict[str, der.Value] = {}
    for one in signer.signed.parts(0xA0):
        parts = one.parts()
        oid = parts.next().oid()
        values = parts.next(der.SET).parts(der.SET)
        if oid in found:
            raise NotDer("an attribute stands there twice")
        found[oid] = values.next()
    return found


def _check_signature(content: bytes, certificate: x509.Certificate, signer: _Signer) -> None:
    attributes = _attributes(signer)
    if _CONTENT_TYPE not in attributes or attributes[_CONTENT_TYPE].oid() != _STATEMENT:
        raise NotDer("what was signed is no time stamp")
    if _MESSAGE_DIGEST not in attributes:
        raise NotDer("the digest of its statement was not signed")
    if attributes[_MESSAGE_DIGEST].demand(der.OCTETS).content != hashlib.new(signer.algorithm, content).digest():
        raise NotDer("its statement is not the one that was signed")
    message = bytes((der.SET,)) + signer.signed.whole[1:]
    digest = _HASHES[_BY_SIGNATURE.get(signer.signature_algorithm, signer.algorithm)]()
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        pss = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
        key.verify(signer.signature, message, pss if signer.signature_algorithm == _PSS else padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signer.signature, message, ec.ECDSA(digest))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signer.signature, message)
    else:
        raise NotDer("its kind of key is not known")


def _check_purpose(certificate: x509.Certificate) -> None:
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, ValueError) as fault:
        raise BadStamp("its certificate is not for time stamps") from fault
    if not found.critical or list(found.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise BadStamp("its certificate is not for time stamps alone")


def _leads(
    one: x509.Certificate,
    others: Sequence[x509.Certificate],
    trusted: Sequence[x509.Certificate],
    at: datetime,
    below: int,
) -> bool:
    """Whether a certificate that stood at this moment is trusted, or was issued by one that leads there."""
    if not one.not_valid_before_utc <= at <= one.not_valid_after_utc or below > _LONGEST_CHAIN:
        return False
    if one in trusted:
        return True
    if any(each.critical and each.oid not in _KNOWN_EXTENSIONS for each in one.extensions):
        return False
    return any(
        _issued(one, issuer, below) and _leads(issuer, others, trusted, at, below + 1)
        for issuer in (*trusted, *others)
        if issuer != one
    )


def _issued(one: x509.Certificate, issuer: x509.Certificate, below: int) -> bool:
    """Whether `issuer` signed `one` and may: it is an authority with room for as many authorities below it."""
    try:
        limits = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        if not limits.ca or (limits.path_length is not None and limits.path_length < below):
            return False
        one.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True


def _name(certificate: x509.Certificate) -> str:
    named = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(named[0].value) if named else certificate.subject.rfc4514_string()
