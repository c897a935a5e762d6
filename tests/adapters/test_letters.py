"""E-mail files as people and programs write them, and as nobody should: words out of each, and no minutes spent on any."""

import time

import pytest

from hejie.adapters import letters
from hejie.domain.kernel.refusal import Refusal

HEAD = b"From: Lin <lin@example.org>\r\nSubject: Cold\r\nMIME-Version: 1.0\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (HEAD + b"\r\n" + "没有人回复".encode("gb18030"), "没有人回复"),
        (HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\n" + "Холодно".encode(), "Холодно"),
        (HTML + b"<title>t</title><style>p{}</style><p>Hi &amp; bye<script>x()</script><br>two", "Hi & bye\ntwo"),
        (HEAD + b"Date: Thu, 99 Foo 99999 99:99:99 +9999\r\n\r\nx", "x"),
        (MIXED[:-5] + b"there", "hi\nthere"),
        (HTML + b"before" + b"<script" * 100_000, "before"),
        (HTML + b"before" + b"<" * 200_000, "before"),
    ],
    ids=["no charset", "wrong charset", "only a page", "forged date", "no end", "open tags", "open signs"],
)  # fmt: skip
def test_words_are_found_whatever_the_letter_is(content, text):
    began = time.thread_time()
    assert letters.read(content).text == text
    assert time.thread_time() - began < 2


def test_a_letter_within_a_letter_is_a_file_of_it():
    read = letters.read(MIXED + b"Content-Type: message/rfc822\r\n\r\nFrom: x@y.z\r\nSubject: in\r\n\r\ninner\r\n--b--")
    assert [(one.name, b"inner" in one.content) for one in read.attached] == [("letter.eml", True)]


@pytest.mark.parametrize(
    "content",
    [
        MIXED + b"Content-Disposition: attachment\r\n\r\nx\r\n--b\r\n" * 2000,
        HEAD + b"Content-Type: text/plain; " + b"a=b; " * 10_000 + b"\r\n\r\nx",
        b"From: a@b.c\r\nSubject: " + b"=?utf-8?B?QQ==?= " * 2000 + b"\r\n\r\nx",
        b"From: " + b"(" * 9000 + b" a@b.c\r\n\r\nx",
        bytes(range(256)) * 40,
    ],
    ids=["very many parts", "endless parameters", "endless subject", "endless sender", "no letter"],
)
def test_what_would_take_minutes_is_refused_at_once(content):
    began = time.thread_time()
    with pytest.raises(Refusal) as refused:
        letters.read(content)
    assert refused.value.code == "letter_unreadable"
    assert time.thread_time() - began < 2
