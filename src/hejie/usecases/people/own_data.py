"""All that is kept of one person, as one ZIP that he takes away: JSON that machines read as well, and his own files.

Answers the right of access and the right to take data along (GDPR, art. 15 and 20; PIPL, art. 45; 152-FZ, art. 14). Of
cases in which he is the buyer it holds the whole record that he may read; of others what he wrote himself. Secrets by
which he signs in are not in it. It is made piece by piece, so that memory stays flat however much he has filed.
"""

import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime

import orjson

from hejie.adapters import sniffing, vault
from hejie.domain.cases import access
from hejie.domain.escrow import accounts, points_commands
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing.state import stream_of
from hejie.record import export, reader
from hejie.record.context import Context
from hejie.store import after_lists, deals, files, order_titles, own_data, queries, registrations, story
from hejie.store.models import Person, ReadingLog, Registration
from hejie.usecases import desk_words, vouchers
from hejie.usecases.people import erasure_requests, forgetting, roles

_ENTRIES_AT_ONCE = 500
_READ_ME = {
    "en": "Everything that {market} keeps of you, made {at}.\naccount.json: your account. requests.json: what you asked to be forgotten. "
    "notices.json: what was told to you. readings.json: which staff read your cases, and when. orders.json: what you bought. "
    "registrations.json: things that you registered. vouchers.json: vouchers and points that you were given, and what became of them. "
    "standing.json: what counts for or against you. deals.json: deals that you made. questions.json: your questions to shops and your complaints. "
    "cases/: each case with every entry that you may read; texts by their "
    "reference in texts.json; files that you filed in files/.\n",
    "zh": "{market} 保存的与您有关的全部数据，生成于 {at}。\naccount.json：您的账户；requests.json：您提出的删除请求；notices.json：发给您的通知；"
    "readings.json：哪些工作人员何时查看过您的案件；orders.json：您的订单；registrations.json：您登记的商品；vouchers.json：发给您的代金券和积分及其使用情况；standing.json：您的信用与处罚记录；deals.json：您的交易约定；questions.json：您的提问与投诉；"
    "cases/：每个案件中您可以查看的全部记录，文字按引用编号列于 texts.json，您提交的文件在 files/ 中。\n",
    "ru": "Всё, что {market} хранит о вас; составлено {at}.\naccount.json: ваша учётная запись. requests.json: ваши запросы на удаление. "
    "notices.json: что вам сообщали. readings.json: кто из сотрудников и когда читал ваши дела. orders.json: ваши покупки. "
    "registrations.json: вещи, которые вы зарегистрировали. vouchers.json: выданные вам ваучеры и баллы и что с ними стало. "
    "standing.json: что учтено за вами. deals.json: ваши договорённости о сделках. questions.json: ваши вопросы магазинам и жалобы. "
    "cases/: каждое дело со всеми записями, которые вам доступны; тексты — в texts.json "
    "по ссылкам; ваши файлы — в files/.\n",
}


class _Pipe:
    """Where a ZIP is written to: what has come in since it was last taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing stands behind it."""

    def take(self) -> bytes:
        """What has come in since the last time."""
        found, self._pieces = b"".join(self._pieces), []
        return found


def take(ctx: Context) -> tuple[str, Iterator[bytes]]:
    """(name, pieces) of one's own ZIP. Refuses not_found, act_in_person; second_factor_needed of whoever works here too."""
    person = erasure_requests.person_of(ctx)
    if not ctx.actor.personal:
        raise Refusal("act_in_person", act="data")
    if roles.is_staff(person) and not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="data")
    return file_name(person, ctx.now), pieces(person, ctx.now)


def file_name(person: Person, now: datetime) -> str:
    """What the file is called: `my-data-p…-2026-11-28.zip`."""
    return f"my-data-{person.pk}-{now:%Y-%m-%d}.zip"


def pieces(person: Person, now: datetime) -> Iterator[bytes]:
    """The ZIP from its beginning, in pieces; a file of the vault that is gone is named in `missing.json`."""
    pipe, missing = _Pipe(), []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in _small(person, now):
            out.writestr(name, content)
            yield pipe.take()
        for name, lines in _long(person):
            with out.open(name, "w") as target:
                for line in lines:
                    target.write(line)
                    yield pipe.take()
        for case_id in own_data.bought(person.marketplace_id, person.pk):
            yield from _case(out, pipe, case_id, person, missing)
        for case_id in own_data.told_of(person.marketplace_id, person.pk):
            yield from _written(out, pipe, case_id, person)
        if missing:
            out.writestr("missing.json", _json(missing))
    yield pipe.take()


