"""STORAGE_URL: a folder, or any S3-compatible storage."""

import pytest

from dalian_training import environment
from dalian_training.environment import Misconfigured


def test_without_it_files_lie_in_a_folder(monkeypatch):
    monkeypatch.delenv("STORAGE_URL", raising=False)
    assert environment.storage() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_an_s3_address_becomes_the_options_of_the_storage(monkeypatch):
    url = "s3://key:se%2Fcret@minio:9000/bucket/a/b?region=cn-north-1"
    monkeypatch.setenv("STORAGE_URL", url)
    options = environment.storage()["OPTIONS"]
    assert {name: options[name] for name in ("access_key", "secret_key", "endpoint_url")} == {
        "access_key": "key", "secret_key": "se/cret", "endpoint_url": "https://minio:9000",
    }  # fmt: skip
    assert (options["bucket_name"], options["location"], options["region_name"]) == (
        "bucket", "a/b", "cn-north-1",
    )  # fmt: skip


def test_the_library_takes_these_options(monkeypatch):
    from storages.backends.s3 import S3Storage

    monkeypatch.setenv("STORAGE_URL", "s3+http://k:s@minio:9000/bucket")
    storage = S3Storage(**environment.storage()["OPTIONS"])
    assert (storage.endpoint_url, storage.bucket_name) == ("http://minio:9000", "bucket")


@pytest.mark.parametrize(
    "url", ["https://a/b", "s3://host/bucket", "s3://k:s@host", "s3://k:s@/b", "s3://k:s@h:x/b"]
)
def test_a_malformed_address_stops_the_start(monkeypatch, url):
    monkeypatch.setenv("STORAGE_URL", url)
    with pytest.raises(Misconfigured):
        environment.storage()
