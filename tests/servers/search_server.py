"""An OpenSearch or Elasticsearch for tests, and its REST API."""

import base64
import json
import ssl
import urllib.error
import urllib.request

from server import Server


class SearchServer(Server):
    def ask(self, path, body=None, method=None, user=None):
        """The answer as JSON; a failure is an answer, too."""
        request = urllib.request.Request(
            self.url + path, method=method or ("POST" if body is not None else "GET"),
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"})
        context = None
        if self.url.startswith("https:"):
            context = ssl.create_default_context(cafile=self.folder / "config" / "ca.pem")
            request.add_header("Authorization", "Basic " + base64.b64encode(
                (user or "admin:admin").encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=60, context=context) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as failure:
            return json.loads(failure.read() or b"null")

    def documents(self, index, fields=None):
        """`_source` of every document, by `_id`."""
        self.ask(f"/{index}/_refresh", {})
        found, after = {}, None
        while True:
            page = {"size": 10000, "sort": [{"_id": "asc"}], "_source": fields or True}
            if after:
                page["search_after"] = after
            answer = self.ask(f"/{index}/_search", page)
            if answer.get("status") in (404, 503):  # There is no index, or it is just being made.
                return {}
            hits = answer["hits"]["hits"]
            if not hits:
                return found
            found.update((hit["_id"], hit["_source"]) for hit in hits)
            after = hits[-1]["sort"]
