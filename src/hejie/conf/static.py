"""Addresses of style sheets and scripts carry a digest of their content, so that browsers may keep them for long."""

import hashlib

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class VersionedStorage(StaticFilesStorage):
    """Serves files where the apps keep them; no collecting step is needed before the first start."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._versions: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The file's address with `?v=` and the first 10 characters of its SHA-256."""
        if name not in self._versions:
            self._versions[name] = self._version(name)
        version = self._versions[name]
        return f"{super().url(name)}?v={version}" if version else super().url(name)

    @staticmethod
    def _version(name: str) -> str:
        path = finders.find(name)
        if not path:
            return ""
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:10]
