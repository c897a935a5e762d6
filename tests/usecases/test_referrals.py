"""Going to an outside body: at any stage, by either side for itself, with a letter from the file, and what came back."""

import io
import json
from dataclasses import replace
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.domain.cases import commands
from hejie.domain.cases.referrals import AnswerReferral, ReferCase
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.verify import verify_dossier
from hejie.store import story
from hejie.usecases import cases, erasure, evidence, mediation, referral_letter, referrals, settlement

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispute(disputes):
    """An open case of a buyer in China about ¥199."""
    return disputes()


def refer(ctx, who, dispute, body: str = "cn_12315", text: str = "Dear 12315, …", key: str = "r", **more):
    command = ReferCase(dispute.case, body, "zh", text)
    return referrals.refer_case(ctx(who, **more), command, key=key)


def answer(ctx, who, dispute, result: str = "accepted", referral: str = "x1", note: str = "", key: str = "a"):
    command = AnswerReferral(dispute.case, referral, result, note)
    return referrals.answer_referral(ctx(who), command, key=key)


def kinds(dispute) -> list[str]:
    return [entry["kind"] for entry in story.newest(dispute.root, dispute.stream, limit=50)]


def test_a_referral_and_what_came_back_stand_on_the_file(dispute, ctx):
    receipt = refer(ctx, dispute.buyer, dispute)
    assert dict(receipt.created) == {"referral": "x1"}
    answer(ctx, dispute.buyer, dispute, note="No. 4711")
    answer(ctx, dispute.buyer, dispute, "decided", key="b")
    view = referrals.ways(ctx(dispute.seller), dispute.case).view
    (row,) = view.case.referrals
    assert (row.side, row.body, row.language, row.result) == ("buyer", "cn_12315", "zh", "decided")
    assert view.text(row.letter) == "Dear 12315, …" and view.text(row.answers[0]["note"]) == "No. 4711"
    entry = next(one for one in story.newest(dispute.root, dispute.stream, limit=9) if one["kind"] == "CaseReferred")
    assert "Dear" not in json.dumps(entry, ensure_ascii=False)
    assert entry["data"]["body"]["directory"]["id"] == "referral/cn"


def test_a_repeat_meets_the_first_receipt_and_another_letter_under_its_key_is_refused(dispute, ctx):
    first, again = refer(ctx, dispute.buyer, dispute), refer(ctx, dispute.buyer, dispute)
    assert again == replace(first, repeated=True) and kinds(dispute).count("CaseReferred") == 1
    with pytest.raises(Refusal, match="key_used_otherwise"):
        refer(ctx, dispute.buyer, dispute, text="Another letter")


def test_the_way_outside_stays_open_when_the_case_is_closed(dispute, ctx):
    cases.withdraw_case(ctx(dispute.buyer), commands.WithdrawCase(dispute.case), key="w")
    assert reader.case(dispute.case).closed
    for who, name in ((dispute.buyer, "r1"), (dispute.seller, "r2")):
        refer(ctx, who, dispute, key=name)
    assert [row.side for row in reader.case(dispute.case).referrals] == ["buyer", "seller"]
    answer(ctx, dispute.seller, dispute, "no_answer", "x2")


def test_it_stops_no_clock_and_ends_nothing_here(dispute, ctx, work):
    before = reader.case(dispute.case)
    refer(ctx, dispute.buyer, dispute)
    after = reader.case(dispute.case)
    assert (after.deadlines, after.stage) == (before.deadlines, before.stage)
    settlement.make_offer(ctx(dispute.seller), commands.MakeOffer(dispute.case, {"refund": 9900}), key="o")
    work()


def test_an_agent_of_the_shop_refers_for_the_seller_and_a_link_for_its_buyer(dispute, ctx, people):
    agent = people("agent", shop=dispute.seller.shop)
    refer(ctx, agent, dispute, key="agent")
    refer(ctx, dispute.buyer, dispute, key="link", only_case=dispute.case, personal=False, through="link")
    assert [row.side for row in reader.case(dispute.case).referrals] == ["seller", "buyer"]


