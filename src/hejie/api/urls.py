"""Addresses of API v1; the path prefix is set in `conf.urls`."""

from django.urls import Resolver404, ResolverMatch
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver

from hejie.api.app import api

Words = tuple[str, ...]


class ByWords(URLResolver):
    """All addresses of the API, of which only those are tried that have the same words at every other place.

    `cases/<id>/offers/<id>` is looked for among what begins with `cases` and has `offers` third: trying some hundred
    addresses one after the other took a fifth of many a call's time.
    """

    def __init__(self, patterns: list[URLPattern], app_name: str, namespace: str) -> None:
        super().__init__(RoutePattern("", is_endpoint=False), patterns, app_name=app_name, namespace=namespace)
        known = [(_words(str(one.pattern)), one) for one in patterns]
        self._anywhere = [one for words, one in known if words is None]
        self._by_words: dict[Words, list[URLPattern]] = {
            wanted: [one for words, one in known if words in (None, wanted)]
            for wanted in dict.fromkeys(words for words, _one in known if words is not None)
        }

    def resolve(self, path: str) -> ResolverMatch:
        """Find the address. Raises Resolver404 where there is none."""
        for pattern in self._by_words.get(tuple(path.split("/")[::2]), self._anywhere):
            match = pattern.resolve(path)
            if match:
                match.app_names, match.namespaces = [self.app_name], [self.namespace]  # the resolver above adds its own
                match.view_name = f"{self.namespace}:{match.view_name}"
                return match
        raise Resolver404({"tried": [], "path": path})


def _words(route: str) -> Words | None:
    """What stands first, third, fifth in a route; None where something is to be filled in there."""
    words = tuple(route.split("/")[::2])
    return None if any("<" in word for word in words) or "<path:" in route else words


urlpatterns = [ByWords(*api.urls)]
