"""Sinks with a server, beside bare programs that feed the same server from memory."""
import sinks_mongodb
from session import Session

SUMMARY = "MongoDB documents and GridFS beside bare libmongoc programs; processor time beside the server's"


def bench(session: Session) -> None:
    sinks_mongodb.bench(session)
