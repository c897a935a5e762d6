"""A bucket of an S3-compatible service as Django's file storage: files of cases stand there instead of on this disk.

What the service says when it has no room or is away becomes the OSError that a disk would give, so that nobody above
has to know which of the two it is.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3File, S3Storage

from hejie.adapters.vault import StorageAway

_FULL = frozenset({"QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "507"})
_IN_MEMORY = 8 << 20


class Bucket(S3Storage):
    """Files under their own names and never over one another; nobody but we may read them."""

    def __init__(self, addressing: str = "auto", **options: object) -> None:
        client = Config(
            s3={"addressing_style": addressing},
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 3, "mode": "standard"},
            # Others than Amazon's own service do not all know its newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=client, file_overwrite=False, max_memory_size=_IN_MEMORY, **options)

    def exists(self, name: str) -> bool:
        """Whether there is a file of this name."""
        with _told():
            return super().exists(name)

    def delete(self, name: str) -> None:
        """Remove a file; nothing happens where it is gone already."""
        with _told():
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """(folders, files) in a folder."""
        with _told():
            return super().listdir(name)

    def _save(self, name: str, content: File) -> str:
        with _told():
            return super()._save(name, content)

    def _open(self, name: str, mode: str = "rb") -> S3File:
        with _told():
            opened = super()._open(name, mode)
            opened.file  # noqa: B018  (fetched now, so that what fails fails here)
            return opened


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ClientError as fault:
        code = str(fault.response.get("Error", {}).get("Code", ""))
        if code in _FULL:
            raise OSError(errno.ENOSPC, f"the bucket says {code}") from fault
        raise StorageAway(errno.EIO, f"the bucket says {code}") from fault
    except BotoCoreError as fault:
        raise StorageAway(errno.EIO, type(fault).__name__) from fault
