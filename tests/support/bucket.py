"""A service that speaks S3 over real HTTP on this machine, and a bucket in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import boto3
from moto.server import ThreadedMotoServer

_KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test-secret", "AWS_DEFAULT_REGION": "us-east-1"}


class Service:
    """A running service; `address()` makes a new bucket and gives it in the form of HEJIE_STORAGE."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"

    @property
    def client(self):
        """A client of its own, for looking at what lies there."""
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test-secret", "region_name": "us-east-1"}
        return boto3.client("s3", endpoint_url=self.endpoint, **keys)

    def address(self) -> str:
        """A new bucket."""
        name = f"files-{uuid4().hex[:10]}"
        self.client.create_bucket(Bucket=name)
        return f"s3://{name}/cases?endpoint={self.endpoint}&region=us-east-1&addressing=path"

    def names(self, address: str) -> list[str]:
        """What lies in a bucket."""
        found = self.client.list_objects_v2(Bucket=address.removeprefix("s3://").split("/")[0])
        return sorted(one["Key"] for one in found.get("Contents", []))

    def end(self) -> None:
        """Nobody answers any more."""
        self._server.stop()


@contextmanager
def service() -> Iterator[Service]:
    """A service until the end of the `with`; its keys stand in the environment."""
    before = {name: os.environ.get(name) for name in _KEYS}
    os.environ.update(_KEYS)
    made = Service()
    try:
        yield made
    finally:
        made.end()
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