def test_nobody_goes_outside_for_another(dispute, ctx, people):
    neutral, operator = people("neutral"), people("operator")
    for who in (operator, people("auditor")):
        with pytest.raises(Refusal, match="not_allowed_now"):
            refer(ctx, who, dispute)
    for stranger in (people("buyer"), people("seller"), neutral):
        with pytest.raises(Refusal, match="not_found"):
            refer(ctx, stranger, dispute)
        with pytest.raises(Refusal, match="not_found"):
            referrals.ways(ctx(stranger), dispute.case)
    refer(ctx, dispute.buyer, dispute)
    with pytest.raises(Refusal, match="referral_not_yours"):
        answer(ctx, dispute.seller, dispute)


def test_another_marketplace_learns_nothing(dispute, ctx):
    for role in ("buyer", "operator"):
        elsewhere = replace(dispute.buyer.actor, role=role, marketplace="elsewhere")
        with pytest.raises(Refusal, match="not_found"):
            referrals.refer_case(ctx(elsewhere), ReferCase(dispute.case, "cn_12315", "zh", "x"), key="r")
        with pytest.raises(Refusal, match="not_found"):
            referrals.draft(ctx(elsewhere), dispute.case, "cn_12315")


@pytest.mark.parametrize(
    "change, code",
    [({"body": "nobody"}, "body_unknown"), ({"language": "la"}, "letter_language_unknown"), ({"letter": " "}, "text_missing"),
     ({"letter": "x" * 20_001}, "text_too_long")],
)  # fmt: skip
def test_what_is_no_referral_is_refused_and_leaves_nothing(dispute, ctx, change, code):
    command = replace(ReferCase(dispute.case, "cn_12315", "zh", "Dear"), **change)
    with pytest.raises(Refusal, match=code):
        referrals.refer_case(ctx(dispute.buyer), command, key="r")
    assert "CaseReferred" not in kinds(dispute)


@pytest.mark.parametrize("changes, code", [({"referral": "x9"}, "referral_unknown"), ({"result": "won"}, "bad_result")])
def test_what_is_no_answer_is_refused(dispute, ctx, changes, code):
    refer(ctx, dispute.buyer, dispute)
    with pytest.raises(Refusal, match=code):
        answer(ctx, dispute.buyer, dispute, **changes)


def test_the_choice_takes_what_nobody_said_from_the_order_and_says_so(dispute, ctx):
    found = referrals.ways(ctx(dispute.buyer), dispute.case)
    assert found.guessed == ("buyer_in", "seller_in", "consumer")
    assert found.choice.options[0].body.id == "cn_12315"
    (day,) = found.last_days
    assert (day.began, str(day.began_on), str(day.last_on)) == ("delivered", "2026-11-01", "2029-11-01")
    told = referrals.Told(buyer_in="DE", seller_in="", consumer="no", arbitration="yes")
    found = referrals.ways(ctx(dispute.buyer), dispute.case, told)
    assert found.guessed == () and found.facts.consumer is False and found.facts.seller_in == ""


@pytest.mark.parametrize("told, code", [({"buyer_in": "XX"}, "place_unknown"), ({"consumer": "perhaps"}, "bad_answer")])
def test_an_unknown_place_or_answer_is_refused(dispute, ctx, told, code):
    with pytest.raises(Refusal, match=code):
        referrals.ways(ctx(dispute.buyer), dispute.case, referrals.Told(**told))


def test_what_came_back_moves_a_body_to_the_end_of_the_choice(dispute, ctx):
    refer(ctx, dispute.buyer, dispute)
    answer(ctx, dispute.buyer, dispute, "rejected")
    found = referrals.ways(ctx(dispute.buyer), dispute.case)
    assert found.choice.options[-1].body.id == "cn_12315" and found.facts.tried == {"cn_12315": "rejected"}


