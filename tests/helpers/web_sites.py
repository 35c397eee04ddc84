"""A site of our own on 127.0.0.1, real to the last byte, whose pages a test changes."""

import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HERE = "127.0.0.1"
PAGE = "<html><head><title>x</title></head><body><p>{}</p></body></html>"


class Site:
    """`pages[path]` is (status, headers, body), or a function of the handler that answers itself."""

    def __init__(self, port):
        self.port, self.pages, self.asked = port, {}, defaultdict(list)

    def url(self, path, host=HERE):
        return f"http://{host}:{self.port}{path}"

    def says(self, path, words, **headers):
        """A page of HTML with these words."""
        self.pages[path] = (
            200,
            {"Content-Type": "text/html"} | headers,
            PAGE.format(words).encode(),
        )
        return self.url(path)

    def answers(self, path, status, **headers):
        self.pages[path] = (status, {name.replace("_", "-"): v for name, v in headers.items()}, b"")
        return self.url(path)

    def does(self, path, deed):
        self.pages[path] = deed
        return self.url(path)


@contextmanager
def site(context=None):
    """A running site; with a context of TLS it speaks that."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            here.asked[self.path].append(time.monotonic())
            answer = here.pages.get(self.path, (404, {}, b""))
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer((HERE, 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    here = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
