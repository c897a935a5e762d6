"""Addresses whose code is loaded when one of them is first asked for, so that the first page need not wait for it."""

from django.urls import ResolverMatch, clear_url_caches
from django.urls.resolvers import RoutePattern, URLResolver
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language


class Later(URLResolver):
    """All addresses below a prefix, from a module named as text.

    Until the module is loaded, nothing outside can look up its names (`reverse`); pages write its addresses out.
    """

    def __init__(self, prefix: str, module: str) -> None:
        super().__init__(RoutePattern(prefix, is_endpoint=False), module)

    @property
    def is_loaded(self) -> bool:
        """Whether the module is there."""
        return "urlconf_module" in self.__dict__

    def load(self) -> None:
        """Load the module and let its names be found."""
        if self.is_loaded:
            return
        assert self.urlconf_module
        for known in (self._reverse_dict, self._namespace_dict, self._app_dict):
            known.clear()
        self._populated = False
        clear_url_caches()

    def resolve(self, path: str) -> ResolverMatch:
        """Find the address; the first one asked for loads the module."""
        if self.pattern.match(path):
            self.load()
        return super().resolve(path)

    def _populate(self) -> None:
        if self.is_loaded:
            super()._populate()
            return
        language = get_language()
        self._reverse_dict[language] = MultiValueDict()
        self._namespace_dict[language] = {}
        self._app_dict[language] = {}
