"""The Elasticsearch sink against OpenSearch."""

import json
import unittest
import uuid

import contract
from program import ProgramTest
from search_server import SearchServer


def setUpModule():
    global SERVER
    SERVER = SearchServer("opensearch")
    unittest.addModuleCleanup(SERVER.remove)
    SERVER.install().start()


class OpensearchContract(contract.ServerContract):
    ROWS = 5_000

    def setUp(self):
        self.index = "t" + uuid.uuid4().hex
        super().setUp()

    def tearDown(self):
        SERVER.ask(f"/{self.index}", method="DELETE")

    def server(self):
        return SERVER

    def sink(self, address=None):
        host, port = address or SERVER.address
        return f"opensearch:http://{host}:{port}#{self.index}"

    def stored(self):
        return [row["n"] for row in SERVER.documents(self.index, ["n"]).values()]

    def spec_parts(self):
        # Without the counts of a mapping that is guessed, and so that n can be refused.
        return {"elasticsearch_index_config": {
            "mappings": {"properties": {"n": {"type": "integer"},
                                        "text": {"type": "keyword", "index": False,
                                                 "doc_values": False}}},
            "settings": {"index.number_of_replicas": 0}}}

    def refused_rows(self):
        return ["many,x\n", "99999999999,x\n"]

    def wrong_targets(self):
        host, port = SERVER.address
        good = self.sink()
        return [
            ("port", "opensearch:http://127.0.0.1:1#rows", {}, {}, "127.0.0.1:1.*[Cc]onnect"),
            ("host", "elasticsearch:http://no-such-host.invalid:9200#rows", {}, {},
             "no-such-host.*resolve"),
            ("no TLS there", f"opensearch:https://{host}:{port}#rows", {}, {}, "https://127.0.0.1.*SSL"),
            ("no hosts", "opensearch:somewhere#rows", {}, {}, "begin with http"),
            ("password in the address", f"opensearch:http://me:s3cret@{host}:{port}#rows", {}, {},
             "a password does not belong there"),
            ("capitals", f"opensearch:http://{host}:{port}#Rows", {}, {}, "no capital letters"),
            ("option", good, {"sinks": {"elasticsearch": {"conections": 1}}}, {},
             "did you mean 'connections'"),
            ("creation", good, {"sinks": {"elasticsearch": {"create": "indexes"}}}, {},
             "did you mean 'index'"),
        ]


class JobTest(ProgramTest):
    """Jobs into an index of their own."""

    def setUp(self):
        super().setUp()
        self.index = "t" + uuid.uuid4().hex

    def spec(self, **parts):
        filter_text = parts.pop("filter", 'csv { columns => ["n", "t"] } '
                                'mutate { convert => { "n" => "integer" } remove_field => ["message"] }')
        self.write("job.json", json.dumps({
            "client_id": "alice", "job_name": "own",
            "filebeat_config_args": {"filename_pattern": "*.csv"},
            "logstash_pipeline_config_args": {"filter": filter_text, "index_name": self.index},
            "events": dict.fromkeys(["@version", "log.file.path", "log.offset", "host.name"], False),
            **parts}))

    def run_job(self, text, *more, code=0, server=None, hosts=None, index="", **named):
        self.write("in.csv", text)
        return self.expect(code, "run", "job.json", "--input", "in.csv", "--to",
                           f"opensearch:{hosts or (server or SERVER).url}{index}", "--home", self.home,
                           *more, **named)

    def dead_letters(self):
        return [json.loads(line)
                for path in (self.home / "tenants" / "alice" / "dead_letters").glob("*.jsonl")
                for line in path.read_text().splitlines()]


