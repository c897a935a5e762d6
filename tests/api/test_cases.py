"""A case over HTTP, from claim to agreement, and everything that the interface promises on the way."""

import pytest

from hejie.store import market_procedures as store
from hejie.usecases import market_procedures
from tests.rulebooks.test_procedures import GOOD
from tests.support import own_procedures

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(caller, claim):
    """(buyer's caller, seller's caller, case id) of an open case."""
    buyer, seller, body = claim
    by_buyer = caller(buyer)
    answer = by_buyer.post("/cases", body)
    assert answer.status_code == 201, answer.content
    return by_buyer, caller(seller), answer.json()["id"]


def test_a_claim_is_settled_by_offer_acceptance_and_two_signatures(opened, run_worker):
    by_buyer, by_seller, case = opened
    offer = by_seller.post(f"/cases/{case}/offers", {"package": {"refund": 11940}, "note": "We are sorry."})
    assert offer.json()["created"]["offer"] == "o2"
    assert by_buyer.post(f"/cases/{case}/offers/o2/acceptance", {"waives": True}).status_code == 201
    assert by_buyer.post(f"/cases/{case}/agreement/signatures").status_code == 201
    assert by_seller.post(f"/cases/{case}/agreement/signatures").status_code == 201
    run_worker()
    found = by_buyer.get(f"/cases/{case}").json()
    assert (found["stage"], found["outcome"]) == ("closed", "agreed")
    assert (found["money"]["to_buyer"], found["money"]["to_seller"], found["money"]["held"]) == (11940, 7960, 0)


def test_a_receipt_names_what_its_act_has_made_and_nothing_else(opened):
    by_buyer, by_seller, case = opened
    first = by_seller.post(f"/cases/{case}/offers", {"package": {"refund": 11940}}).json()
    less = {"package": {"refund": 15000}, "in_reply_to": "o2", "waives": True}
    counter = by_buyer.post(f"/cases/{case}/offers", less).json()
    assert (first["created"], counter["created"]) == ({"offer": "o2"}, {"offer": "o3"})
    assert by_buyer.post(f"/cases/{case}/messages", {"text": "x"}).json()["created"] == {"id": "m1"}
    assert by_buyer.post(f"/cases/{case}/withdrawal").json()["created"] == {}


def test_an_equal_repeat_gets_the_first_answer_and_an_unequal_one_is_refused(opened):
    by_buyer, _seller, case = opened
    first = by_buyer.post(f"/cases/{case}/messages", {"text": "Hello"}, key="one").json()
    again = by_buyer.post(f"/cases/{case}/messages", {"text": "Hello"}, key="one").json()
    assert again == {**first, "repeated": True}
    other = by_buyer.post(f"/cases/{case}/messages", {"text": "Something else"}, key="one")
    assert (other.status_code, other.json()["code"]) == (422, "key_used_otherwise")


def test_a_claim_repeated_meets_its_own_case(caller, claim):
    buyer, _seller, body = claim
    by_buyer = caller(buyer)
    first, again = by_buyer.post("/cases", body, key="k"), by_buyer.post("/cases", body, key="k")
    assert first.json()["id"] == again.json()["id"]
    assert again.json()["cases"][0]["repeated"]
    assert len(by_buyer.get("/cases").json()["cases"]) == 1


def test_an_act_without_a_key_is_refused(opened):
    by_buyer, _seller, case = opened
    answer = by_buyer.post(f"/cases/{case}/messages", {"text": "x"}, **{"idempotency-key": ""})
    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")


def test_if_match_meets_the_head_that_the_case_was_read_with(opened):
    by_buyer, by_seller, case = opened
    head = by_buyer.get(f"/cases/{case}")["ETag"]
    assert by_seller.post(f"/cases/{case}/messages", {"text": "We look into it."}).status_code == 201
    late = by_buyer.post(f"/cases/{case}/messages", {"text": "x"}, **{"if-match": head})
    assert (late.status_code, late.json()["code"]) == (412, "stale_head")
    fresh = by_buyer.get(f"/cases/{case}")["ETag"]
    assert by_buyer.post(f"/cases/{case}/messages", {"text": "x"}, **{"if-match": fresh}).status_code == 201


