"""A disk that is full, as a Django file storage."""

import errno

from django.core.files.storage import FileSystemStorage


class FullStorage(FileSystemStorage):
    """Takes the beginning of a file and then nothing more."""

    def _save(self, name, content):
        super()._save(name, content)
        raise OSError(errno.ENOSPC, "No space left on device")
