"""A verdict in the reader's words: every check that was made, and what the dossier records."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.usecases.dossier_checks import Check, Entry, Verdict
from hejie.web import formatting, words
from hejie.web.templatetags.hejie_ui import side_mark
from hejie.web.verify.failing import sentence

_SIDES = {"buyer": "buyer", "seller": "seller", "agent": "seller", "neutral": "neutral"}


def short(digits: str) -> str:
    """5d41c0a9…2f: enough of a hash to compare by eye."""
    return f"{digits[:8]}…{digits[-4:]}"


def checks(verdict: Verdict) -> list[dict]:
    """Items for `components/checks.html`; what tells nothing to a person is left out while it holds."""
    told = []
    for check in verdict.checks:
        if not check.holds:
            told.append(_failed(check))
        elif check.subject in _HOLDS:
            item = _HOLDS[check.subject](check.facts, verdict)
            if item:
                told.append({"words": item[0], "note": item[1], "holds": True})
    return told


def _members(facts: Mapping, verdict: Verdict) -> tuple[str, str]:
    return _("The file is whole: each member once, and nothing else"), _counted_members(facts["members"])


def _counted_members(count: int) -> str:
    return ngettext("%(count)d member", "%(count)d members", count) % {"count": count}


def _key(facts: Mapping, verdict: Verdict) -> tuple[str, str]:
    said = _("Its list of contents is signed by our key") if verdict.ours else _("Its list of contents is signed")
    return said, format_html("Ed25519 · <code>{}</code>", facts["key"])


def _former(facts: Mapping, verdict: Verdict) -> tuple[str, str] | None:
    count = facts["former"]
    if not count:
        return None
    note = ngettext("%(count)d former key", "%(count)d former keys", count) % {"count": count}
    return _("Each former key vouches for the one after it"), note


def _files(facts: Mapping, verdict: Verdict) -> tuple[str, str]:
    return _("Every member is what the list says, to the byte"), ""


def _entries(facts: Mapping, verdict: Verdict) -> tuple[str, str]:
    count = facts["entries"]
    said = ngettext("%(count)d entry forms one unbroken chain", "%(count)d entries form one unbroken chain", count)
    return said % {"count": count}, format_html("<code>{}</code>", facts["head"])


def _contents(facts: Mapping, verdict: Verdict) -> tuple[str, str]:
    note = _("%(shown)d shown, %(withheld)d withheld, %(erased)d erased; all are declared") % facts
    return _("Every text and file is the one first filed"), note


def _seals(facts: Mapping, verdict: Verdict) -> tuple[str, str]:
    note = ngettext("%(count)d seal", "%(count)d seals", facts["seals"]) % {"count": facts["seals"]}
    return _("Every entry lies under a seal"), note


def _stamps(facts: Mapping, verdict: Verdict) -> tuple[str, str] | None:
    """Time stamps are told of: whether their authority is to be trusted is for whoever knows it to say."""
    if not facts["stamps"]:
        return None
    said = ngettext("%(count)d seal bears a time stamp", "%(count)d seals bear a time stamp", facts["stamps"])
    by = _("The newest by %(name)s of %(at)s, not checked here") % {
        "name": facts["stamps_by"] or "?",
        "at": facts["stamps_at"][:16].replace("T", " ") or "?",
    }
    return said % {"count": facts["stamps"]}, by


_HOLDS: dict[str, Callable[[Mapping, Verdict], tuple[str, str] | None]] = {
    "archive": _members,
    "key": _key,
    "former keys": _former,
    "files": _files,
    "entries": _entries,
    "contents": _contents,
    "seals": _seals,
    "time stamps": _stamps,
}


def _failed(check: Check) -> dict:
    """Which part does not hold, and what exactly is wrong with it."""
    kind, _space, number = check.subject.partition(" ")
    if kind == "entry":
        said = _("Entry %(number)s is not as it was sealed") % {"number": number}
    elif kind == "seal":
        said = _("Seal %(number)s does not fit") % {"number": number}
    elif check.subject == "key":
        said = _("The key that you named did not sign it")
    elif check.subject == "archive":
        said = _("The file is no dossier that can be read")
    else:
        said = _("A member of the file is not as it should be")
    named = kind in ("entry", "seal") or check.subject in ("key", "archive")
    note = sentence(check)
    return {
        "words": said,
        "note": note if named else format_html("<code>{}</code> {}", check.subject, note),
        "holds": False,
    }


def columns() -> list[dict]:
    """Columns of the list of entries."""
    return [
        {"key": "number", "label": _("No."), "num": True},
        {"key": "act", "label": _("Act"), "head": True},
        {"key": "by", "label": _("By")},
        {"key": "at", "label": _("When")},
        {"key": "hash", "label": _("Hash")},
    ]


def rows(entries: tuple[Entry, ...], now: datetime) -> list[dict]:
    """The entries as rows for `components/table.html`."""
    return [
        {
            "number": entry.seq,
            "act": words.word(words.ENTRY_KINDS, entry.kind),
            "by": side_mark(_SIDES.get(entry.role, "system"), words.word(words.ROLES, entry.role)),
            "at": format_html('<span class="nowrap">{}</span>', formatting.moment_short(entry.at, now)),
            "hash": format_html("<code>{}</code>", short(entry.hash)),
        }
        for entry in entries
    ]
