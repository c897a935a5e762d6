"""What exactly is wrong with a dossier, in the reader's words: a sentence for each code of `record.verify_words`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hejie.usecases.dossier_checks import Check
from hejie.web.case.voice import say

SENTENCES: Mapping[str, str | Promise] = {
    "no_zip": _("It is no ZIP file."),
    "unreadable": _("It cannot be read. The library that opens ZIP files says:"),
    "no_end": _("The file does not end with its directory: it was cut off, or something was put behind it."),
    "miscounted": _("Its directory does not count the members that it lists."),
    "other_bytes": _("It holds bytes that belong to no member."),
    "many_members": _("It has too many members to be checked here. Check it with the program on your own machine."),
    "large": _("It unpacks to more than can be checked here. Check it with the program on your own machine."),
    "many_entries": _("It has more entries than can be checked here. Check it with the program on your own machine."),
    "twice": _("It stands in the archive more than once."),
    "name_not_plain": _("Its name in the archive is not plain."),
    "not_plain": _("It is not a plain file."),
    "encrypted": _("It is encrypted."),
    "method": _("It is packed by method %(method)s; only methods 0 and 8 can be read."),
    "gap": _("It does not begin where the member before it ends."),
    "header": _("Its own header differs from the directory."),
    "unpacks": _("It unpacks to %(size)s bytes; %(wanted)s were stated."),
    "unpacks_more": _("It unpacks to more than %(most)s bytes."),
    "bytes": _("It has %(size)s bytes; %(wanted)s were stated."),
    "unended": _("Its last line is not ended."),
    "no_part": _("It is no part of a dossier."),
    "missing": _("It is missing."),
    "listed_twice": _("It lists %(name)s more than once."),
    "unlisted": _("The signed list of contents does not name it."),
    "no_member": _("The signed list of contents names it, but it is no member that may be listed."),
    "not_as_listed": _("It is not what the signed list of contents says: its bytes were changed."),
    "signature_form": _("It is not 128 lower-case hex digits and nothing else."),
    "signature": _("It does not sign this list of contents: the list was changed, or signed by another key."),
    "key_demanded": _("Signed by %(key)s, not by the key that you named."),
    "former_key": _("A former key does not vouch for the one after it."),
    "not_utf8": _("It is not UTF-8 text at byte %(byte)s."),
    "not_json": _("It is not JSON. The library that reads JSON says:"),
    "nested": _("It is nested too deeply."),
    "integer": _("A number in it is too large."),
    "number": _("Only whole numbers are allowed in it, not %(literal)s."),
    "key_twice": _("A key stands twice in one object."),
    "surrogate": _("It holds half a sign, which is no text."),
    "not_object": _("An object with keys was expected."),
    "key_odd": _("The key “%(key)s” does not belong there."),
    "key_missing": _("The key “%(key)s” is missing."),
    "key_form": _("The value of the key “%(key)s” should be: %(form)s."),
    "form": _("Its form has the number %(form)s, which is not known here."),
    "not_list": _("It is not a list."),
    "canonical": _("Its text is not in canonical form."),
    "entry_number": _("It bears the number %(number)s."),
    "entry_chain": _("It does not follow the entry before it: one was changed, moved or left out."),
    "entry_hash": _("Its hash is not that of its text: the text was changed."),
    "entry_none": _("It has no entry."),
    "entry_count": _("It has entries: %(found)s. The signed list of contents says: %(told)s."),
    "entry_head": _("It is not the last entry that the signed list of contents names."),
    "erased_list": _("What it says was erased is not a list of references."),
    "size_other": _("It gives %(ref)s another size than an entry before it."),
    "ref_nowhere": _("No entry refers to %(ref)s."),
    "ref_none": _("No entry refers to it."),
    "ref_shown": _("%(ref)s is shown in the dossier, and said to be withheld."),
    "ref_why": _("%(ref)s is withheld for the reason “%(why)s”, and the entries say otherwise."),
    "ref_neither": _("It refers to %(ref)s, which is neither shown nor withheld."),
    "ref_twice": _("%(ref)s stands there more than once."),
    "ref_reason": _("“%(why)s” is no reason to withhold something."),
    "content": _("It is not what its reference says: its bytes were changed."),
    "content_size": _("It has %(size)s bytes; entry %(seq)s says %(told)s."),
    "content_erased": _("An entry says that it was erased, and it is there."),
    "seal_key": _("It is signed by a key that is neither the present nor a former one."),
    "seal_signature": _("Its signature does not sign its text."),
    "seal_empty": _("It covers no entry of this record for the first time, and should not be there."),
    "seal_size": _("It covers %(size)s entries in all, no more than the seal before it."),
    "seal_fork": _("It names the same seal before it as an earlier one does, or none."),
    "seal_stamp": _("Its time stamp does not hold:"),
    "proof_nowhere": _("It proves an entry %(seq)s that is not there."),
    "proof_twice": _("It is proved more than once."),
    "proof_path": _("The proof of entry %(seq)s is not a list of hashes."),
    "proof_early": _("An earlier seal is the first to cover entry %(seq)s."),
    "proof": _("It does not cover entry %(seq)s as its proof says."),
    "unsealed": _("No seal covers it."),
    "seal_order": _("It was sealed before the entry that it follows."),
}

FORMS: Mapping[str, str | Promise] = {
    "a SHA-256 or key in lower-case hex": _("a hash or a key in lower-case hex"),
    "a signature in lower-case hex": _("a signature in lower-case hex"),
    "the id of a stream": _("the name of a record"),
    "a moment as 2026-11-22T08:30:00.000Z": _("a moment as 2026-11-22T08:30:00.000Z"),
    "a number from 0": _("a number from 0"),
    "text": _("text"),
    "base64 or null": _("base64 or nothing"),
    "list": _("a list"),
    "dict": _("an object with keys"),
}
"""What a value should be, by the name of its form."""


def sentence(check: Check) -> str:
    """What is wrong with it. What a library said of a file stands as it said it, marked as English."""
    facts = dict(check.facts)
    if check.code == "key_form":
        facts["form"] = FORMS[facts["name"]]
    shown = {name: format_html("<code>{}</code>", value) if name in _CODES else value for name, value in facts.items()}
    text = say(SENTENCES[check.code], **shown)
    return format_html('{} <code lang="en">{}</code>', text, facts["told"]) if text.endswith((":", "：")) else text


_CODES = ("ref", "key", "name", "literal")
"""Facts that are hashes or names, which may break anywhere."""
