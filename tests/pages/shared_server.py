"""A server that answers from the database, and inside the transaction, of the test that runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIServer
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler


@contextmanager
def served() -> Iterator[str]:
    """Serve one request after the other and yield the address.

    The usual live server would empty the database afterwards, and what is written down for good cannot be emptied.
    """
    server = WSGIServer(("localhost", 0), QuietWSGIRequestHandler, allow_reuse_address=False)
    server.set_app(WSGIHandler())

    def serve(shared=connections["default"]):
        connections["default"] = shared
        server.serve_forever(poll_interval=0.05)

    connections["default"].inc_thread_sharing()
    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        connections["default"].dec_thread_sharing()