class Opensearch(JobTest):
    """What is this sink's own."""

    def test_the_index_has_the_jobs_mapping_and_settings(self):
        self.spec(elasticsearch_index_config={
            "mappings": {"properties": {"n": {"type": "integer"}, "t": {"type": "keyword"}}},
            "settings": {"index.number_of_replicas": 0}, "aliases": {self.index + "-alias": {}}})
        self.run_job("7,seven\n8,é\n")
        made = SERVER.ask(f"/{self.index}-alias")[self.index]
        self.assertEqual("integer", made["mappings"]["properties"]["n"]["type"])
        self.assertEqual("0", made["settings"]["index"]["number_of_replicas"])
        rows = SERVER.documents(self.index)
        self.assertEqual([(7, "seven"), (8, "é")], sorted((row["n"], row["t"]) for row in rows.values()))
        self.assertEqual({22}, {len(name) for name in rows})

    def test_settings_that_the_cluster_refuses_fail_the_job_with_its_reason(self):
        self.spec(elasticsearch_index_config={"settings": {"index.number_of_shards": -1}})
        done = self.run_job("1,a\n", code=1)
        self.assertRegex(done.stderr, "create the index.*400 .*number_of_shards")

    def test_what_the_mapping_refuses_is_a_dead_letter_with_the_reason(self):
        self.spec(elasticsearch_index_config={"mappings": {"properties": {"t": {"type": "date"}}}})
        done = self.run_job("1,2026-01-01\n2,yesterday\n")
        self.assertIn("delivered 1 + already there 0 + dropped 0 + dead letters 1", done.stdout)
        [letter] = self.dead_letters()
        self.assertEqual("sink", letter["stage"])
        self.assertRegex(letter["reason"], "400 mapper_parsing_exception: .*'yesterday'|.*yesterday")

    def test_a_text_of_the_event_may_be_the_id(self):
        self.spec(document_id="row \"%{n}\"")
        done = self.run_job("1,a\n2,b\n1,c\n")
        self.assertIn("delivered 2 + already there 1", done.stdout)
        self.assertEqual({'row "1"': "a", 'row "2"': "b"},
                         {name: row["t"] for name, row in SERVER.documents(self.index).items()})

    def test_routing_comes_from_the_row(self):
        self.spec(sinks={"elasticsearch": {"routing": "%{t}"}})
        done = self.run_job("1,a\n2,\n")
        self.assertIn("dead letters 1", done.stdout)
        [hit] = SERVER.ask(f"/{self.index}/_search")["hits"]["hits"]
        self.assertEqual("a", hit["_routing"])
        self.assertIn("a part of its routing", self.dead_letters()[0]["reason"])

    def test_documents_go_through_the_pipeline(self):
        SERVER.ask("/_ingest/pipeline/mark", {"processors": [{"set": {"field": "p", "value": 1}}]}, "PUT")
        self.spec(sinks={"elasticsearch": {"pipeline": "mark", "compression": "gzip"}})
        self.run_job("1,a\n")
        self.assertEqual([1], [row["p"] for row in SERVER.documents(self.index).values()])

    def test_a_name_with_a_date_has_a_template(self):
        self.spec(sinks={"elasticsearch": {"create": "template"}},
                  elasticsearch_index_config={"mappings": {"properties": {"t": {"type": "keyword"}}}})
        self.run_job("1,a\n", index=f"#<{self.index}-{{now/d}}>")
        [(name, made)] = SERVER.ask(f"/{self.index}-*/_mapping").items()
        self.assertRegex(name, r"-\d{4}\.\d\d\.\d\d$")
        self.assertEqual("keyword", made["mappings"]["properties"]["t"]["type"])

    def test_a_data_stream_is_made_and_written_to(self):
        self.spec(sinks={"elasticsearch": {"create": "data_stream"}})
        self.run_job("1,a\n2,b\n")
        [stream] = SERVER.ask(f"/_data_stream/{self.index}")["data_streams"]
        self.assertEqual(1, len(stream["indices"]))
        self.assertEqual(2, len(SERVER.documents(self.index)))
        self.spec(sinks={"elasticsearch": {"create": "data_stream"}}, filter="csv { }")
        self.run_job("3,c\n", "--restart")
        self.assertEqual(1, len(SERVER.documents(self.index)))

    def test_restart_replaces_the_index(self):
        self.spec()
        self.run_job("1,a\n")
        self.spec(filter='csv { columns => ["n"] }')
        self.run_job("2,b\n", "--restart")
        self.assertEqual(["2"], [row["n"] for row in SERVER.documents(self.index).values()])

    def test_the_figures_are_the_clusters_own(self):
        self.spec()
        self.run_job("1,a\n2,b\n", "--stats", "stats.json")
        stats = json.loads((self.folder / "stats.json").read_text())["job_stats"]["index_stats"]
        theirs = SERVER.ask(f"/{self.index}/_stats")["_all"]["primaries"]
        self.assertEqual(2, stats["indexing"]["index_total"])
        self.assertEqual(theirs["indexing"]["index_total"], stats["indexing"]["index_total"])
        self.assertGreater(stats["store"]["size_in_bytes"], 0)
        self.assertEqual(
            {"index_total", "index_time_in_millis", "index_current", "index_failed", "delete_total",
             "delete_time_in_millis", "delete_current", "noop_update_total", "is_throttled",
             "throttle_time_in_millis", "write_load"}, set(stats["indexing"]))

    def test_a_blocked_index_stops_the_job_and_loses_nothing(self):
        self.spec()
        self.run_job("1,a\n")
        SERVER.ask(f"/{self.index}/_settings", {"index.blocks.write": True}, "PUT")
        done = self.run_job("1,a\n2,b\n", code=1)
        self.assertIn("403 cluster_block_exception", done.stderr)
        self.assertIn("run the same command again", done.stderr)
        self.assertEqual([], self.dead_letters())
        SERVER.ask(f"/{self.index}/_settings", {"index.blocks.write": False}, "PUT")
        self.run_job("1,a\n2,b\n")
        self.assertEqual({1, 2}, {row["n"] for row in SERVER.documents(self.index).values()})

    def test_a_host_that_is_away_does_not_matter_while_another_is_there(self):
        self.spec()
        host, port = SERVER.address
        self.run_job("1,a\n2,b\n", hosts=f"http://127.0.0.1:1,{host}:{port}")
        self.assertEqual(2, len(SERVER.documents(self.index)))


