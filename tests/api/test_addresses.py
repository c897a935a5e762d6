"""The API's addresses are found by their words, and by nothing else than a full match."""

import pytest
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RoutePattern

from hejie.api.app import api
from hejie.api.urls import ByWords

pytestmark = pytest.mark.once

_ALL = api.urls
_ONE_BY_ONE = URLResolver(RoutePattern("", is_endpoint=False), _ALL[0], app_name="ninja", namespace="api")


def test_every_address_is_the_one_that_trying_all_of_them_finds():
    by_words = ByWords(*_ALL)
    for pattern in _ALL[0]:
        path = "/".join("7" if "<" in word else word for word in str(pattern.pattern).split("/"))
        found, wanted = by_words.resolve(path), _ONE_BY_ONE.resolve(path)
        assert (found.func, found.kwargs, found.view_name) == (wanted.func, wanted.kwargs, wanted.view_name), path
    assert by_words.resolve("listings/a/b/c").kwargs == {"product": "a/b/c"}


@pytest.mark.parametrize("path", ["nowhere", "cases/x/nowhere", "cases/x/messages/", "cases//messages", "orders/x/y/z"])
def test_what_is_no_address_is_found_nowhere(path):
    with pytest.raises(Resolver404):
        ByWords(*_ALL).resolve(path)
