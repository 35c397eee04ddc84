"""An S3 on this machine: the server of moto."""

from contextlib import contextmanager
from itertools import count
from unittest import mock

from moto.server import ThreadedMotoServer

from tracker.environment import file_storage

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hidden-word"}
NUMBERS = count(1)


@contextmanager
def s3_server():
    """The address of a server without buckets."""
    with mock.patch("werkzeug.serving._log"):  # a line for each request
        server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        server.start()
        yield "http://{}:{}".format(*server.get_host_and_port())
        server.stop()


def bucket_url(server, name="", *, is_made=True):
    """The MEDIA_URL of a new bucket; or of one that is not there."""
    from boto3 import client

    name = name or f"files-{next(NUMBERS)}"
    if is_made:
        keys = {key.lower(): value for key, value in KEYS.items()}
        client("s3", endpoint_url=server, region_name="us-east-1", **keys).create_bucket(
            Bucket=name
        )
    return f"s3://{name}?endpoint={server}&region=us-east-1"


def storage_settings(monkeypatch, folder, url=""):
    """The settings of the storage of files in a bucket, or in a folder."""
    for name, value in {**KEYS, "MEDIA_URL": url}.items():
        monkeypatch.setenv(name, value)
    return file_storage(folder)
