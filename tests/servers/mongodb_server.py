"""A MongoDB for tests, and pymongo, which looks at it with eyes of its own."""

import pathlib
import subprocess
import sys

from server import TOOLS, Server

FOLDER = pathlib.Path(subprocess.run([TOOLS / "mongodb.sh", "install"], check=True, text=True,
                                     stdout=subprocess.PIPE, timeout=1800).stdout.strip())
sys.path.extend(map(str, FOLDER.glob("lib/python3*/site-packages")))

import pymongo  # noqa: E402


class MongodbServer(Server):
    """What is acknowledged survives kill()."""

    def __init__(self, *options):
        super().__init__("mongodb", "--sync-on-commit", *options)

    def client(self, **options):
        return pymongo.MongoClient(*self.address, directConnection=True, **options)

    def uri(self, database, address=None, options=""):
        host, port = address or self.address
        return f"mongodb://{host}:{port}/{database}?directConnection=true{options}"
