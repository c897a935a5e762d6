"""Bodies that cannot be read: a problem with a code, in words of the language that was asked for, and nothing done."""

import json

import pytest
from django.db import connection

from hejie.api import faults
from hejie.api.describing import words
from hejie.rulebooks import refusals
from hejie.usecases import cases, reading
from tests.support.refused import says

pytestmark = pytest.mark.django_db
FORM = "multipart/form-data; boundary=x"
LETTERS, CASES = "/complaints/letters", "/cases"


def entries() -> int:
    """How many entries there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM entry")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("code", "path", "body", "kind"),
    [
        ("bad_form", LETTERS, b"\x00\xff", "multipart/form-data"),
        ("bad_form", LETTERS, b"--x\r\n", "multipart/form-data; boundary="),
        ("request_too_large", CASES, b'{"story": "' + "字".encode() * 4_000_000 + b'"}', "application/json"),
        ("request_too_large", LETTERS, b"".join(
            b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n1\r\n' for _ in range(30)
        ) + b"--x--\r\n", FORM),
        ("bad_json", CASES, b"{", "application/json"),
        ("bad_json", CASES, b'"\\ud800"', "application/json"),
        ("bad_json", CASES, b"[" * 100_000, "application/json"),
        ("bad_json", CASES, b"\xff\xfe", "application/json"),
    ],
    ids=["no boundary", "empty boundary", "12 MB", "30 files", "half", "half a sign", "deep", "no text"],
)  # fmt: skip
def test_a_body_that_cannot_be_taken_is_a_problem_in_the_asked_language(caller, people, code, path, body, kind):
    who, before = people("operator"), entries()
    for language in refusals.LANGUAGES:
        calling = caller(who, language=language)
        headers = {**calling._headers, "idempotency-key": f"k{language}"}
        answer = calling._client.generic("POST", f"/api/v1{path}", body, kind, headers=headers)
        assert answer["Content-Type"] == "application/problem+json", answer.content[:200]
        facts = answer.json()["facts"]
        assert answer.json()["code"] == code and says(code, _plain(answer), language, **facts), answer.content[:500]
    assert entries() == before


def _plain(answer):
    """The sentences of a problem, apart from how JSON writes their signs."""
    told = answer.json()
    answer.content = "\n".join((told["title"], told["why"], told["do"])).encode()
    return answer


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"lines": "1"}, "нужен список"), ({"lines": [0]}, None), ({"more": 1}, "такого поля не существует"),
        ({"story": 7}, "нужен текст"), ({"story": None}, "нужен текст"), ({"lines": [1.5]}, "нужно целое число"),
        ({"order": "\u0000"}, None), ({"remedy": "gold"}, None), ({"package": 3}, None),
    ],
)  # fmt: skip
def test_why_a_field_is_wrong_is_told_in_the_asked_language(caller, claim, wrong, reason):
    buyer, _seller, body = claim
    answer = caller(buyer, language="ru").post("/cases", {**body, **wrong})
    assert 400 <= answer.status_code < 500, answer.content
    why = answer.json()["why"]
    assert reason is None or reason in why, why
    assert "should" not in why and "Input" not in why


def test_every_fault_of_a_field_that_the_description_can_bring_has_words_in_three_languages():
    known = words("fields")
    assert set(faults._LIKE.values()) <= set(known)
    for kind, said in known.items():
        assert set(said) == set(refusals.LANGUAGES) and all(said.values()), kind
    for language in refusals.LANGUAGES:
        assert faults.of_field({"type": "never_heard_of"}, language) == known["other"][language]
        assert faults.of_field({"type": "too_long"}, language) == known["other"][language]  # what it names is lacking
        assert "20" in faults.of_field({"type": "too_long", "ctx": {"max_length": 20}}, language)


@pytest.mark.parametrize("number", ["1" * 40, "9223372036854775808000"])
def test_a_number_that_no_record_can_hold_is_refused_wherever_it_stands(caller, people, orders, number):
    buyer, seller = people("buyer"), people("seller")
    root, before = orders(buyer, seller), entries()
    answer = caller(buyer, language="zh").post(f"/orders/{root}/confirmation", {"lines": [number]})
    assert answer.json()["code"] == "number_too_large" and says("number_too_large", _plain(answer), "zh")
    assert entries() == before


@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
def test_lists_and_objects_within_one_another_are_taken_to_a_depth_that_is_told(caller, claim, opens, closes):
    buyer, _seller, body = claim
    before, calling = entries(), caller(buyer, language="ru")
    for deep, code in (
        (faults.DEEPEST - 2, "bad_field"),
        (faults.DEEPEST, "nested_too_deep"),
        (900, "nested_too_deep"),
    ):
        written = json.dumps({**body, "package": {"refund": "here"}}).replace(
            '"here"', opens * deep + "1" + closes * deep
        )
        headers = {**calling._headers, "idempotency-key": f"k{deep}"}
        answer = calling._client.generic("POST", "/api/v1/cases", written, "application/json", headers=headers)
        assert answer.json()["code"] == code, answer.content
    assert says("nested_too_deep", _plain(answer), "ru", **answer.json()["facts"]) and entries() == before


@pytest.mark.parametrize("wrong", [[[]], {"a": 1}, [{"new": "new"}], 1, True])
def test_a_choice_of_a_listing_that_is_no_word_is_refused(caller, people, wrong):
    shop = caller(people("seller"), language="zh")
    for path in ("/listings", "/listings/check"):
        answer = shop.post(path, {"product": "S-1", "title": "Shirt", "facts": {"condition": wrong}})
        assert (answer.status_code, answer.json()["code"]) == (422, "listing_wrong"), answer.content


@pytest.mark.parametrize("wrong", [1.5, 2**60, {"days": 1.5}, None])
def test_a_term_of_a_shops_rules_that_is_no_whole_number_is_named(caller, people, wrong):
    operator = caller(people("operator"))
    policy = operator.get("/vetting-policies").json()["policy"]
    terms = {**policy["terms"], "first": wrong}
    answer = operator.post("/vetting-trials", {"policy": {**policy, "terms": terms}, "country": "CN"})
    assert (answer.status_code, answer.json()["code"]) == (422, "vetting_wrong") and "terms.first" in answer.json()[
        "why"
    ]


@pytest.mark.parametrize(
    "path",
    ["/orders/a%00b", "/cases/%00", "/cases?stage=%00", "/complaints/%00", "/questions/%00", "/articles/%00",
     "/webhooks/%00/deliveries"],
)  # fmt: skip
def test_a_zero_byte_in_an_address_is_no_fault_of_the_program(caller, people, path):
    answer = caller(people("operator"), language="zh").get(path)
    assert answer.status_code in (200, 404, 422), answer.content
    if connection.vendor == "postgresql" and answer.status_code == 422:
        assert answer.json()["code"] == "zero_byte" and says("zero_byte", _plain(answer), "zh")


def test_a_zero_byte_in_words_is_refused_whatever_the_database_could_keep(caller, claim):
    buyer, _seller, body = claim
    before, calling = entries(), caller(buyer, language="zh")
    answer = calling.post("/cases", {**body, "story": "a\u0000b"})
    assert answer.json()["code"] == "zero_byte" and says("zero_byte", _plain(answer), "zh"), answer.content
    assert entries() == before
    kept = calling.post("/cases", {**body, "story": "a\\u0000b"})  # six signs that only look like it
    assert kept.status_code == 201, kept.content


def test_a_zero_byte_in_words_that_came_another_way_is_left_out(ctx, claim):
    buyer, _seller, body = claim
    names = ("reason", "remedy", "shown")
    (receipt,) = cases.open_cases(
        ctx(buyer), root=body["order"], lines=(1,), package={"refund": 19900, "currency": "CNY"}, story="a\0b", key="k",
        **{name: body[name] for name in names},
    )  # fmt: skip
    view = reading.read_case(ctx(buyer), receipt.created["case"])
    assert view.text(view.case.story) == "ab"


def test_a_zero_byte_in_a_long_act_changes_nothing(caller, people, claim):
    buyer, _seller, body = claim
    before = entries()
    answer = caller(buyer).post("/cases", {**body, "remedy": "refund", "order": body["order"] + "\u0000"})
    assert 400 <= answer.status_code < 500 and entries() == before, answer.content
