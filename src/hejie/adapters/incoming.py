"""Files of a form on their way in: read in large pieces, and gone at once when the disk has no room for the rest."""

from contextlib import suppress

from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler

_PIECE = 1 << 19


class InMemory(MemoryFileUploadHandler):
    """Small ones, as Django has it."""

    chunk_size = _PIECE


class OnDisk(TemporaryFileUploadHandler):
    """Django's own, which would leave the half of a file there until its memory is swept."""

    chunk_size = _PIECE

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what has come; OSError where there is no room."""
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            with suppress(OSError):
                self.upload_interrupted()
            raise
