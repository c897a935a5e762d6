"""Evidence as files: filed once, seen by whoever may, erased for good, nothing left lying about."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image

from hejie.domain.cases.commands import EraseContent, WithdrawCase
from hejie.domain.kernel import chain
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.store import files
from hejie.usecases import cases, erasure, evidence


@pytest.fixture(autouse=True)
def empty_vault(marketplace):
    """Files of an earlier test are nobody's any more."""
    import shutil

    shutil.rmtree(vault_folder(), ignore_errors=True)


def vault_folder() -> Path:
    return Path(settings.STORAGES["default"]["OPTIONS"]["location"])


def kept() -> list[str]:
    return sorted(path.name for path in vault_folder().rglob("*") if path.is_file())


def file(ctx, who, dispute, content, *, key="e", name="shoes.jpg", room="joint", **more):
    return evidence.file_upload(
        ctx(who), dispute.case, ContentFile(content), name=name, purpose="They are short.", room=room, key=key, **more
    )


def refused(act, *args, **more):
    with pytest.raises(Refusal) as caught:
        act(*args, **more)
    return caught.value.code


def test_a_photo_is_kept_as_it_is_under_its_salted_name_with_a_small_picture(disputes, ctx, photo):
    dispute = disputes()
    receipt = file(ctx, dispute.buyer, dispute, photo)
    assert receipt.created["id"] == "e1"
    (item,) = reader.case(dispute.case).of_kind("evidence")
    ref = item.data["file"]["ref"]
    row = files.content(dispute.root, ref)
    assert (row.type, row.size, row.data) == ("image/jpeg", len(photo), None)
    assert chain.reference(row.salt, photo) == ref
    assert kept() == sorted(item.data[name]["ref"] for name in ("file", "thumbnail", "view"))
    opened = evidence.open_content(ctx(dispute.seller), dispute.case, ref)
    assert (opened.file.read(), opened.inline, opened.name) == (photo, True, "shoes.jpg")
    small = evidence.open_piece(ctx(dispute.seller), dispute.case, "joint", "e1", picture=True)
    assert small.type == "image/webp"


def test_the_picture_to_read_is_made_anew_without_what_the_camera_wrote(disputes, ctx):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (4000, 3000), "olive").save(out, "JPEG", exif=exif)
    dispute = disputes()
    file(ctx, dispute.buyer, dispute, out.getvalue())
    view = evidence.open_piece(ctx(dispute.seller), dispute.case, "joint", "e1", form="view")
    shown = view.file.read()
    assert (view.type, view.inline, b"home" in shown) == ("image/webp", True, False)
    with Image.open(io.BytesIO(shown)) as picture:
        assert picture.size == (2048, 1536) and not picture.getexif()
    original = evidence.open_piece(ctx(dispute.seller), dispute.case, "joint", "e1")
    assert original.file.read() == out.getvalue()


def test_a_repeat_under_its_key_gets_the_first_receipt_and_keeps_nothing_more(disputes, ctx, photo):
    dispute = disputes()
    first = file(ctx, dispute.buyer, dispute, photo)
    before = kept()
    again = file(ctx, dispute.buyer, dispute, photo)
    assert again.repeated and again.last_seq == first.last_seq
    assert refused(file, ctx, dispute.buyer, dispute, photo + b"x") == "key_used_otherwise"
    assert kept() == before


def test_what_the_act_refuses_leaves_no_file_and_no_row(disputes, ctx, photo):
    dispute = disputes()
    head = reader.case(dispute.case).head
    file(ctx, dispute.buyer, dispute, photo)
    before = kept()
    assert refused(file, ctx, dispute.buyer, dispute, photo, key="k2", if_match=head) == "stale_head"
    assert kept() == before


def test_strangers_are_refused_before_anything_is_read_and_a_closed_case_still_takes_evidence(
    people, disputes, ctx, photo
):
    dispute = disputes()

    class Unread:
        def chunks(self):
            raise AssertionError("read")

    upload = dict(name="x", purpose="y", key="k")
    assert refused(evidence.file_upload, ctx(people("buyer")), dispute.case, Unread(), **upload) == "not_found"
    assert refused(evidence.file_upload, ctx(people("seller")), dispute.case, Unread(), **upload) == "not_found"
    cases.withdraw_case(ctx(dispute.buyer), WithdrawCase(dispute.case), key="w")
    file(ctx, dispute.buyer, dispute, photo, name="found later.jpg")  # what a closed case is taken up again on
    assert len(reader.case(dispute.case).of_kind("evidence")) == 1


def test_a_disguised_program_leaves_nothing_behind(disputes, ctx):
    dispute = disputes()
    program = b"MZ\x90\0" + b"\0" * 200
    assert refused(file, ctx, dispute.buyer, dispute, program, name="photo.jpg") == "file_kind_refused"
    assert kept() == [] and not reader.case(dispute.case).of_kind("evidence")


