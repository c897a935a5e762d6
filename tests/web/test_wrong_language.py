"""Words of another language are found, and what people wrote is left alone."""

import pytest

from hejie.web.wrong_language import other_language_words, other_language_words_of_page


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("zh", "轮到您了 ¥199.00 PDF 258 mm", []),
        ("zh", "请 Sign out 退出", ["Sign", "out"]),
        ("zh", "срок 期限", ["срок"]),
        ("ru", "Ваш ход, Hejie, ZIP, 7 KB", []),
        ("ru", "Ваш ход: Accept", ["Accept"]),
        ("ru", "Ваш 期限", ["期限"]),
        ("en", "Your turn", []),
        ("en", "Your 期限 and срок", ["期限", "срок"]),
        ("zh", "写信到 help@shop.example 或 https://shop.example/help，编号 H7M2QA4X", []),
    ],
)
def test_words(lang, text, found):
    assert other_language_words(text, lang) == found


def test_a_page_is_read_without_what_people_wrote():
    page = """<html lang="zh"><title>案件</title><script>let word = "Accept"</script>
    <p>轮到您 <span data-user-text>Northwind <b>Footwear</b></span> <span lang="en">English</span></p>
    <code>OfferMade</code><button aria-label="Decline the offer">不接受</button><p>Until</p></html>"""
    assert other_language_words_of_page(page) == ["Decline", "the", "offer", "Until"]


def test_a_page_must_name_its_language():
    with pytest.raises(ValueError, match="names no language"):
        other_language_words_of_page("<p>Until</p>")