@pytest.mark.parametrize("language", referral_letter.LANGUAGES)
def test_the_letter_is_written_from_the_file_in_the_needed_language(dispute, ctx, people, language):
    file = SimpleUploadedFile("ruler.txt", b"258 mm")
    evidence.file_upload(ctx(dispute.buyer), dispute.case, file, name="ruler.txt", purpose="the length", key="f")
    settlement.make_offer(ctx(dispute.seller), commands.MakeOffer(dispute.case, {"refund": 5000}), key="o")
    given, text = referrals.draft(ctx(dispute.buyer), dispute.case, "cn_12315", language)
    book = referral_letter.texts(language)
    assert given == language and book["reasons"]["not_as_described"] in text
    for part in ("The shoes are 7 mm shorter", "Trail shoes 1", "A-1", "ruler.txt", "the length", "199", "50"):
        assert part in text, part
    piece = reader.case(dispute.case).of_kind("evidence")[0]
    assert piece.data["file"]["ref"] in text and reader.case(dispute.case).head in text
    assert book["words"]["address"] in text and "{" not in text


def test_a_body_decides_the_language_of_its_letter(dispute, ctx):
    assert referrals.draft(ctx(dispute.buyer), dispute.case, "cn_12315")[0] == "zh"
    assert referrals.draft(ctx(dispute.buyer), dispute.case, "ru_magistrate")[0] == "ru"
    assert referrals.draft(ctx(dispute.buyer), dispute.case, "eu_ecc", buyer_in="DE")[0] == "de"
    assert referrals.draft(ctx(dispute.buyer), dispute.case, "eu_ecc", buyer_in="PL")[0] == "en"
    german = referrals.draft(ctx(dispute.buyer), dispute.case, "eu_ecc", buyer_in="DE")[1]
    assert "An: Europäisches Verbraucherzentrum\n" in german


def test_a_respondents_letter_asks_for_nothing_in_his_name(dispute, ctx):
    _language, text = referrals.draft(ctx(dispute.seller), dispute.case, "cn_court", "en")
    assert "[What you ask for]" in text and "Seller (the writer of this letter)" in text


def test_nothing_of_a_private_room_is_in_a_letter(dispute, ctx, people):
    neutral, operator = people("neutral"), people("operator")
    cases.write_message(ctx(dispute.seller), commands.WriteMessage(dispute.case, "No."), key="n")
    mediation.escalate(ctx(dispute.buyer), commands.Escalate(dispute.case), key="e")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(dispute.case, neutral.id), key="as")
    cases.write_message(ctx(dispute.buyer), commands.WriteMessage(dispute.case, "I would take half", "buyer"), key="p")
    assert "take half" not in referrals.draft(ctx(dispute.buyer), dispute.case, "cn_court", "en")[1]


def test_one_file_holds_the_letter_and_a_dossier_that_proves_itself(dispute, ctx):
    refer(ctx, dispute.buyer, dispute, text="致：全国12315平台\n请求退款。")
    out = io.BytesIO()
    referrals.bundle(ctx(dispute.buyer), dispute.case, "x1", out)
    with ZipFile(out) as archive:
        dossier = f"case-{dispute.case}.zip"
        assert archive.namelist() == ["letter.txt", "letter.pdf", dossier]
        assert archive.read("letter.txt").decode() == "致：全国12315平台\n请求退款。"
        assert archive.read("letter.pdf").startswith(b"%PDF-")
        checks = verify_dossier(io.BytesIO(archive.read(dossier)))
    assert all(check.holds for check in checks), checks


def test_an_erased_letter_is_gone_and_that_it_was_written_stays(dispute, ctx, people):
    refer(ctx, dispute.buyer, dispute)
    ref = reader.case(dispute.case).referrals[0].letter["ref"]
    erasure.erase_content(ctx(people("operator")), commands.EraseContent(dispute.case, (ref,), "asked"), key="e")
    with pytest.raises(Refusal, match="not_found"):
        referrals.letter(ctx(dispute.buyer), dispute.case, "x1")
    assert len(reader.case(dispute.case).referrals) == 1


def test_the_other_side_and_nobody_else_hears_of_it(dispute, ctx, work):
    refer(ctx, dispute.buyer, dispute)
    work()
    sent = [row.data for row in reader.case(dispute.case).of_kind("notice") if row.data["kind"] == "CaseReferred"]
    assert [row["to"] for row in sent] == [dispute.seller.id]
