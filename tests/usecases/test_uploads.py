"""Uploads in parts: what came before a line broke stays, and what is whole is filed once, by whoever began it."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from hejie.adapters import parts
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.store.models import Upload
from hejie.usecases import evidence, uploads
from tests.usecases.test_evidence import empty_vault, kept, refused  # noqa: F401  (a fixture)

FILM = b"\0\0\0\x18ftypisom" + bytes(range(256)) * 40
WHOLE = len(FILM)


class Line:
    """A request's body that breaks after so many bytes."""

    def __init__(self, content: bytes, breaks_after: int | None = None) -> None:
        self.content, self.left = io.BytesIO(content), breaks_after

    def read(self, size: int) -> bytes:
        if self.left is None:
            return self.content.read(size)
        if not self.left:
            raise OSError("the line is broken")
        piece = self.content.read(min(size, self.left))
        self.left -= len(piece)
        return piece


def begin(ctx, who, dispute, size=WHOLE, **more):
    return uploads.begin(ctx(who), dispute.case, size=size, name=more.pop("name", "unboxing.mp4"), **more)


def send(ctx, who, dispute, found, content=FILM, offset=0, breaks_after=None):
    line = Line(content[offset:], breaks_after)
    return uploads.go_on(ctx(who), dispute.case, found.id, offset=offset, read=line.read)


def file(ctx, who, dispute, found, key="k", **more):
    return uploads.file_upload(ctx(who), dispute.case, found.id, purpose="It was open already.", key=key, **more)


def parts_there() -> list[str]:
    return [name for name in kept() if "-" in name]


def test_a_film_comes_in_over_a_line_that_breaks_and_is_filed_whole(disputes, ctx):
    dispute = disputes()
    found = begin(ctx, dispute.buyer, dispute)
    assert (found.received, found.size) == (0, len(FILM))
    found = send(ctx, dispute.buyer, dispute, found, breaks_after=1000)
    assert found.received == 1000
    assert refused(file, ctx, dispute.buyer, dispute, found) == "upload_incomplete"
    found = send(ctx, dispute.buyer, dispute, found, offset=1000)
    assert found.received == len(FILM) and len(parts_there()) == 2
    receipt = file(ctx, dispute.buyer, dispute, found)
    assert receipt.created["id"] == "e1" and not parts_there()
    opened = evidence.open_piece(ctx(dispute.seller), dispute.case, "joint", "e1")
    assert (opened.file.read(), opened.type, opened.name) == (FILM, "video/mp4", "unboxing.mp4")
    assert not list(Path(django_settings.FILE_UPLOAD_TEMP_DIR).iterdir())


def test_what_came_as_one_part_is_kept_without_being_copied(disputes, ctx):
    dispute = disputes()
    found = send(ctx, dispute.buyer, dispute, begin(ctx, dispute.buyer, dispute))
    (part,) = (path for path in Path(parts_folder()).rglob("*") if path.is_file())
    number = part.stat().st_ino
    file(ctx, dispute.buyer, dispute, found)
    ref = reader.case(dispute.case).of_kind("evidence")[0].data["file"]["ref"]
    (kept_file,) = Path(django_settings.STORAGES["default"]["OPTIONS"]["location"]).rglob(ref)
    assert kept_file.stat().st_ino == number and oct(kept_file.stat().st_mode)[-3:] == "600"


def parts_folder() -> str:
    return django_settings.STORAGES["default"]["OPTIONS"]["location"] + "/" + parts.FOLDER


def test_an_equal_repeat_gets_the_first_receipt_and_another_key_nothing(disputes, ctx):
    dispute = disputes()
    found = send(ctx, dispute.buyer, dispute, begin(ctx, dispute.buyer, dispute))
    first = file(ctx, dispute.buyer, dispute, found)
    again = file(ctx, dispute.buyer, dispute, found)
    assert again.repeated and again.last_seq == first.last_seq
    assert refused(file, ctx, dispute.buyer, dispute, found, key="other") == "upload_unknown"
    assert refused(file, ctx, dispute.buyer, dispute, found, proves="fault.first_proof") == "key_used_otherwise"
    assert len(reader.case(dispute.case).of_kind("evidence")) == 1


def test_what_the_act_refuses_can_be_filed_later_without_being_sent_again(disputes, ctx, settings):
    dispute = disputes()
    found = send(ctx, dispute.buyer, dispute, begin(ctx, dispute.buyer, dispute))
    assert refused(file, ctx, dispute.buyer, dispute, found, if_match="0" * 64) == "stale_head"
    assert len(kept()) == 1
    assert file(ctx, dispute.buyer, dispute, found, key="k2").created["id"] == "e1"


def test_nobody_else_sees_or_goes_on_with_an_upload(people, disputes, ctx):
    dispute = disputes()
    found = begin(ctx, dispute.buyer, dispute)
    for who in (dispute.seller, people("operator"), people("buyer")):
        assert refused(uploads.find, ctx(who), dispute.case, found.id) == "upload_unknown"
        assert refused(uploads.stop, ctx(who), dispute.case, found.id) == "upload_unknown"
        assert refused(send, ctx, who, dispute, found) == "upload_unknown"
        assert refused(file, ctx, who, dispute, found) == "upload_unknown"
    assert refused(begin, ctx, people("buyer"), dispute) == "not_found"
    assert refused(begin, ctx, dispute.buyer, dispute, room="seller") == "room_not_yours"


def test_ten_gigabytes_are_refused_before_a_byte_comes(disputes, ctx):
    dispute = disputes()
    with pytest.raises(Refusal) as caught:
        begin(ctx, dispute.buyer, dispute, size=10 << 30)
    assert (caught.value.code, caught.value.facts) == ("file_too_large", {"most": 1024})
    assert refused(begin, ctx, dispute.buyer, dispute, size=0) == "file_empty"
    assert not Upload.objects.exists()


