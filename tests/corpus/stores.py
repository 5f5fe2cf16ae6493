"""Datasets that are not on a local disk, for these tests: in memory, and on S3, which moto serves on loopback."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from pyarrow import fs as pafs


def serve_s3() -> Iterator[str]:
    """Host and port of a server."""
    moto_server = pytest.importorskip("moto.server", reason="moto serves S3 for these tests")
    server = moto_server.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


def make_bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A root as a user writes it, in a bucket of the test's own."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    bucket = f"b{uuid.uuid4().hex[:20]}"
    options = f"endpoint_override={endpoint}&scheme=http&region=us-east-1&allow_bucket_creation=true"
    filesystem, _ = pafs.FileSystem.from_uri(f"s3://{bucket}/?{options}")
    filesystem.create_dir(bucket)
    return f"s3://{bucket}/corpus?{options}"


def make_memory() -> str:
    """A root in this process' memory."""
    return f"memory://{uuid.uuid4().hex}"
