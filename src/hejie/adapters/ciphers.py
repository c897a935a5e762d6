"""Secrets that the program must be able to read again, encrypted so that the database alone does not give them away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

__all__ = ["InvalidToken", "decrypt", "encrypt"]


def encrypt(purpose: str, text: str, half: str = "") -> str:
    """Encrypt with a key derived from the installation's secret key for this purpose (16 bytes at most).

    half   a second half of the key that is kept elsewhere (64 bytes at most): without it the installation reads nothing
    """
    return _cipher(purpose, half).encrypt(text.encode()).decode()


def decrypt(purpose: str, encrypted: str, half: str = "") -> str:
    """Counterpart of encrypt. Raises `InvalidToken` for what was not encrypted here, for this purpose and with this half."""
    return _cipher(purpose, half).decrypt(encrypted.encode()).decode()


def _cipher(purpose: str, half: str) -> Fernet:
    secret, other = settings.SECRET_KEY.encode(), half.encode()
    key = hashlib.blake2b(secret, digest_size=32, key=other, person=purpose.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
