"""Where programs fetch the files of evidence."""

from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.test import Client

from hejie.store.models import ReadingLog
from hejie.usecases import evidence


def test_a_file_is_fetched_at_an_address_that_knows_nobody(caller, claim, opened, ctx, people):
    buyer, seller, _body = claim
    case = opened["cases"][0]["id"]
    evidence.file_upload(ctx(buyer), case, ContentFile(b"I wrote to you."), name="letter", purpose="told", key="f")
    told = caller(seller).get(f"/cases/{case}/evidence/e1/file").json()
    assert (told["name"], told["type"], told["size"]) == ("letter.txt", "text/plain", 15)
    assert told["url"].startswith("http://testserver/files/")
    fetched = Client().get(urlsplit(told["url"]).path)
    assert b"".join(fetched.streaming_content) == b"I wrote to you."
    assert list(ReadingLog.objects.values_list("who", "role")) == [(seller.id, "seller")]
    assert caller(seller).get(f"/cases/{case}/evidence/e1/file?form=view").status_code == 404
    assert caller(seller).get(f"/cases/{case}/evidence/e2/file").status_code == 404
    assert caller(seller).get(f"/cases/{case}/evidence/e1/file?form=salt").status_code == 422
    assert caller(people("buyer")).get(f"/cases/{case}/evidence/e1/file").status_code == 404


def test_a_shops_program_that_opens_an_original_is_written_down_though_it_has_no_account(
    caller, claim, opened, ctx, people
):
    buyer, seller, _body = claim
    case = opened["cases"][0]["id"]
    evidence.file_upload(ctx(buyer), case, ContentFile(b"I wrote to you."), name="letter", purpose="told", key="f")
    program = caller(
        people("operator"), ("read", "write"), integrator="shop", **{"on-behalf-of": f"seller:{seller.shop}"}
    )
    assert program.get(f"/cases/{case}/evidence/e1/file").status_code == 200
    assert list(ReadingLog.objects.values_list("who", "role", "person_id")) == [("shop", "seller", None)]
