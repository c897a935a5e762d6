"""Which test holds which of the warranty scenarios (`external/warranty_scenarios`, those that are `direct`).

A test names its scenarios itself: `@scenario("ws-001", "ws-002")`, or `pytest.param(…, id="ws-001")` in a table. Everybody adds
files to this folder; no list is shared but the two below. Their states and ours:

    draft                       nothing of ours: who asks, has asked
    submitted, in_review        stage service, status asked (the answer's clock runs)
    info_requested              asked, the aside `facts` (the answer's clock stands)
    approved, awaiting_return   approved, next step send or receive
    received, inspecting        approved, next step inspect
    rejected                    declined (can still be approved while it is open)
    resolved, closed            closed, outcome served
    cancelled                   closed, outcome withdrawn
"""

import pytest

_SERVICES, _SETTINGS = "tests/usecases/test_services.py", "tests/usecases/test_service_settings.py"
_API = "tests/api/test_returns.py"
ELSEWHERE: dict[str, str] = {
    "ws-015": f"{_API}::test_a_return_by_two_programs_ends_with_the_money_posted",
    "ws-037": "tests/api/test_standstill.py::test_a_closed_case_is_taken_up_again_on_new_evidence_alone",
    "ws-041": f"{_SETTINGS}::test_settings_saved_over_an_old_version_are_refused_and_nothing_is_lost",
    "ws-042": f"{_SETTINGS}::test_half_a_rule_and_what_is_no_setting_are_refused",
    "ws-043": f"{_SETTINGS}::test_a_small_clean_request_is_approved_by_the_shops_limit_and_a_larger_one_waits_for_a_person",
    "ws-085": f"{_SETTINGS}::test_a_small_clean_request_is_approved_by_the_shops_limit_and_a_larger_one_waits_for_a_person",
    "ws-086": f"{_SETTINGS}::test_whoever_is_waited_for_is_warned_once_at_the_mark_that_the_shop_has_set",
    "ws-089": f"{_SETTINGS}::test_whoever_is_waited_for_is_warned_once_at_the_mark_that_the_shop_has_set",
    "ws-111": "tests/web/test_service_pages.py::test_what_staff_has_prepared_the_buyer_sends_himself_once",
    "ws-143": f"{_SERVICES}::test_the_carriers_word_counts_as_receipt",
}
"""Scenario → the test of another folder that holds it."""

DIFFERS: dict[str, str] = {}
"""Scenario → why ours is another thing on purpose, in a sentence."""

NOT_YET: frozenset[str] = frozenset()
"""Scenarios about returns, exchange, repair and money flows that no test names yet. Whoever writes one takes it out here."""


def scenario(*ids: str):
    """Say of a test which scenarios it holds."""
    return pytest.mark.scenario(ids)
