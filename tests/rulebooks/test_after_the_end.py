"""For which reasons a voucher's share comes back as a voucher, and the law that this is taken from."""

from hejie.rulebooks import after_the_end, law_shown


def test_it_does_for_whoever_changed_his_mind_alone_and_the_law_named_is_about_sending_back():
    book = after_the_end.load()
    assert book.voucher_back.keys() == {"none"} and book.back_days == 30
    rows = {rule.id: written for _path, rule, written in law_shown.all_rules()}
    named = [rows[name]["then"] for name in book.voucher_back["none"]]
    assert named and all("withdrawal" in (then.get("remedies") or then["to"]["remedies"]) for then in named)
