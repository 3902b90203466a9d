"""A TCP proxy that tests make the network behave badly with: slow, silent, cut."""

import contextlib
import socket
import struct
import threading
import time

PIECE = 64 * 1024
# Closing with this option sends a reset instead of an orderly end.
RESET = struct.pack("ii", 1, 0)


class Proxy:
    """Passes connections on to `target` (host, port), as long as nothing else is asked for. `target`
    may be changed at any time: later connections go there."""

    def __init__(self, target=None):
        self.target = target
        self.passed = 0  # Bytes from clients to the server, over all connections.
        self._changed = threading.Condition()
        self._silent = False
        self._rate = None  # Bytes a second from clients to the server.
        self._cut_at = None
        self._sockets = set()
        self._closed = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listener.getsockname()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    # ---- how the network is ----

    def be_silent(self):
        """Connections are taken and stay open, and no byte gets through."""
        with self._changed:
            self._silent = True

    def be_slow(self, bytes_a_second):
        with self._changed:
            self._rate = bytes_a_second

    def be_well(self):
        with self._changed:
            self._silent = False
            self._rate = None
            self._cut_at = None
            self._changed.notify_all()

    def cut_after(self, more_bytes):
        """Resets every connection once, when that many more bytes have passed."""
        with self._changed:
            self._cut_at = self.passed + more_bytes

    def cut(self):
        """Resets every connection that is open now."""
        with self._changed:
            sockets, self._sockets = self._sockets, set()
        for end in sockets:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            # Wakes the thread that reads from it; the close in that thread then sends the reset.
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RD)

    def wait_for(self, more_bytes, since, timeout=30):
        """Waits until that many bytes have passed since `passed` was `since`. False: it took too
        long."""
        with self._changed:
            return self._changed.wait_for(lambda: self.passed - since >= more_bytes, timeout)

    def close(self):
        self._closed = True
        self.be_well()
        self._listener.close()
        self.cut()

    # ---- inside ----

    def _accept(self):
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with self._changed:
            self._sockets.add(client)
        self._wait_while_silent()
        try:
            server = socket.create_connection(self.target, timeout=5)
        except OSError:
            with contextlib.suppress(OSError):
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            client.close()
            return
        server.settimeout(None)
        with self._changed:
            self._sockets.add(server)
        back = threading.Thread(target=self._pass, args=(server, client, False), daemon=True)
        back.start()
        self._pass(client, server, True)
        back.join()
        for end in (client, server):
            with self._changed:
                self._sockets.discard(end)
            end.close()

    def _pass(self, source, sink, counted):
        while True:
            try:
                piece = source.recv(PIECE)
            except OSError:
                piece = b""
            self._wait_while_silent()
            if counted and piece:
                self._note(len(piece))
            try:
                if piece:
                    sink.sendall(piece)
                    continue
            except OSError:
                pass
            for end in (source, sink):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR if end is source else socket.SHUT_WR)
            return

    def _note(self, count):
        if self._rate:
            time.sleep(count / self._rate)  # This is the slowness itself.
        with self._changed:
            self.passed += count
            self._changed.notify_all()
            due = self._cut_at is not None and self.passed >= self._cut_at
            if due:
                self._cut_at = None
        if due:
            self.cut()

    def _wait_while_silent(self):
        with self._changed:
            self._changed.wait_for(lambda: not self._silent or self._closed)
