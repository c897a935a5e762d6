"""What was typed stands in the finished page again, in the form it was typed into and nowhere else."""

from hejie.web.filling import fill

HERE = "/m/toys/cases/1/?room=joint"
SAYS = "<p>Not sent</p>"


def _filled(page: str, typed: dict, to: str = "/m/toys/cases/1/say/", here: str = HERE) -> str:
    filled = fill(page, here, to, typed, SAYS)
    assert filled is not None
    return filled


def test_every_kind_of_field_takes_what_was_typed():
    page = (
        '<form method="post" action="/m/toys/cases/1/say/"><input type="hidden" name="key" value="new">'
        '<textarea name="text" rows="3">\n</textarea><input name="sum" value="1"><input type="checkbox" name="yes" checked>'
        '<input type="radio" name="way" value="a" checked><input type="radio" name="way" value="b"><select name="to">'
        '<option value="">-</option><option value="x" selected>X</option><option value="y">Y</option></select>'
        '<input type="file" name="proof"><input type="password" name="code" value=""></form>'
    )
    typed = {
        "text": ["\nTwo\n<lines> & more"],
        "sum": ['3"'],
        "way": ["b"],
        "to": ["y"],
        "key": ["old"],
        "code": ["9"],
        "proof": ["f"],
    }
    filled = _filled(page, typed)
    assert '<textarea name="text" rows="3">\n\nTwo\n&lt;lines&gt; &amp; more</textarea>' in filled
    assert '<input name="sum" value="3&quot;">' in filled and '<input type="checkbox" name="yes">' in filled
    assert 'value="a">' in filled and 'value="b" checked>' in filled
    assert '<option value="x">' in filled and '<option value="y" selected>' in filled
    assert 'value="new"' in filled and "old" not in filled, "the key is the fresh page's"
    assert '<input type="file" name="proof"><input type="password" name="code" value="">' in filled
    assert 'say/"><p>Not sent</p><input' in filled


def test_only_the_form_that_goes_there_is_filled_and_what_is_folded_is_opened():
    one, other = (
        f'<form method="post" action="/m/toys/cases/1/{name}/"><textarea name="text"></textarea></form>'
        for name in ("say", "note")
    )
    page = f'<details class="fold"><summary>Shut</summary></details><details class="fold"><summary>Write</summary>{one}</details>{other}'
    filled = _filled(page, {"text": ["words"]})
    assert filled.count("words") == 1 and filled.index("words") < filled.index("/note/")
    assert filled.startswith('<details class="fold">') and filled.count('<details open class="fold">') == 1


def test_of_forms_that_go_to_the_same_place_the_one_with_the_same_hidden_values_is_filled():
    page = "".join(
        f'<form method="post" action="/m/toys/cases/1/say/"><input type="hidden" name="step" value="{step}"><input name="why"></form>'
        for step in ("receive", "inspect", "money")
    )
    filled = _filled(page, {"step": ["inspect"], "why": ["torn"]})
    assert filled.index("inspect") < filled.index("torn") < filled.index("money")


def test_a_form_without_an_address_goes_to_its_page_and_fields_outside_of_it_belong_to_it():
    page = (
        '<form method="post" id="decide"><input name="a"></form><form method="get"><input name="a"></form>'
        '<textarea name="b" form="decide"></textarea><select name="c" form="decide"><option value="1">1</option></select>'
    )
    filled = _filled(page, {"a": ["first"], "b": ["second"], "c": ["1"]}, to=HERE)
    assert filled.count("first") == 1 and "second</textarea>" in filled and '<option value="1" selected>' in filled


def test_several_fields_of_one_name_take_their_values_in_order():
    page = '<form method="post" action="/m/toys/cases/1/say/"><input name="n"><input name="n"><input name="n" value="z"></form>'
    filled = _filled(page, {"n": ["one", "two"]})
    assert '<input name="n" value="one"><input name="n" value="two"><input name="n" value="z">' in filled


def test_what_looks_like_a_form_within_typed_text_is_none():
    page = (
        '<script>let a = "<form method=post>";</script><form method="post" action="/m/toys/cases/1/say/"><textarea name="text">'
        '&lt;/textarea&gt;<form method="post"><input name="text"></textarea></form>'
    )
    filled = _filled(page, {"text": ["</textarea><script>alert(1)</script>"]})
    assert "\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea></form>" in filled


def test_a_page_without_that_form_is_not_touched():
    page = '<form method="post" action="/elsewhere/"><input name="text"></form>'
    assert fill(page, HERE, "/m/toys/cases/1/say/", {"text": ["words"]}, SAYS) is None
    assert fill("<p>gone</p>", HERE, HERE, {"text": ["words"]}, SAYS) is None
