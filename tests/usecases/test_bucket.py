"""Files in a bucket of an S3-compatible service: filed, read, bundled, erased, as on a disk; told when it is away."""

import io
import zipfile

import pytest
from django.conf import settings as django_settings

from hejie.adapters import vault
from hejie.conf import environment
from hejie.domain.cases.commands import EraseContent
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.usecases import dossiers, erasure, evidence, health, uploads
from tests.support import bucket
from tests.usecases.test_evidence import file, refused
from tests.usecases.test_uploads import FILM, Line


@pytest.fixture(scope="module")
def service():
    with bucket.service() as made:
        yield made


@pytest.fixture
def address(service, settings) -> str:
    made = service.address()
    settings.STORAGES = {**settings.STORAGES, "default": environment.storage(made, django_settings.HOME)}
    return made


def test_a_photo_lies_in_the_bucket_as_it_was_sent_and_is_read_from_there(disputes, ctx, photo, service, address):
    dispute = disputes()
    file(ctx, dispute.buyer, dispute, photo)
    (item,) = reader.case(dispute.case).of_kind("evidence")
    refs = [item.data[name]["ref"] for name in ("file", "thumbnail", "view")]
    assert service.names(address) == sorted(f"cases/{vault.path_of(dispute.root, ref)}" for ref in refs)
    assert evidence.open_piece(ctx(dispute.seller), dispute.case, "joint", "e1").file.read() == photo
    assert not health._files(None).mend
    out = io.BytesIO()
    dossiers.export_case(ctx(dispute.buyer), dispute.case, f"case:{dispute.case}", out, language="en")
    with zipfile.ZipFile(out) as bundle:
        assert any(photo in bundle.read(name) for name in bundle.namelist() if name.startswith("contents/"))


def test_what_is_erased_is_gone_from_the_bucket(people, disputes, ctx, work, photo, service, address):
    operator, dispute = people("operator"), disputes()
    file(ctx, dispute.buyer, dispute, photo)
    refs = erasure.of_evidence(dispute.case, "e1")
    erasure.erase_content(ctx(operator), EraseContent(dispute.case, refs, "asked for"), key="x")
    work()
    assert service.names(address) == []
    assert refused(evidence.open_piece, ctx(dispute.seller), dispute.case, "joint", "e1") == "content_erased"


def test_a_film_comes_into_the_bucket_in_parts(disputes, ctx, clock, work, service, address):
    dispute = disputes()
    found = uploads.begin(ctx(dispute.buyer), dispute.case, size=len(FILM), name="film.mp4")
    left = uploads.begin(ctx(dispute.buyer), dispute.case, size=9, name="left.txt")
    uploads.go_on(ctx(dispute.buyer), dispute.case, left.id, offset=0, read=Line(b"left").read)
    for start in (0, 4000):
        line = Line(FILM[start:], 4000 if not start else None)
        uploads.go_on(ctx(dispute.buyer), dispute.case, found.id, offset=start, read=line.read)
    assert len(service.names(address)) == 3
    uploads.file_upload(ctx(dispute.buyer), dispute.case, found.id, purpose="It was open.", key="k")
    assert evidence.open_piece(ctx(dispute.seller), dispute.case, "joint", "e1").file.read() == FILM
    clock.move(days=2)
    work()
    (item,) = reader.case(dispute.case).of_kind("evidence")
    assert service.names(address) == [f"cases/{vault.path_of(dispute.root, item.data['file']['ref'])}"]


def test_two_files_never_stand_under_one_name(service, address):
    vault.put("ab/x", vault.Movable(io.BytesIO(b"first"), 5))
    with pytest.raises(FileExistsError):
        vault.put("ab/x", vault.Movable(io.BytesIO(b"other"), 5))
    assert service.names(address) == ["cases/ab/x"]
    assert vault.open_file("ab/x").read() == b"first"
    with pytest.raises(FileNotFoundError):
        vault.open_file("ab/none")


def test_a_service_that_is_away_is_told_and_nothing_is_filed(disputes, ctx, photo, settings):
    nobody = "s3://files?endpoint=http://127.0.0.1:9&region=us-east-1&addressing=path"
    settings.STORAGES = {**settings.STORAGES, "default": environment.storage(nobody, django_settings.HOME)}
    dispute = disputes()
    with bucket.service():  # for its keys; nobody answers at port 9
        assert refused(file, ctx, dispute.buyer, dispute, photo) == "storage_away"
        assert health.storage().state == "bad"
    assert not reader.case(dispute.case).of_kind("evidence")


@pytest.mark.parametrize(
    "url", ["ftp://x/y", "s3:///folder", "s3://key:secret@bucket", "s3://bucket?secret=x", "s3://bucket?acl=public"]
)
def test_an_address_that_cannot_be_meant_is_refused(url, tmp_path):
    with pytest.raises(environment.BadSetting):
        environment.storage(url, tmp_path)


def test_a_full_bucket_is_told_as_a_full_disk_is():
    from botocore.exceptions import ClientError

    from hejie.adapters import bucket as adapter

    with pytest.raises(OSError) as caught, adapter._told():
        raise ClientError({"Error": {"Code": "QuotaExceeded"}}, "PutObject")
    assert vault.is_full(caught.value)
    with pytest.raises(vault.StorageAway), adapter._told():
        raise ClientError({"Error": {"Code": "NoSuchBucket"}}, "PutObject")


def test_refusals_of_the_storage_are_told_with_what_to_do():
    from hejie.adapters import refusal_texts

    assert "few minutes" in refusal_texts.sentences(Refusal("storage_away"), "en").do
