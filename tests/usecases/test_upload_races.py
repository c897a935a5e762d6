"""Two uploads at once, in threads of their own on the real database: of equal ones one counts, of others both."""

from functools import partial
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from hejie.record import reader
from hejie.store.models import Upload
from hejie.usecases import evidence, uploads
from tests.usecases.test_evidence import empty_vault, kept  # noqa: F401  (a fixture)
from tests.usecases.test_races import TIMES, codes, together
from tests.usecases.test_uploads import FILM, Line, begin, parts_folder, send

pytestmark = pytest.mark.django_db(transaction=True)


def upload(ctx, who, dispute, content, key):
    return partial(
        evidence.file_upload, ctx(who), dispute.case, ContentFile(content), name="shoes.jpg", purpose="short", key=key
    )


def test_equal_uploads_under_one_key_are_one_piece_with_one_receipt(disputes, ctx, photo):
    for _ in range(TIMES):
        dispute = disputes()
        act = upload(ctx, dispute.buyer, dispute, photo, "once")
        found = together(act, act, act)
        assert codes(found) == ["", "", ""] and len({one.last_seq for one in found}) == 1
        assert len(reader.case(dispute.case).of_kind("evidence")) == 1
    assert len(kept()) == 3 * TIMES


def test_both_sides_file_at_once_and_no_file_is_lost(disputes, ctx, photo):
    for _ in range(TIMES):
        dispute = disputes()
        together(
            *(
                upload(ctx, who, dispute, photo + bytes([1]), f"{n}")
                for n in range(2)
                for who in (dispute.buyer, dispute.seller)
            )
        )
        assert [one.id for one in reader.case(dispute.case).of_kind("evidence")] == ["e1", "e2", "e3", "e4"]
    assert len(kept()) == 3 * 4 * TIMES


def test_the_last_place_is_given_once(disputes, ctx, photo, settings):
    settings.PIECES_PER_SIDE = 1
    for _ in range(TIMES):
        dispute = disputes()
        acts = [upload(ctx, dispute.buyer, dispute, photo, f"{number}") for number in range(3)]
        assert codes(together(*acts)) == ["", "evidence_side_full", "evidence_side_full"]
    assert len(kept()) == 3 * TIMES


def test_of_equal_parts_at_once_one_counts_and_the_film_is_whole(disputes, ctx):
    for _ in range(TIMES):
        dispute = disputes()
        found = begin(ctx, dispute.buyer, dispute)

        def part(dispute=dispute, found=found):
            return uploads.go_on(ctx(dispute.buyer), dispute.case, found.id, offset=0, read=Line(FILM[:5000]).read)

        assert codes(together(part, part, part)) == ["", "upload_offset", "upload_offset"]
        send(ctx, dispute.buyer, dispute, found, offset=5000)
        file = partial(uploads.file_upload, ctx(dispute.buyer), dispute.case, found.id, purpose="open", key="k")
        assert codes(together(file, file, file)) == ["", "", ""]
        (item,) = reader.case(dispute.case).of_kind("evidence")
        assert evidence.open_piece(ctx(dispute.seller), dispute.case, "joint", item.id).file.read() == FILM
    assert not [path for path in Path(parts_folder()).rglob("*") if path.is_file()]
    assert Upload.objects.count() == TIMES
