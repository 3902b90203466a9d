"""The Elasticsearch sink against Elasticsearch 7: that it is delivered to, and what its answers are."""

import unittest
import uuid

import contract
from search_server import SearchServer


def setUpModule():
    global SERVER
    SERVER = SearchServer("elasticsearch")
    unittest.addModuleCleanup(SERVER.remove)
    SERVER.install().start()


class ElasticsearchContract(contract.DeliveryContract):
    ROWS = 2_000

    def setUp(self):
        self.index = "t" + uuid.uuid4().hex
        super().setUp()

    def sink(self, address=None):
        host, port = address or SERVER.address
        return f"elasticsearch:http://{host}:{port}#{self.index}"

    def stored(self):
        return [row["n"] for row in SERVER.documents(self.index, ["n"]).values()]

    def spec_parts(self):
        return {"elasticsearch_index_config": {
            "mappings": {"properties": {"n": {"type": "integer"}}}}}

    def refused_rows(self):
        return ["many,x\n"]


if __name__ == "__main__":
    unittest.main()