def _small(person: Person, now: datetime) -> Iterator[tuple[str, bytes]]:
    market = person.marketplace
    told = {
        language: text.format(market=market.name, at=clock.text(clock.cut(now))) for language, text in _READ_ME.items()
    }
    first = told.pop(person.language if person.language in told else "en")
    yield "README.txt", "\n".join([first, *told.values()]).encode()
    yield "account.json", _json(_account(person))
    yield "requests.json", _json([_request(one) for one in person.erasure_requests.order_by("asked_at")])
    yield "orders.json", _json(list(_orders(person)))
    stream = stream_of(market.pk, "buyer", person.pk)
    entries = list(_entries(stream, stream))
    refs = [ref for entry in entries for ref in export.references(entry["data"])]
    yield "standing.json", _json({"entries": entries, "texts": queries.texts(stream, refs)})
    yield "registrations.json", _json([_registration(one) for one in registrations.of_person(market.pk, person.pk)])
    yield "vouchers.json", _json({"vouchers": list(_vouchers(person)), "points": list(_points(person))})
    yield "deals.json", _json(list(_deals(person)))
    yield "questions.json", _json(list(_desk(person)))


def _registration(row: Registration) -> dict:
    """A thing that he has registered; of its number only what is kept of it."""
    end = row.ends_on.isoformat() if row.ends_on else None
    return {
        "id": row.pk,
        "order": row.root,
        "serial_ends": row.tail,
        "began_on": row.began_on.isoformat(),
        "ends_on": end,
    }


def _vouchers(person: Person) -> Iterator[dict]:
    """Each voucher that he was given, with what its giver wrote; of its code only that there was one."""
    after = ""
    while True:
        page = after_lists.vouchers_of_buyer(person.marketplace_id, person.pk, after, _ENTRIES_AT_ONCE)
        notes = vouchers.notes_of(page.rows)
        for row in page.rows:
            told = {
                name: value for name, value in row.items() if name not in ("digest", "agent", "marketplace", "buyer")
            }
            yield told | {"note": notes.get((row["root"], row["id"]), "")}
        after = page.after
        if not after:
            return


def _points(person: Person) -> Iterator[dict]:
    """Every entry of his account of points; who of a shop's people gave them stays out."""
    root = accounts.purse(person.marketplace_id, points_commands.owner(person.pk))
    for entry in _entries(root, root):
        yield entry | {"data": {name: value for name, value in entry["data"].items() if name != "agent"}}


def _desk(person: Person) -> Iterator[dict]:
    """Each of his questions to shops and of his complaints, without what is for the handlers of a complaint alone."""
    for root in desk_words.streams_of(person.marketplace_id, person.pk):
        entries = desk_words.readable(root, _entries(root, root))
        refs = [ref for entry in entries for ref in export.references(entry["data"])]
        yield {"stream": root, "entries": entries, "texts": queries.texts(root, refs)}


def _deals(person: Person) -> Iterator[dict]:
    """Each of his deals with every entry and the texts that are still there: both sides may read all of it."""
    for root in deals.roots_of_person(person.marketplace_id, person.pk):
        entries = list(_entries(root, root))
        refs = [ref for entry in entries for ref in export.references(entry["data"])]
        yield {"deal": root.removeprefix("deal:"), "entries": entries, "texts": queries.texts(root, refs)}


def _long(person: Person) -> Iterator[tuple[str, Iterator[bytes]]]:
    notices = own_data.notices(person.marketplace_id, person.pk)
    yield "notices.json", (_json(row) + b"\n" for row in notices)
    rows = ReadingLog.objects.filter(marketplace_id=person.marketplace_id, case_id__in=_read_of(person)).order_by("id")
    read = (
        {"case": row.case_id, "role": row.role, "what": row.what, "at": row.at.isoformat()} for row in rows.iterator()
    )
    yield "readings.json", (_json(row) + b"\n" for row in read)


def _read_of(person: Person) -> set[str]:
    """What of his somebody may have read, as the list of readings names it: cases by their ids, else `order:<root>`, `deal:<id>` …"""
    market, me = person.marketplace_id, person.pk
    desk = [stream.split(":") for stream in desk_words.streams_of(market, me)]
    return {
        *own_data.bought(market, me),
        *(f"order:{root}" for root in own_data.orders(market, me)),
        *deals.roots_of_person(market, me),
        *(f"{kind}:{id_}" for kind, _market, id_ in desk),
    }


