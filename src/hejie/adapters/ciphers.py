"""Secrets that the program must be able to read again, encrypted so that the database alone does not give them away."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def encrypt(purpose: str, text: str) -> str:
    """Encrypt with a key derived from the installation's secret key for this purpose (16 bytes at most)."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def decrypt(purpose: str, encrypted: str) -> str:
    """Counterpart of encrypt."""
    return _cipher(purpose).decrypt(encrypted.encode()).decode()


def _cipher(purpose: str) -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=purpose.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
