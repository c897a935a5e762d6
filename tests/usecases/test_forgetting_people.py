"""Forgetting a person: asked for, decided in time, carried out, and what stays is told with its reason."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image

from hejie.domain.cases.commands import WithdrawCase, WriteMessage, WriteNote
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.store import market_law, story
from hejie.store.models import ErasureRequest, Person, SentMail
from hejie.usecases import cases, erasure, evidence, legal_holds, recordkeeping
from hejie.usecases.legal_holds import LiftLegalHold, SetLegalHold
from hejie.usecases.people import erasure_requests, forgetting, links, own_data, tokens

WORDS = "Ring me at 555-0142 after six."


@pytest.fixture
def europe(marketplace):
    """The marketplace under a law that has nothing kept for so many years."""
    market_law.choose(marketplace.slug, "EU", "")
    market_law.forget()
    yield
    market_law.forget()


@pytest.fixture
def told(disputes, ctx, work):
    """A dispute in which the buyer has written, filed and been answered; closed unless told otherwise."""

    def make(*, close: bool = True, **more):
        dispute = disputes(story=WORDS, **more)
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, WORDS), key="m")
        cases.write_message(ctx(dispute.seller), WriteMessage(dispute.case, "We will look at it."), key="n")
        out = io.BytesIO()
        Image.new("RGB", (60, 40), "olive").save(out, "PNG")
        evidence.file_upload(
            ctx(dispute.buyer), dispute.case, ContentFile(out.getvalue()), name="me.png", purpose="It is me", key="e"
        )
        if close:
            cases.withdraw_case(ctx(dispute.buyer), WithdrawCase(dispute.case), key="w")
        work()
        return dispute

    return make


def person(dispute) -> Person:
    return Person.objects.select_related("marketplace").get(pk=dispute.buyer.id)


def code(act, *args, **more) -> str:
    with pytest.raises(Refusal) as caught:
        act(*args, **more)
    return caught.value.code


def everything() -> str:
    """All that stands in the tables of contents, notices, letters and people, as one text."""
    found = []
    with connection.cursor() as cursor:
        for table in ("content", "notice", "sent_mail", "person", "erasure_request", "outbox", "entry"):
            cursor.execute(f"SELECT * FROM {table}")
            found += [
                repr(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row))
                for row in cursor.fetchall()
            ]
    return "\n".join(found)


def test_a_person_is_forgotten_with_all_that_was_his_while_the_record_holds(europe, told, people, ctx, work, clock):
    dispute, operator = told(), people("operator")
    who = person(dispute)
    address, name = who.email, who.name
    assert address in everything() and WORDS in everything()
    tokens.create(who, name="mine", scopes=("read",), now=clock.now)
    links.issue(who, dispute.case, now=clock.now)
    asked = erasure_requests.ask(ctx(dispute.buyer), reason="I have left.")
    assert asked.due_at - asked.asked_at == timedelta(days=28)
    work()
    assert any("ErasureAsked" in row["kind"] for row in notices(operator))
    seen = erasure_requests.read(ctx(operator), asked.pk)
    assert sum(map(len, seen.plan.goes.values())) == 7
    assert [(one.case, one.why, one.orders) for one in seen.plan.stays] == [("", "open", 1)]  # the order goes on
    erasure_requests.grant(ctx(operator), asked.pk)
    work()
    asked.refresh_from_db()
    assert (asked.status, asked.outcome["contents"], len(asked.outcome["stays"])) == ("granted", 7, 1)
    assert asked.reason == ""
    left = everything()
    for gone in (address, WORDS, "me.png", "It is me", "I have left."):
        assert gone not in left, gone
    assert not name or name not in left
    who.refresh_from_db()
    assert (who.email, who.name, who.is_active, who.login) == ("", "", False, f"{who.marketplace_id}:{who.pk}")
    assert who.tokens.count() == who.case_links.count() == 0
    assert {one.by["role"] for one in erasure.left(dispute.case)} == {"seller", "system"}
    entries = story.newest(dispute.root, dispute.stream, limit=9)
    newest = next(one for one in entries if one["kind"] != "NoticeSent")  # the other side hears of it afterwards
    assert (newest["kind"], newest["data"]["why"], newest["by"]["through"]) == ("ContentErased", "request", "erasure")
    assert replay.verify_all().ok and replay.check().ok
    assert [one for one in recordkeeping.check_everything() if not one.holds] == []
    clock.move(days=30)
    work()
    asked.refresh_from_db()
    assert (asked.outcome["stays"], asked.left_at) == ([], None)
    assert reader.case(dispute.case).order["lines"][0]["title"]["ref"] in reader.case(dispute.case).erased
    assert replay.verify_all().ok and replay.check().ok


def notices(who) -> list[dict]:
    from hejie.store import own_data as store

    return list(
        store.notices(
            who.marketplace if hasattr(who, "marketplace") else Person.objects.get(pk=who.id).marketplace_id, who.id
        )
    )


def test_what_stays_is_told_with_its_reason_and_goes_when_it_can(europe, told, people, ctx, work, clock):
    over, held, going_on = told(), None, None
    held = told(buyer=over.buyer)
    going_on = told(buyer=over.buyer, close=False)
    operator = people("operator")
    legal_holds.set_hold(ctx(operator), SetLegalHold(held.case, "A court asks."), key="h")
    asked = erasure_requests.ask(ctx(over.buyer))
    plan = erasure_requests.read(ctx(operator), asked.pk).plan
    kept = {(held.case, "hold"), (going_on.case, "open"), ("", "hold"), ("", "open")}  # and the orders of all three
    assert {(one.case, one.why) for one in plan.stays} == kept
    assert set(plan.goes) == {over.case}
    erasure_requests.grant(ctx(operator), asked.pk)
    work()
    asked.refresh_from_db()
    assert {(row["case"], row["why"]) for row in asked.outcome["stays"]} == kept
    assert asked.left_at
    legal_holds.lift_hold(ctx(operator), LiftLegalHold(held.case, "Done."), key="l")
    cases.withdraw_case(ctx(over.buyer), WithdrawCase(going_on.case), key="w")
    clock.move(days=30)
    work()
    clock.move(days=2)
    work()
    asked.refresh_from_db()
    assert asked.outcome["stays"] == [] and asked.left_at is None
    for case in (over.case, held.case, going_on.case):
        assert not [one for one in erasure.left(case) if one.by["role"] == "buyer"]


def test_under_chinese_law_what_was_written_is_kept_three_years_and_the_account_goes_at_once(
    told, people, ctx, work, clock
):
    dispute, operator = told(), people("operator")
    asked = erasure_requests.ask(ctx(dispute.buyer))
    assert (asked.law, asked.due_at - asked.asked_at) == ("cn", timedelta(days=15))
    stay, _order = erasure_requests.read(ctx(operator), asked.pk).plan.stays
    assert stay.why == "law" and stay.until - clock.now > timedelta(days=3 * 365)
    erasure_requests.grant(ctx(operator), asked.pk)
    work()
    assert person(dispute).email == ""
    assert [one for one in erasure.left(dispute.case) if one.by["role"] == "buyer"]
    clock.move(days=3 * 366 + 3)
    work()
    assert erasure.left(dispute.case) == []


def test_single_pieces_go_and_the_account_stays(told, people, ctx, work):
    dispute, operator = told(), people("operator")
    refs = [one.ref for _case, one in forgetting.pieces_by_case(person(dispute)) if one.kind == "MessageWritten"]
    asked = erasure_requests.ask(ctx(dispute.buyer), what="pieces", refs=refs)
    assert asked.pieces == [{"case": dispute.case, "refs": refs}]
    market_law.choose(person(dispute).marketplace_id, "EU", "")
    market_law.forget()
    erasure_requests.grant(ctx(operator), asked.pk)
    work()
    assert reader.case(dispute.case).erased == frozenset(refs)
    assert person(dispute).is_active
    market_law.forget()


def test_a_refusal_says_why_and_is_read_by_the_person(told, people, ctx, work):
    dispute, operator = told(close=False), people("operator")
    asked = erasure_requests.ask(ctx(dispute.buyer))
    assert code(erasure_requests.refuse, ctx(operator), asked.pk, " ") == "text_missing"
    erasure_requests.refuse(ctx(operator), asked.pk, "Your case is open; ask again once it is over.")
    work()
    (mine,) = erasure_requests.of_person(ctx(dispute.buyer))
    assert (mine.status, mine.answer) == ("refused", "Your case is open; ask again once it is over.")
    assert any(row["kind"] == "ErasureAnswered" for row in notices(dispute.buyer))
    assert code(erasure_requests.grant, ctx(operator), asked.pk) == "erasure_decided"
    assert person(dispute).email


def test_who_may_ask_and_who_decides(told, people, ctx):
    dispute, operator, auditor = told(close=False), people("operator"), people("auditor")
    stranger = people("buyer")
    assert code(erasure_requests.ask, ctx(dispute.buyer, only_case=dispute.case)) == "not_found"
    assert code(erasure_requests.ask, ctx(dispute.buyer, personal=False)) == "act_in_person"
    assert code(erasure_requests.ask, ctx(dispute.buyer, through="integrator:shop")) == "not_found"
    assert code(erasure_requests.ask, ctx(dispute.buyer), reason="x" * 2001) == "text_too_long"
    assert (
        code(erasure_requests.ask, ctx(stranger), what="pieces", refs=[reader.case(dispute.case).story["ref"]])
        == "erasure_names_nothing"
    )
    asked = erasure_requests.ask(ctx(dispute.buyer))
    assert code(erasure_requests.ask, ctx(dispute.buyer)) == "erasure_asked_already"
    for act in (erasure_requests.waiting, erasure_requests.answered):
        assert code(act, ctx(auditor)) == code(act, ctx(dispute.seller)) == "not_found"
    assert code(erasure_requests.grant, ctx(dispute.seller), asked.pk) == "not_found"
    assert code(erasure_requests.grant, ctx(operator, second_factor=False), asked.pk) == "second_factor_needed"
    assert code(erasure_requests.take_back, ctx(stranger), asked.pk) == "not_found"
    erasure_requests.take_back(ctx(dispute.buyer), asked.pk)
    assert code(erasure_requests.take_back, ctx(dispute.buyer), asked.pk) == "erasure_decided"
    own = erasure_requests.ask(ctx(operator))
    assert code(erasure_requests.grant, ctx(operator), own.pk) == "not_your_own"
    assert code(erasure_requests.grant, ctx(people("operator")), "qnothing") == "not_found"


def test_the_only_operator_is_not_forgotten(people, ctx):
    operator = people("operator")
    only = Person.objects.get(pk=operator.id)
    assert code(erasure_requests.forget_now, ctx(operator), only, "gone") == "last_operator"
    people("operator")
    erasure_requests.forget_now(ctx(operator), only, "gone")
    assert not Person.objects.get(pk=operator.id).is_active


def test_what_somebody_wrote_for_a_shop_stays_the_shops(europe, told, people, ctx):
    dispute = told()
    staff = Person.objects.get(pk=dispute.seller.id)
    people("operator")
    plan = forgetting.plan(staff, ctx(dispute.seller).now)
    assert (plan.goes, plan.written_for_others) == ({}, 1)
    done = erasure_requests.forget_now(ctx(people("operator")), staff, "has left the shop")
    assert done.outcome["written_for_others"] == 1
    assert [one for one in erasure.left(dispute.case) if one.by["role"] == "seller"]
    assert not staff.memberships.exists()


def test_own_data_holds_what_he_may_read_and_no_secret(told, people, ctx, clock, work):
    dispute, operator = told(close=False), people("operator")
    cases.write_note(ctx(operator), WriteNote(dispute.case, "He seems honest"), key="n")
    made = tokens.create(person(dispute), name="mine", scopes=("read",), now=clock.now)
    whole = b"".join(own_data.pieces(person(dispute), clock.now))
    found = zipfile.ZipFile(io.BytesIO(whole))
    assert found.testzip() is None
    names = found.namelist()
    account = json.loads(found.read("account.json"))
    assert (account["email"], account["tokens"][0]["name"]) == (person(dispute).email, "mine")
    texts = json.loads(found.read(f"cases/{dispute.case}/case-{dispute.case}.texts.json"))
    assert {WORDS, "We will look at it."} <= set(texts.values())
    (photo,) = [name for name in names if "/files/" in name]
    assert photo.endswith(".png") and found.read(photo)[:4] == b"\x89PNG"
    entries = [json.loads(line) for line in found.read(f"cases/{dispute.case}/case-{dispute.case}.jsonl").splitlines()]
    assert [row["seq"] for row in entries] == list(range(1, reader.case(dispute.case).seq + 1))
    text = " ".join(found.read(name).decode("utf-8", "replace") for name in names)
    assert made.secret not in text and "He seems honest" not in text and "pbkdf2" not in text and "argon2" not in text
    assert "internal" not in " ".join(names)
    assert json.loads(found.read("orders.json"))[0]["order"] == dispute.root


def test_staff_get_what_they_wrote_themselves_and_nobody_elses_words(told, people, ctx, clock):
    dispute = told()
    staff = Person.objects.select_related("marketplace").get(pk=dispute.seller.id)
    found = zipfile.ZipFile(io.BytesIO(b"".join(own_data.pieces(staff, clock.now))))
    written = json.loads(found.read(f"written/{dispute.case}.json"))
    assert list(written["texts"].values()) == ["We will look at it."]
    assert not [name for name in found.namelist() if name.startswith("cases/")]


def test_a_request_open_and_a_letter_that_does_not_go_do_not_hold_the_erasure_up_for_ever(
    europe, told, people, ctx, work
):
    dispute, operator = told(), people("operator")
    SentMail.objects.all().delete()
    asked = erasure_requests.ask(ctx(dispute.buyer))
    erasure_requests.grant(ctx(operator), asked.pk)
    work()
    assert ErasureRequest.objects.get(pk=asked.pk).outcome["contents"] == 7
    assert not SentMail.objects.filter(recipient__icontains="buyer").exists()


def test_own_data_is_for_the_person_himself_and_staff_prove_a_second_factor(told, ctx):
    dispute = told(close=False)
    name, pieces = own_data.take(ctx(dispute.buyer))
    assert name.startswith("my-data-p") and next(pieces)[:2] == b"PK"
    assert code(own_data.take, ctx(dispute.seller, second_factor=False)) == "second_factor_needed"
    assert code(own_data.take, ctx(dispute.buyer, personal=False)) == "act_in_person"
    assert code(own_data.take, ctx(dispute.buyer, only_case=dispute.case)) == "not_found"


def test_a_dossier_made_afterwards_holds_and_says_what_is_withheld_and_why(europe, told, people, ctx, work, tmp_path):
    from hejie.usecases import dossier_checks, dossiers

    dispute, operator = told(), people("operator")
    words = [one.ref for one in erasure.left(dispute.case) if one.by["role"] == "buyer"]
    erasure_requests.grant(ctx(operator), erasure_requests.ask(ctx(dispute.buyer)).pk)
    work()
    out = tmp_path / "case.zip"
    dossiers.to_file(ctx(dispute.seller), dispute.case, dispute.stream, out)
    with zipfile.ZipFile(out) as found:
        withheld = {row["ref"]: row["why"] for row in json.loads(found.read("withheld.json"))}
        assert withheld == dict.fromkeys(words, "erased")
        assert not [name for name in found.namelist() if name.startswith("contents/") and name[9:] in words]
    with out.open("rb") as file:
        assert dossier_checks.check(file).holds


def test_the_doctor_says_when_a_request_should_have_been_answered(told, ctx, clock):
    from hejie.usecases import health

    dispute = told(close=False)
    asked = erasure_requests.ask(ctx(dispute.buyer))
    assert health._requests(clock.now).says == "1 to be forgotten wait, all in time"
    assert health._requests(asked.due_at + timedelta(minutes=1)).state == health.BAD
