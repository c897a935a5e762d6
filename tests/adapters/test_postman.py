"""Whose fault a letter's return is, and what a broken line means."""

import pytest

from hejie.adapters import postman


@pytest.mark.parametrize(
    ("code", "reason", "wrong"),
    [
        (550, b"5.1.1 <x@y>: Recipient address rejected: User unknown", True),
        (550, b"5.2.1 mailbox disabled", True),
        (553, b"no such mailbox", True),
        (550, b"No such user here", True),
        (550, b"5.7.1 relaying denied", False),
        (554, b"5.7.1 Message blocked as spam", False),
        (550, b"Relay access denied", False),
        (450, b"4.1.1 try again", False),
        (552, b"5.2.2 mailbox full", False),
    ],
)
def test_only_a_wrong_address_counts_as_bounced(code, reason, wrong):
    assert postman.is_wrong_address(code, reason) is wrong


def test_a_letter_is_known_for_one_however_often_it_is_made():
    letters = [
        postman.compose(to="a@b.example", subject="Two\nlines", text="t", sender_name="Häfen", marketplace="m", key="k")
        for _ in range(2)
    ]
    assert letters[0].extra_headers["Message-ID"] == letters[1].extra_headers["Message-ID"]
    assert letters[0].subject == "Two lines"
    assert letters[0].message()["Auto-Submitted"] == "auto-generated"