def test_a_stranger_meets_the_same_answer_as_for_a_case_that_does_not_exist(opened, caller, people):
    _buyer, _seller, case = opened
    stranger = caller(people("buyer"))
    there, nowhere = stranger.get(f"/cases/{case}"), stranger.get("/cases/aaaaaaaaaaaaaaaa-bbbbbbbb")
    assert there.status_code == nowhere.status_code == 404
    assert there.json() == nowhere.json()
    assert stranger.post(f"/cases/{case}/messages", {"text": "x"}).status_code == 404
    assert stranger.get(f"/cases/{case}/record").status_code == 404
    assert stranger.get(f"/cases/{case}/dossier").status_code == 404


def test_a_private_room_is_not_in_the_other_sides_answer(scene_of_mediation, caller):
    case, buyer, seller, neutral = scene_of_mediation
    by_neutral, by_buyer, by_seller = caller(neutral), caller(buyer), caller(seller)
    before = by_seller.get(f"/cases/{case}").content
    assert by_neutral.post(f"/cases/{case}/messages", {"text": "Between us", "room": "buyer"}).status_code == 201
    assert by_buyer.post(f"/cases/{case}/messages", {"text": "Half would do", "room": "buyer"}).status_code == 201
    assert by_seller.get(f"/cases/{case}").content == before
    assert "Half would do" in by_neutral.get(f"/cases/{case}").content.decode()
    refused = by_seller.post(f"/cases/{case}/messages", {"text": "x", "room": "buyer"})
    assert refused.status_code == 403


@pytest.fixture
def scene_of_mediation(opened, caller, claim, people):
    """A case in mediation with its people."""
    by_buyer, by_seller, case = opened
    buyer, seller, _body = claim
    neutral, operator = people("neutral"), people("operator")
    assert by_seller.post(f"/cases/{case}/statements", {"text": "As described."}).status_code == 201
    assert by_buyer.post(f"/cases/{case}/escalation").status_code == 201
    assert caller(operator).post(f"/cases/{case}/assignment", {"neutral": neutral.id}).status_code == 201
    return case, buyer, seller, neutral


def test_a_neutral_asks_proposes_and_decides_and_the_other_neutral_looks_again(scene_of_mediation, caller, people):
    case, buyer, seller, neutral = scene_of_mediation
    by_buyer, by_seller, by_neutral = caller(buyer), caller(seller), caller(neutral)
    assert by_neutral.post(f"/cases/{case}/questions", {"to": "seller", "text": "Which sheet?"}).status_code == 201
    assert by_seller.post(f"/cases/{case}/questions/q1/answer", {"text": "Batch 7."}).status_code == 201
    assert by_neutral.post(f"/cases/{case}/offers", {"package": {"refund": 9950}}).status_code == 201
    assert by_seller.post(f"/cases/{case}/offers/o2/rejection").status_code == 201
    assert by_buyer.post(f"/cases/{case}/escalation").status_code == 201
    ruling = {"findings": "Short.", "rules": "Size rule 3", "package": {"refund": 19900}, "otherwise": "A longer pair."}
    assert by_neutral.post(f"/cases/{case}/decision", ruling).status_code == 201
    assert by_seller.post(f"/cases/{case}/appeal", {"text": "Look again."}).status_code == 201
    second, operator = people("neutral"), people("operator")
    assert caller(operator).post(f"/cases/{case}/assignment", {"neutral": second.id}).status_code == 201
    assert by_buyer.post(f"/cases/{case}/appeal/answer", {"text": "It was looked at."}).status_code == 201
    upheld = {"upheld": True, "findings": "Right.", "rules": "Size rule 3", "otherwise": "A longer pair."}
    assert caller(second).post(f"/cases/{case}/appeal/decision", upheld).status_code == 201
    assert by_buyer.get(f"/cases/{case}").json()["outcome"] == "appealed_upheld"


def test_an_integrator_opens_and_tells_for_a_buyer_but_does_not_accept_for_him(caller, claim, people):
    buyer, seller, body = claim
    operator = people("operator")
    shop = caller(operator, ("read", "write", "orders"), integrator="shop", **{"on-behalf-of": f"buyer:{buyer.id}"})
    case = shop.post("/cases", body).json()["id"]
    assert shop.post(f"/cases/{case}/messages", {"text": "For Ms Lin"}).status_code == 201
    assert caller(seller).post(f"/cases/{case}/offers", {"package": {"refund": 100}}).status_code == 201
    refused = shop.post(f"/cases/{case}/offers/o2/acceptance")
    assert (refused.status_code, refused.json()["code"]) == (403, "act_in_person")
    record = shop.get(f"/cases/{case}/record").json()["entries"]
    assert '"through":"integrator:shop"' in record[0]["body"]