def test_a_file_that_only_begins_like_a_picture_is_a_download(disputes, ctx, photo):
    dispute = disputes()
    file(ctx, dispute.buyer, dispute, photo[:300], name="broken.jpg")
    opened = evidence.open_piece(ctx(dispute.seller), dispute.case, "joint", "e1")
    assert (opened.type, opened.inline) == ("application/octet-stream", False)


def test_a_private_file_is_there_for_its_two_readers_alone(people, disputes, ctx, clock, work, photo):
    from hejie.domain.cases.commands import Escalate, MakeStatement
    from hejie.usecases import mediation

    neutral, operator = people("neutral"), people("operator")
    dispute = disputes()
    cases.make_statement(ctx(dispute.seller), MakeStatement(dispute.case, "They fit."), key="s")
    mediation.escalate(ctx(dispute.buyer), Escalate(dispute.case), key="e")
    work()
    file(ctx, dispute.buyer, dispute, photo, room="buyer")
    (item,) = reader.room(dispute.case, "buyer").of_kind("evidence")
    ref = item.data["file"]["ref"]
    assert evidence.open_content(ctx(neutral), dispute.case, ref).file.read() == photo
    for outsider in (dispute.seller, operator, people("buyer")):
        assert refused(evidence.open_content, ctx(outsider), dispute.case, ref) == "not_found"
        assert refused(evidence.open_piece, ctx(outsider), dispute.case, "buyer", "e1") == "not_found"


def test_whoever_opens_an_original_that_he_has_not_filed_is_written_down(people, disputes, ctx, photo):
    from hejie.store.models import ReadingLog

    operator, dispute = people("operator"), disputes()
    file(ctx, dispute.buyer, dispute, photo)
    for who in (dispute.buyer, dispute.seller, operator):
        evidence.open_piece(ctx(who), dispute.case, "joint", "e1")
        evidence.open_piece(ctx(who), dispute.case, "joint", "e1", picture=True)
        evidence.open_piece(ctx(who), dispute.case, "joint", "e1", form="view")
    written = list(ReadingLog.objects.order_by("id").values_list("person_id", "who", "what"))
    assert written == [(who.id, who.id, "evidence/e1") for who in (dispute.seller, operator)]


def test_a_side_is_told_that_it_has_filed_the_same_before(disputes, ctx, photo):
    dispute = disputes()
    assert "same_as" not in file(ctx, dispute.buyer, dispute, photo).created
    again = file(ctx, dispute.buyer, dispute, photo, key="again", name="once more.jpg")
    assert (again.created["id"], again.created["same_as"]) == ("e2", "e1")
    repeated = file(ctx, dispute.buyer, dispute, photo, key="again", name="once more.jpg")
    assert repeated.repeated and repeated.created["same_as"] == "e1"
    assert "same_as" not in file(ctx, dispute.seller, dispute, photo, key="s").created
    assert "same_as" not in file(ctx, dispute.buyer, dispute, photo[:-1] + b"x", key="other").created


def test_a_side_and_a_room_hold_so_many_pieces_and_no_more(disputes, ctx, photo, settings):
    settings.PIECES_PER_SIDE, settings.PIECES_PER_CASE = 2, 3
    dispute = disputes()
    for number in range(2):
        file(ctx, dispute.buyer, dispute, photo, key=f"b{number}")
    before = kept()
    assert refused(file, ctx, dispute.buyer, dispute, photo, key="b3") == "evidence_side_full"
    file(ctx, dispute.seller, dispute, photo, key="s1")
    assert refused(file, ctx, dispute.seller, dispute, photo, key="s2") == "evidence_case_full"
    assert len(kept()) == len(before) + 3
    assert file(ctx, dispute.buyer, dispute, photo, key="b1").repeated


def test_erased_evidence_is_gone_from_rows_and_disk_while_the_chain_holds(people, disputes, ctx, work, photo):
    operator, dispute = people("operator"), disputes()
    file(ctx, dispute.buyer, dispute, photo)
    refs = erasure.of_evidence(dispute.case, "e1")
    assert len(refs) == 5
    command = EraseContent(dispute.case, refs, "asked for by the buyer")
    assert refused(erasure.erase_content, ctx(dispute.buyer), command, key="x") == "not_found"
    erasure.erase_content(ctx(operator), command, key="x")
    assert [files.content(dispute.root, ref) for ref in refs] == [None] * 5
    work()
    assert kept() == []
    assert refused(evidence.open_piece, ctx(dispute.seller), dispute.case, "joint", "e1") == "content_erased"
    assert reader.case(dispute.case).erased == frozenset(refs)
    assert refused(erasure.erase_content, ctx(operator), command, key="again") == "nothing_to_erase"


def test_only_what_the_case_itself_names_is_erased(people, disputes, ctx):
    operator, one, other = people("operator"), disputes(), disputes()
    foreign = reader.case(other.case).story["ref"]
    command = EraseContent(one.case, (foreign,), "why")
    assert refused(erasure.erase_content, ctx(operator), command, key="x") == "content_not_here"
    title = reader.case(one.case).order["lines"][0]["title"]["ref"]
    command = EraseContent(one.case, (title,), "why")
    assert refused(erasure.erase_content, ctx(operator), command, key="x") == "content_not_here"


