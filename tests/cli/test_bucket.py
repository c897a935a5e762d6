"""A whole installation whose files lie in a bucket: checked by doctor, backed up, brought back into another bucket."""

import json

import pytest

from tests.support import bucket
from tests.support.installation import Installation

_FILE = "from tests.support import filling\nprint(json.dumps(filling.a_file(*sys.argv[1:])))"


class InBucket(Installation):
    """An installation with its files in a bucket of its own."""

    def __init__(self, home, address: str) -> None:
        super().__init__(home)
        self.address = address

    @property
    def environment(self) -> dict[str, str]:
        """With the bucket's address."""
        return super().environment | {"HEJIE_STORAGE": self.address}


@pytest.fixture(scope="module")
def service():
    with bucket.service() as made:
        yield made


def test_a_backup_holds_what_lies_in_the_bucket_and_brings_it_into_another(service, tmp_path):
    own, other = (InBucket(tmp_path / name, service.address()) for name in ("own", "other"))
    ids, backup = own.fill(), tmp_path / "backup.zip"
    assert own.python(_FILE, ids["case"], ids["buyer"]) == {"id": "e1"}
    (name,) = service.names(own.address)
    assert not (own.home / "files").exists()
    assert "a bucket that answers" in own.hejie("doctor").stdout
    own.hejie("backup", str(backup), "--with-keys")
    other.hejie("restore", str(backup))
    assert service.names(other.address) == [name]
    other.hejie("verify", "--all")
    other.hejie("rebuild", "--check")


def test_a_file_that_was_changed_in_the_bucket_is_found(service, tmp_path):
    own = InBucket(tmp_path / "own", service.address())
    ids = own.fill()
    own.python(_FILE, ids["case"], ids["buyer"])
    (name,) = service.names(own.address)
    bucket_name = own.address.removeprefix("s3://").split("/")[0]
    service.client.put_object(Bucket=bucket_name, Key=name, Body=b"The sole is 8 mm short.")
    told = own.hejie("verify", "--all", "--json", fails=1).stdout
    assert name.rpartition("/")[2][:12] in told and json.loads(told)