@pytest.mark.parametrize(("language", "word"), [("en", "open"), ("zh", "方案"), ("ru", "предложение")])
def test_a_refusal_is_a_problem_document_in_the_callers_language(caller, claim, language, word):
    buyer, _seller, body = claim
    case = caller(buyer).post("/cases", body).json()["id"]
    answer = caller(buyer, language=language).post(f"/cases/{case}/offers/o9/acceptance")
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (409, 409, "offer_not_open")
    assert word in (problem["title"] + problem["why"] + problem["do"]).lower()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"package": {"refund": -1}}, "bad_field"),
        ({"package": {"refund": 19901}}, "refund_above_paid"),
        ({"package": {"refund": 1, "currency": "EUR"}}, "currency_mismatch"),
        ({"package": {"refund": 1.5}}, "bad_field"),
        ({"reason": "bad mood"}, "bad_reason"),
        ({"remedy": "revenge"}, "bad_remedy"),
        ({"shown": "0" * 64}, "procedure_not_shown"),
        ({"lines": [7]}, "unknown_line"),
        ({"story": "   "}, "text_missing"),
        ({"unknown": 1}, "bad_field"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_and_changes_nothing(caller, claim, change, code):
    buyer, _seller, body = claim
    by_buyer = caller(buyer)
    answer = by_buyer.post("/cases", {**body, **change})
    assert (answer.status_code // 100, answer.json()["code"]) == (4, code)
    assert by_buyer.get("/cases").json()["cases"] == []


def test_a_line_has_at_most_one_open_case(caller, claim):
    buyer, _seller, body = claim
    by_buyer = caller(buyer)
    assert by_buyer.post("/cases", body).status_code == 201
    assert by_buyer.post("/cases", body).json()["code"] == "line_has_open_case"


def test_lists_go_on_by_cursor_and_see_each_case_once(caller, people, orders, claim):
    buyer, seller, body = claim
    by_buyer = caller(buyer)
    for _ in range(5):
        assert by_buyer.post("/cases", {**body, "order": orders(buyer, seller)}).status_code == 201
    seen, cursor = [], ""
    while True:
        page = by_buyer.get(f"/cases?limit=2&sort=opened&cursor={cursor}").json()
        seen += [row["id"] for row in page["cases"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5
    assert by_buyer.get("/cases?cursor=nonsense").json()["code"] == "bad_cursor"


def test_a_scope_that_a_token_lacks_is_named(caller, claim):
    buyer, _seller, body = claim
    reader = caller(buyer, ("read",))
    answer = reader.post("/cases", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    without_personal = caller(buyer, ("read", "write"))
    case = without_personal.post("/cases", body).json()["id"]
    assert without_personal.post(f"/cases/{case}/withdrawal").json()["code"] == "act_in_person"


def test_the_procedure_in_force_is_read_and_its_unfairness_with_it(caller, people, ctx):
    by_buyer, operator = caller(people("buyer")), ctx(people("operator"))
    assert by_buyer.get("/procedure").json()["id"] == "procedures/standard"
    assert by_buyer.get("/procedures/sample").json()["code"] == "procedure_unknown"
    why = "why: {en: Hours., zh: 几小时。, ru: Часы.}, source: art. 5"
    own_procedures.put(operator, f"{GOOD}unfair: {{equal_windows: {{{why}}}}}\n")
    market_procedures.choose(operator, "procedures/sample")
    store.forget()
    told = by_buyer.get("/procedure").json()
    assert (told["id"], told["waits"]["answer"]["within"]["business_days"]) == ("procedures/sample", 3)
    assert told["unfair"] == {
        "equal_windows": {"why": {"en": "Hours.", "zh": "几小时。", "ru": "Часы."}, "source": "art. 5"}
    }
    assert by_buyer.get("/procedures/sample").json()["digest"] == told["digest"]
    assert by_buyer.get("/procedures/standard").json()["id"] == "procedures/standard"