def test_a_private_text_is_erased_in_the_room_where_it_stands(people, disputes, ctx, work):
    from hejie.domain.cases.commands import WriteNote

    operator, dispute = people("operator"), disputes()
    cases.write_note(ctx(operator), WriteNote(dispute.case, "His phone is 555-0100"), key="n")
    ref = reader.room(dispute.case, "internal").said[0].data["text"]["ref"]
    erasure.erase_content(ctx(operator), EraseContent(dispute.case, (ref,), "slip"), key="x")
    assert reader.room(dispute.case, "internal").erased == {ref}
    assert reader.case(dispute.case).erased == frozenset()


def test_a_file_whose_act_never_came_is_removed_after_an_hour(disputes, ctx, clock, work, photo):
    class Killed(BaseException):
        pass

    salts = iter(
        [b"1" * 32, b"2" * 32, b"3" * 32]
    )  # for the file and its two pictures; then the process dies inside the act

    def dying(size):
        for salt in salts:
            return salt
        raise Killed

    dispute = disputes()
    with pytest.raises(Killed):
        file(lambda who: replace(ctx(who), random_bytes=dying), dispute.buyer, dispute, photo)
    assert len(kept()) == 3
    file(ctx, dispute.buyer, dispute, photo, key="second try")
    assert len(kept()) == 6
    clock.move(hours=1)
    work()
    assert len(kept()) == 3
    assert evidence.open_piece(ctx(dispute.buyer), dispute.case, "joint", "e1").file.read() == photo


def test_a_full_disk_is_told_and_leaves_no_half(disputes, ctx, photo, settings):
    dispute = disputes()
    options = settings.STORAGES["default"]["OPTIONS"]
    full = {"BACKEND": "tests.support.storage.FullStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": full}
    assert refused(file, ctx, dispute.buyer, dispute, photo) == "storage_full"
    assert kept() == [] and not reader.case(dispute.case).of_kind("evidence")


def test_of_two_equal_uploads_at_once_both_get_one_receipt(disputes, ctx, photo):
    dispute, first = disputes(), []

    class Slow(ContentFile):
        """While this upload comes in, the same one comes whole by another request."""

        def chunks(self, chunk_size=None):
            if not first:
                first.append(file(ctx, dispute.buyer, dispute, photo))
            yield photo

    def second(content):
        return evidence.file_upload(
            ctx(dispute.buyer), dispute.case, content, name="shoes.jpg", purpose="They are short.", key="e"
        )

    again = second(Slow(photo))
    assert again.repeated and again.last_seq == first[0].last_seq
    assert len(reader.case(dispute.case).of_kind("evidence")) == 1 and len(kept()) == 3
    assert refused(second, ContentFile(photo + b"x")) == "key_used_otherwise"


def test_a_bomb_of_a_picture_is_kept_as_a_download_and_not_unpacked(disputes, ctx):
    import struct
    import zlib

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))

    packed, row = zlib.compressobj(9), bytes(3751)
    rows = b"".join(packed.compress(row) for _ in range(30_000)) + packed.flush()
    header = struct.pack(">LLBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    dispute = disputes()
    file(ctx, dispute.buyer, dispute, bomb, name="bomb.png")
    opened = evidence.open_piece(ctx(dispute.seller), dispute.case, "joint", "e1")
    assert (opened.type, opened.inline, opened.file.read()) == ("application/octet-stream", False, bomb)
    assert len(kept()) == 1


def test_a_harmful_file_and_every_file_while_the_scanner_is_away_leave_nothing(disputes, ctx, photo, settings):
    from tests.support.clamd import EICAR, scanner

    dispute = disputes()
    with scanner() as server:
        settings.CLAMAV = server.address
        assert refused(file, ctx, dispute.buyer, dispute, EICAR, name="bill.txt") == "file_infected"
        assert kept() == []
        file(ctx, dispute.buyer, dispute, photo)
        assert server.seen[-1] == photo
    assert refused(file, ctx, dispute.buyer, dispute, photo, key="k2") == "scanner_away"
    assert len(kept()) == 3 and len(reader.case(dispute.case).of_kind("evidence")) == 1


@pytest.mark.parametrize(
    ("given", "kind", "safe"),
    [
        ("C:\\Users\\me\\shoes.JPG", "image/jpeg", "shoes.JPG"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("invoice.pdf.exe", "application/pdf", "invoice.pdf.pdf"),
        ("invoice\u202efdp.exe", "application/octet-stream", "invoicefdp.bin"),
        ("report.docx", "application/octet-stream", "report.docx"),
        ("page.html", "application/octet-stream", "page.bin"),
        ("  ", "image/png", "file.png"),
        ("鞋子.png", "image/png", "鞋子.png"),
    ],
)
def test_a_name_cannot_lie_about_what_is_in_a_file(given, kind, safe):
    assert evidence.safe_name(given, kind) == safe
