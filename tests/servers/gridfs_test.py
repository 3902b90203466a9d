"""mysimbdp gridfs: whole files in a MongoDB."""

import hashlib
import os
import pathlib
import random
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import mongodb_server  # noqa: E402
from program import PROGRAM, ProgramTest  # noqa: E402

# Of pymongo, which mongodb_server has found.
import gridfs as pymongo_gridfs  # noqa: E402


def setUpModule():
    global SERVER
    SERVER = mongodb_server.MongodbServer().start()
    unittest.addModuleCleanup(SERVER.remove)


class Gridfs(ProgramTest):

    def setUp(self):
        super().setUp()
        self.client = SERVER.client()
        self.addCleanup(self.client.close)
        self.client.drop_database("store")
        self.database = self.client.store
        self.at = ("--at", SERVER.uri("store"))

    def put(self, path, *more, code=0):
        return self.expect(code, "gridfs", "put", path, "--tenant", "alice", *more, *self.at)

    def made(self, name, size):
        return self.write(name, random.Random(size).randbytes(size))

    def test_what_was_stored_comes_back(self):
        for size in (0, 1, 255 * 1024, 255 * 1024 + 1, 9_000_000):
            with self.subTest(size):
                path = self.made(f"f{size}", size)
                self.put(path, "--job", "j", "--content-type", "text/csv")
                # By another driver.
                found = pymongo_gridfs.GridFSBucket(self.database).open_download_stream_by_name(
                    f"f{size}")
                self.assertEqual(path.read_bytes(), found.read())
                self.expect(0, "gridfs", "get", f"f{size}", "--output", "back", *self.at)
                self.assertEqual(path.read_bytes(), (self.folder / "back").read_bytes())
                metadata = self.database["fs.metadata"].find_one({"name": f"f{size}"})
                self.assertEqual(
                    ("alice", "j", "text/csv", size, hashlib.sha256(path.read_bytes()).hexdigest(),
                     -(-size // (255 * 1024))),
                    tuple(metadata[key] for key in
                          ("tenant", "job", "content_type", "bytes", "sha256", "chunks")))
                self.assertEqual(found.metadata["sha256"], metadata["sha256"])
        listed = self.expect(0, "gridfs", "list", *self.at).stdout
        self.assertEqual(5, len(listed.splitlines()))

    def test_a_killed_upload_shows_nothing_and_goes_on(self):
        path = self.made("big", 40_000_000)
        process = subprocess.Popen(
            [PROGRAM, "gridfs", "put", str(path), "--tenant", "alice", *self.at],
            stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not self.database["fs.chunks"].estimated_document_count():
            self.assertLess(time.monotonic(), deadline, "nothing arrives")
        process.kill()
        process.wait()
        self.assertEqual(0, self.database["fs.files"].count_documents({}))
        left = self.database["fs.chunks"].count_documents({})
        self.assertGreater(left, 0)
        self.put(path)
        self.assertEqual(-(-40_000_000 // (255 * 1024)),
                         self.database["fs.chunks"].count_documents({}))
        self.expect(0, "gridfs", "get", "big", "--output", "back", *self.at)
        self.assertEqual(path.read_bytes(), (self.folder / "back").read_bytes())

    def test_the_same_again_does_nothing(self):
        path = self.made("f", 600_000)
        self.put(path)
        self.assertIn("stored already", self.put(path).stderr)
        self.assertEqual(1, self.database["fs.files"].count_documents({}))

    def test_a_changed_file_is_another_and_the_newest_comes_back(self):
        self.put(self.write("f", "one"))
        self.put(self.write("f", "two"))
        self.expect(0, "gridfs", "get", "f", "--output", "back", *self.at)
        self.assertEqual("two", (self.folder / "back").read_text())

    def test_damage_is_noticed(self):
        self.put(self.made("f", 600_000))
        chunks = self.database["fs.chunks"]
        chunk = chunks.find_one({"n": 1})
        chunks.update_one({"_id": chunk["_id"]}, {"$set": {"data": os.urandom(len(chunk["data"]))}})
        done = self.expect(1, "gridfs", "get", "f", "--output", "back", *self.at)
        self.assertIn("what is stored is not what was sent", done.stderr)
        chunks.delete_one({"_id": chunk["_id"]})
        done = self.expect(1, "gridfs", "get", "f", "--output", "back", *self.at)
        self.assertIn("f: chunk 1 is missing", done.stderr)
        self.assertEqual([], list(self.folder.glob("back*")))

    def test_mistakes_are_told(self):
        self.assertIn("there is no 'x'", self.expect(1, "gridfs", "get", "x", "--output", "back",
                                                     *self.at).stderr)
        self.assertIn("no-such-file", self.put("no-such-file", code=1).stderr)
        done = self.expect(3, "gridfs", "list", "--at", SERVER.url)
        self.assertIn("the database is missing", done.stderr)


if __name__ == "__main__":
    unittest.main()
