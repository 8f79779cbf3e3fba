"""Static files: the few named files taken from node_modules, and the storage that serves them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our name of a file → its place below node_modules. Menus are <details>, so Tabler's script is
# not among them; htmx comes with django-htmx.
VENDOR_FILES = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/echarts.common.min.js": "echarts/dist/echarts.common.min.js",
}


def node_modules() -> Path:
    """Give the folder npm installs into."""
    return Path(settings.BASE_DIR) / "node_modules"


class VendorStorage(FileSystemStorage):
    """Reads a vendor file by our name from its place below node_modules."""

    def path(self, name: str) -> str:
        """Give the file's place; raise KeyError for a name that is not listed."""
        return str(node_modules() / VENDOR_FILES[name.replace("\\", "/")])


class VendorFinder(BaseFinder):
    """Finds exactly the files of VENDOR_FILES, so that no other package file is ever served."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.storage = VendorStorage(location=str(node_modules()))

    def check(self, **kwargs: object) -> list:
        """Nothing to check: a missing file shows itself in collectstatic."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:
        """Give the place of one file, or an empty list as Django's finders do."""
        if path not in VENDOR_FILES or not Path(self.storage.path(path)).is_file():
            return []
        place = self.storage.path(path)
        return [place] if find_all else place

    def list(self, ignore_patterns: list[str]) -> Iterator[tuple[str, VendorStorage]]:
        """List every vendor file with the storage that reads it."""
        for name in VENDOR_FILES:
            yield name, self.storage


def _without_source_maps(patterns: tuple) -> tuple:
    """Leave out the patterns that follow a sourceMappingURL comment."""
    return tuple(p for p in patterns if "sourceMappingURL" not in str(p))


class QuickCompressor(Compressor):
    """The last step of brotli makes a file one percent smaller and takes as long as all others."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Compress one step below the highest."""
        return brotli.compress(data, quality=10)


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed names, gzip and brotli; the source maps, megabytes each, are not shipped."""

    patterns = tuple(
        (extension, _without_source_maps(patterns))
        for extension, patterns in CompressedManifestStaticFilesStorage.patterns
    )

    def create_compressor(self, **kwargs: object) -> Compressor:
        """Compress what collectstatic has collected."""
        return QuickCompressor(**kwargs)
