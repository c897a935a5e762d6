"""Signed links: one case, for a while, and a code before anything that one must do himself."""

import re
from datetime import timedelta

import pytest

from hejie.conf import context
from hejie.domain.kernel.refusal import Refusal
from hejie.store.models import CaseLink
from hejie.usecases.people import links

pytestmark = [pytest.mark.urls("tests.people.urls"), pytest.mark.django_db]
CASE = "aaaaaaaaaaaaaaaa-bbbbbbbb"


def _code_in(letter) -> str:
    return re.search(r"\d{6}", letter.body).group(0)


@pytest.fixture
def link(buyer, now):
    """A link just made."""
    return links.issue(buyer, CASE, now=now)


def test_the_token_stands_nowhere_in_the_database(link):
    row = CaseLink.objects.values().get()
    assert link.token not in str(row)


def test_a_link_opens_its_case_as_its_buyer_but_not_in_person(client, link, buyer):
    assert client.get(f"/l/{link.token}/").status_code == 200
    assert client.post(f"/l/{link.token}/").headers["Location"].endswith(f"{CASE}/")
    assert client.get("/actor/").content.decode() == f"buyer {buyer.pk} - link False False"


def test_looking_at_a_link_opens_nothing_yet(client, link):
    client.get(f"/l/{link.token}/")
    assert client.get("/actor/").content == b"sign_in_needed"


def test_a_link_is_for_one_case(client, link, rf):
    client.post(f"/l/{link.token}/")
    request = rf.get("/")
    request.session, request.marketplace = client.session, link.link.marketplace
    request.user = type("Nobody", (), {"is_authenticated": False})()
    assert context.actor_of(request).only_case == CASE


def test_an_ended_link_opens_nothing(client, buyer, now):
    old = links.issue(buyer, CASE, now=now - timedelta(days=31))
    answer = client.post(f"/l/{old.token}/")
    assert answer.status_code == 404 and "This link opens nothing any more" in answer.content.decode()


def test_a_revoked_link_closes_what_it_had_opened(client, link, now):
    client.post(f"/l/{link.token}/")
    assert links.revoke("toys", CASE, now) == 1
    assert client.get("/actor/").content == b"link_not_valid"
    assert client.post(f"/l/{link.token}/").status_code == 404


def test_a_link_does_not_open_in_another_marketplace(client, link, books):
    assert client.post(f"/m/books/l/{link.token}/").status_code == 404
    assert client.post(f"/m/toys/l/{link.token}/").status_code == 302


def test_an_unknown_link_opens_nothing(client, buyer):
    assert client.get("/l/never-was/").status_code == 404


def test_the_code_goes_to_the_address_of_the_link_and_makes_him_act_in_person(client, link, buyer, letters):
    client.post(f"/l/{link.token}/")
    buyer.email = "thief@example.org"
    buyer.save()
    client.post("/link/code/", {"send": "1"})
    assert letters[-1].to == ["lin@example.org"]
    answer = client.post("/link/code/", {"code": _code_in(letters[-1]), "next": "/whoami/"})
    assert answer.headers["Location"] == "/whoami/"
    assert client.get("/actor/").content.decode() == f"buyer {buyer.pk} - link True False"


def test_the_code_stands_nowhere_in_the_database(link, now, letters):
    links.send_code(link.link, now)
    assert _code_in(letters[-1]) not in str(CaseLink.objects.values().get())


def test_after_five_wrong_attempts_the_right_code_is_refused(link, now, letters):
    links.send_code(link.link, now)
    right = _code_in(letters[-1])
    wrong = "000000" if right != "000000" else "111111"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Refusal) as refused:
            links.check_code(link.link, wrong, now)
        assert (refused.value.code, refused.value.facts["left"]) == ("code_not_right", left)
    with pytest.raises(Refusal, match="code_ended"):
        links.check_code(link.link, right, now)


def test_a_code_works_once(link, now, letters):
    links.send_code(link.link, now)
    links.check_code(link.link, _code_in(letters[-1]), now)
    with pytest.raises(Refusal, match="code_ended"):
        links.check_code(link.link, _code_in(letters[-1]), now)


def test_a_code_ends_after_ten_minutes(link, now, letters):
    links.send_code(link.link, now)
    with pytest.raises(Refusal, match="code_ended"):
        links.check_code(link.link, _code_in(letters[-1]), now + timedelta(minutes=10))


def test_a_newer_code_ends_the_earlier(link, now, letters):
    links.send_code(link.link, now)
    links.send_code(link.link, now)
    first, second = map(_code_in, letters)
    if first != second:
        with pytest.raises(Refusal, match="code_not_right"):
            links.check_code(link.link, first, now)
    links.check_code(link.link, second, now)


def test_no_more_than_five_codes_an_hour(link, now):
    for _ in range(5):
        links.send_code(link.link, now)
    with pytest.raises(Refusal, match="too_many_codes"):
        links.send_code(link.link, now)
    links.send_code(link.link, now + timedelta(minutes=61))


def test_the_proof_by_code_lasts_half_an_hour(client, link, letters):
    client.post(f"/l/{link.token}/")
    client.post("/link/code/", {"send": "1"})
    client.post("/link/code/", {"code": _code_in(letters[-1])})
    session = client.session
    opened = session["link"]
    at = context.now() - timedelta(minutes=31)
    session["link"] = {**opened, "proved_at": at.isoformat()}
    session.save()
    assert client.get("/actor/").content.decode().split()[4] == "False"


def test_a_person_without_an_address_gets_no_link(toys, now):
    from hejie.store.models import Person

    person = Person.objects.create_user(toys, "", None, external_ref="7")
    with pytest.raises(Refusal, match="person_without_address"):
        links.issue(person, CASE, now=now)