class Overload(JobTest):
    """A server that takes little at once refuses requests and single documents with 429."""

    @classmethod
    def setUpClass(cls):
        cls.busy = SearchServer("opensearch", "thread_pool.write.size=1",
                                "thread_pool.write.queue_size=1", "indexing_pressure.memory.limit=1mb")
        cls.addClassCleanup(cls.busy.remove)
        cls.busy.start()

    def test_what_it_is_too_busy_for_comes_again(self):
        self.spec(sinks={"elasticsearch": {"connections": 8}})
        count = 40_000
        done = self.run_job("".join(f"{n},{'x' * 100}\n" for n in range(count)), server=self.busy)
        self.assertIn("dead letters 0", done.stdout)
        self.assertEqual(count, len(self.busy.documents(self.index, ["n"])))
        pool = self.busy.ask("/_nodes/stats/thread_pool,indexing_pressure")["nodes"]
        [node] = pool.values()
        memory = node["indexing_pressure"]["memory"]["total"]
        refused = (node["thread_pool"]["write"]["rejected"] + memory["coordinating_rejections"] +
                   memory["primary_rejections"])
        self.assertGreater(refused, 0, "the server was never too busy")


PASSWORD = "k7!Vq-w0rd:@/Lp2"


class Security(JobTest):
    """Users, rights and certificates."""

    @classmethod
    def setUpClass(cls):
        cls.safe = SearchServer("opensearch", "--security")
        cls.addClassCleanup(cls.safe.remove)
        cls.safe._script("install", "--security", timeout=1800)
        cls.safe.start()
        made = cls.safe.ask("/_plugins/_security/api/roles/alice", {
            "cluster_permissions": ["cluster_composite_ops", "cluster_monitor"],
            "index_permissions": [{"index_patterns": ["alice-*"], "allowed_actions": ["*"]}]}, "PUT")
        user = cls.safe.ask("/_plugins/_security/api/internalusers/alice", {
            "password": PASSWORD, "opendistro_security_roles": ["alice"]}, "PUT")
        for answer in (made, user):
            if answer["status"] != "CREATED":
                raise RuntimeError(str(answer))

    def go(self, name, password, code=0, index=None, ca=None):
        self.spec(sinks={"elasticsearch": {"ca_file": str(
            ca or self.safe.folder / "config" / "ca.pem")}})
        return self.run_job("1,a\n", server=self.safe, code=code, index="#" + (index or self.name()),
                            environment={"MYSIMBDP_ELASTICSEARCH_USERNAME": name,
                                         "MYSIMBDP_ELASTICSEARCH_PASSWORD": password})

    def name(self):
        return "alice-" + self.index

    def test_a_user_writes_where_its_role_lets_it(self):
        self.go("alice", PASSWORD)
        self.assertEqual(1, len(self.safe.documents(self.name())))

    def test_elsewhere_it_is_told_what_it_may_not(self):
        done = self.go("alice", PASSWORD, code=1, index="bob-rows")
        self.assertRegex(done.stderr, "403.*(security|permission)")

    def test_a_wrong_password_is_one_error_without_it(self):
        done = self.go("alice", "gu3ssed", code=1)
        self.assertIn("401", done.stderr)
        self.assertIn("MYSIMBDP_ELASTICSEARCH_USERNAME", done.stderr)
        self.assertNotIn("gu3ssed", done.stdout + done.stderr)
        self.assertEqual(1, len(done.stderr.strip().splitlines()), done.stderr)

    def test_a_certificate_of_another_authority_is_refused(self):
        other = self.write("other.pem", (self.safe.folder / "config" / "admin.pem").read_text())
        done = self.go("alice", PASSWORD, code=3, ca=other)
        self.assertRegex(done.stderr, "certificate")
        self.assertEqual(1, len(done.stderr.strip().splitlines()), done.stderr)


if __name__ == "__main__":
    unittest.main()