def _account(person: Person) -> dict:
    found = forgetting.account_of(person)
    return {
        "id": person.pk,
        "marketplace": person.marketplace_id,
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "timezone": person.timezone,
        "external_ref": person.external_ref,
        "active": person.is_active,
        "created_at": person.created_at.isoformat(),
        "address_bounced_at": person.address_bounced_at.isoformat() if person.address_bounced_at else None,
        "roles": list(roles.of(person)),
        "kept": dict(found),
        "tokens": [
            {"name": row.name, "begins": row.prefix, "scopes": row.scopes, "created_at": row.created_at.isoformat()}
            for row in person.tokens.order_by("created_at")
        ],
    }


def _request(row: object) -> dict:
    return {
        "id": row.pk,
        "what": row.what,
        "pieces": row.pieces,
        "reason": row.reason,
        "law": row.law,
        "asked_at": row.asked_at.isoformat(),
        "due_at": row.due_at.isoformat(),
        "status": row.status,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "answer": row.answer,
        "outcome": row.outcome,
    }


def _orders(person: Person) -> Iterator[dict]:
    for root in own_data.orders(person.marketplace_id, person.pk):
        titles = order_titles.of_roots([root]).get(root, [])
        entries = list(_entries(root, f"order:{root}"))
        refs = [ref for entry in entries for ref in export.references(entry["data"])]
        yield {"order": root, "lines": titles, "entries": entries, "texts": queries.texts(root, refs)}


def _case(out: zipfile.ZipFile, pipe: _Pipe, case_id: str, person: Person, missing: list) -> Iterator[bytes]:
    """A case of his own: all entries that he may read, their texts, and the files that he filed."""
    root, case = case_id[:16], reader.case(case_id)
    actor = Actor("buyer", person.pk, person.marketplace_id)
    for stream in access.readable_streams(actor, case):
        name, refs, own = stream.replace(":", "-"), [], []
        with out.open(f"cases/{case_id}/{name}.jsonl", "w") as target:
            for entry in _entries(root, stream):
                refs += [ref for ref in export.references(entry["data"])]
                own += _own_files(entry, person)
                target.write(_json(entry) + b"\n")
                yield pipe.take()
        out.writestr(f"cases/{case_id}/{name}.texts.json", _json(_texts(root, refs)))
        for number, ref in own:
            yield from _file(out, pipe, root, ref, f"cases/{case_id}/files/{number}-{name}", missing)


def _own_files(entry: Mapping, person: Person) -> list[tuple[str, str]]:
    if entry["kind"] != "EvidenceFiled" or entry["by"]["id"] != person.pk:
        return []
    return [(entry["data"]["id"], entry["data"]["file"]["ref"])]


def _file(out: zipfile.ZipFile, pipe: _Pipe, root: str, ref: str, name: str, missing: list) -> Iterator[bytes]:
    row = files.content(root, ref)
    if row is None:
        return
    info = zipfile.ZipInfo(name + sniffing.extension_of(row.type), (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.file_size = zipfile.ZIP_STORED, row.size
    try:
        with (
            out.open(info, "w", force_zip64=row.size >= zipfile.ZIP64_LIMIT) as target,
            vault.open_file(row.path) as stored,
        ):
            while piece := stored.read(vault.PIECE):
                target.write(piece)
                yield pipe.take()
    except FileNotFoundError:
        missing.append({"name": name, "ref": ref})


def _written(out: zipfile.ZipFile, pipe: _Pipe, case_id: str, person: Person) -> Iterator[bytes]:
    """Of a case of others, what he wrote himself in a role of theirs."""
    root, own, refs = case_id[:16], [], []
    for room in story.rooms(root, case_id):
        for entry in _entries(root, access.room_stream(case_id, room)):
            if entry["by"]["id"] == person.pk:
                own.append(entry)
                refs += export.references(entry["data"])
    if own:
        out.writestr(f"written/{case_id}.json", _json({"entries": own, "texts": _texts(root, refs)}))
        yield pipe.take()


def _entries(root: str, stream: str) -> Iterator[dict]:
    after = 0
    while True:
        rows = queries.entries(root, stream, after, _ENTRIES_AT_ONCE)
        for seq, _prev, digest, body in rows:
            yield {**orjson.loads(body), "seq": seq, "hash": digest, "stream": stream}
        if len(rows) < _ENTRIES_AT_ONCE:
            return
        after = rows[-1][0]


def _texts(root: str, refs: list[str]) -> dict[str, str]:
    found = {}
    for start in range(0, len(refs), _ENTRIES_AT_ONCE):
        found |= queries.texts(root, refs[start : start + _ENTRIES_AT_ONCE])
    return found


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 if isinstance(value, list) else 0)