def test_more_than_was_announced_is_not_read(disputes, ctx):
    dispute = disputes()
    found = begin(ctx, dispute.buyer, dispute, size=100)
    assert send(ctx, dispute.buyer, dispute, found, content=FILM).received == 100


def test_a_part_from_the_wrong_place_is_told_where_to_go_on(disputes, ctx):
    dispute = disputes()
    found = send(ctx, dispute.buyer, dispute, begin(ctx, dispute.buyer, dispute), breaks_after=500)
    with pytest.raises(Refusal) as caught:
        send(ctx, dispute.buyer, dispute, found, offset=0)
    assert (caught.value.code, caught.value.facts) == ("upload_offset", {"offset": 500})


def test_of_two_that_send_the_same_part_at_once_one_counts(disputes, ctx):
    dispute = disputes()
    found = begin(ctx, dispute.buyer, dispute)

    class Slow(Line):
        """While this request reads, another brings the same bytes."""

        def read(self, size: int) -> bytes:
            if self.left is None:
                self.left = len(FILM)
                send(ctx, dispute.buyer, dispute, found, breaks_after=700)
            return super().read(size)

    with pytest.raises(Refusal) as caught:
        uploads.go_on(ctx(dispute.buyer), dispute.case, found.id, offset=0, read=Slow(FILM).read)
    assert (caught.value.code, caught.value.facts) == ("upload_offset", {"offset": 700})
    found = send(ctx, dispute.buyer, dispute, found, offset=700)
    file(ctx, dispute.buyer, dispute, found)
    assert evidence.open_piece(ctx(dispute.buyer), dispute.case, "joint", "e1").file.read() == FILM
    assert not parts_there()


def test_so_many_uploads_and_parts_and_no_more(disputes, ctx, settings, monkeypatch):
    settings.UPLOADS_AT_ONCE = 2
    dispute = disputes()
    first, _second = (begin(ctx, dispute.buyer, dispute) for _ in range(2))
    assert refused(begin, ctx, dispute.buyer, dispute) == "uploads_open"
    begin(ctx, dispute.seller, dispute)
    uploads.stop(ctx(dispute.buyer), dispute.case, first.id)
    third = begin(ctx, dispute.buyer, dispute)
    names = [f"{number:016d}-0" for number in range(uploads.MOST_PARTS)]
    Upload.objects.filter(id=third.id).update(about={"name": "x", "parts": names})
    assert refused(send, ctx, dispute.buyer, dispute, third) == "upload_parts"


def test_what_is_not_finished_in_a_day_is_removed_by_the_worker(disputes, ctx, clock, work):
    dispute = disputes()
    found = send(ctx, dispute.buyer, dispute, begin(ctx, dispute.buyer, dispute), breaks_after=500)
    clock.move(hours=23)
    found = send(ctx, dispute.buyer, dispute, found, offset=500, breaks_after=500)
    clock.move(hours=23)
    work()
    assert uploads.find(ctx(dispute.buyer), dispute.case, found.id).received == 1000
    clock.now += timedelta(hours=1)
    work()
    assert refused(uploads.find, ctx(dispute.buyer), dispute.case, found.id) == "upload_unknown"
    assert not parts_there() and not Upload.objects.exists() and not list(Path(parts_folder()).iterdir())


def test_a_disguised_program_in_parts_is_refused_too(disputes, ctx):
    dispute = disputes()
    program = b"MZ\x90\0" + b"\0" * 2000
    found = begin(ctx, dispute.buyer, dispute, size=len(program), name="holiday.mp4")
    found = send(ctx, dispute.buyer, dispute, found, content=program)
    assert refused(file, ctx, dispute.buyer, dispute, found) == "file_kind_refused"
    assert not reader.case(dispute.case).of_kind("evidence")


@pytest.mark.parametrize("loss", ["gone", "short"])
def test_an_upload_whose_parts_a_power_cut_has_taken_is_begun_anew(disputes, ctx, loss):
    dispute = disputes()
    found = send(ctx, dispute.buyer, dispute, begin(ctx, dispute.buyer, dispute))
    (part,) = (path for path in Path(parts_folder()).rglob("*") if path.is_file())
    part.unlink() if loss == "gone" else part.write_bytes(FILM[:100])
    assert refused(file, ctx, dispute.buyer, dispute, found) == "upload_unknown"
    assert not parts_there() and not Upload.objects.exists()
    assert not reader.case(dispute.case).of_kind("evidence")


@given(cuts=st.lists(st.integers(1, 5000), max_size=12))
def test_however_a_line_breaks_the_file_is_the_same(tmp_path_factory, cuts):
    content, received, names, id = FILM, 0, [], f"test{len(cuts)}"
    for cut in [*cuts, len(content)]:
        line = Line(content[received:], cut)
        name, size = parts.receive(id, received, line.read, len(content) - received)
        received, names = received + size, [*names, name] if size else names
    with parts.whole(id, names, len(content)) as path:
        assert Path(path).read_bytes() == content
    parts.remove(id)
    assert not Path(path).exists() and not Path(parts_folder(), id).exists()


def test_what_a_kill_has_left_of_requests_is_removed_after_a_day(disputes, work):
    import os
    import time

    disputes()
    folder = Path(django_settings.FILE_UPLOAD_TEMP_DIR)
    old, new = folder / "in-old", folder / "in-new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    work()
    assert (old.exists(), new.exists()) == (False, True)
    new.unlink()
