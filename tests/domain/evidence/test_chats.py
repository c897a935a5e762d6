"""Chats as programs save them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.evidence import chats
from hejie.domain.evidence.chats import Message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "[12.03.26, 14:02:11] Lin Yue: Too short\nby 7 mm",
            Message("Lin Yue", "12.03.26, 14:02:11", "Too short\nby 7 mm"),
        ),
        ("\u200e[3/12/26, 2:02:11\u202fPM] Lin: Hi", Message("Lin", "3/12/26, 2:02:11\u202fPM", "Hi")),
        ("12/03/2026, 14:02 - Max: Measure: again", Message("Max", "12/03/2026, 14:02", "Measure: again")),
        ("12.03.2026, 14:02 - Сообщения защищены", Message("", "12.03.2026, 14:02", "Сообщения защищены")),
        ("林悦 2026-03-12 14:02:11\n鞋子短了", Message("林悦", "2026-03-12 14:02:11", "鞋子短了")),
        ("林悦 2026年3月12日 14:02\n鞋子短了", Message("林悦", "2026年3月12日 14:02", "鞋子短了")),
        ("lin_yue (2026-03-12 14:02:11):\n鞋子短了", Message("lin_yue", "2026-03-12 14:02:11", "鞋子短了")),
        ("tb店铺（2026-03-12 14:02:11）：您好", Message("tb店铺", "2026-03-12 14:02:11", "您好")),
        ("[2026-11-01 10:00:00] Buyer: Too short", Message("Buyer", "2026-11-01 10:00:00", "Too short")),
        ("[] Shop: Measure again", Message("Shop", "", "Measure again")),
        ("2026-03-12 14:02 Lin: short", Message("Lin", "2026-03-12 14:02", "short")),
    ],
)
def test_each_form_is_read_as_it_is_written(text, found):
    assert chats.messages(text) == (found,)


def test_several_messages_stay_in_their_order_and_a_heading_is_left_out():
    text = "Chat with Lin\r\n12/03/2026, 14:02 - Lin: a\r\n\r\nb\r\n12/03/2026, 14:05 - Max: c"
    assert [(one.by, one.text) for one in chats.messages(text)] == [("Lin", "a\n\nb"), ("Max", "c")]


@pytest.mark.parametrize("text", ["", "Dear Sir,\nthe shoes are short.", "Delivered 12 March: ok", "price: 12.50"])
def test_what_is_no_chat_stays_a_text(text):
    assert chats.messages(text) == ()


def test_a_mail_is_read_with_its_heads_and_the_names_of_what_was_attached():
    raw = (
        b"From: =?utf-8?b?5p6X5oKm?= <lin@example.org>\r\nTo: shop@example.org\r\nDate: Thu, 12 Mar 2026 14:02:11 +0800\r\n"
        b"Subject: Shoes\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nToo short.\r\n--b\r\nContent-Type: image/png\r\n"
        b'Content-Disposition: attachment; filename="ruler.png"\r\n\r\nx\r\n--b--\r\n'
    )
    found = chats.letter(raw)
    assert (found.sender, found.subject, found.text) == ("林悦 <lin@example.org>", "Shoes", "Too short.")
    assert (found.at, found.attached) == ("Thu, 12 Mar 2026 14:02:11 +0800", ("ruler.png",))


def test_a_mail_without_plain_words_or_with_an_unknown_character_set_does_no_harm():
    head = b"From: a@b.c\nSubject: x\n"
    assert chats.letter(head + b"Content-Type: text/html\n\n<p>x</p>").text == ""
    assert chats.letter(head + b"Content-Type: text/plain; charset=klingon\n\nabc").text == "abc"


@pytest.mark.parametrize("content", [b"", b"Lin: hi\nMax: ho\n\nx", b"Hello\n\nFrom: a@b.c\n"])
def test_what_is_no_mail_is_none(content):
    assert chats.letter(content) is None


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600), st.text(max_size=400))
def test_nothing_that_is_sent_breaks_the_reader(content, text):
    chats.letter(b"From: a@b.c\nTo: " + content)
    chats.letter(content)
    chats.messages(text)


def test_long_lines_are_read_in_no_time():
    text = "[1.1.26, 10:00:00] Lin: " + "a" * 100_000 + "\n" + "1" * 100_000 + "\n" + (" " * 50_000 + "-") * 2
    assert len(chats.messages(text)) == 1
