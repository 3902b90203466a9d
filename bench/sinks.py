"""Sinks with a server, beside bare programs that feed the same server from memory."""
import sinks_mongodb
import sinks_search
from session import Session

SUMMARY = "MongoDB, GridFS and OpenSearch beside bare programs; processor time beside the servers'"


def bench(session: Session) -> None:
    sinks_mongodb.bench(session)
    sinks_search.bench(session)
