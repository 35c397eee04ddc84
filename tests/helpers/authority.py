"""An authority of time stamps (RFC 3161) and its certificates, all made by `openssl` in a folder."""

import ssl
import subprocess
from functools import partial

KEY = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
SECTION = """[stamps]
serial = serial
signer_digest = sha256
digests = sha256
default_policy = 1.2.3.4
ess_cert_id_alg = sha256
"""


class Authority:
    """`root` is its certificate, `stamp` answers a request, `context` speaks TLS as 127.0.0.1."""

    def __init__(self, folder):
        self.folder, self.root = folder, folder / "root.pem"
        (folder / "stamps.cnf").write_text(SECTION)
        self.run(
            f"req -x509 {KEY} -addext keyUsage=keyCertSign -keyout root.key "
            "-out root.pem -subj /CN=Root"
        )
        signed = f"req -x509 -CA root.pem -CAkey root.key {KEY} -addext basicConstraints=CA:FALSE"
        stamps = "-addext extendedKeyUsage=critical,timeStamping"
        self.run(f"{signed} {stamps} -keyout stamps.key -out stamps.pem -subj /CN=Stamps")
        here = "-addext subjectAltName=IP:127.0.0.1"
        self.run(f"{signed} {here} -keyout here.key -out here.pem -subj /CN=Here")

    def run(self, arguments):
        subprocess.run(
            ["openssl", *arguments.split()], cwd=self.folder, check=True, capture_output=True
        )

    def stamp(self, request):
        """Return the answer to a request, both in DER."""
        (self.folder / "query").write_bytes(request)
        signer = "-signer stamps.pem -inkey stamps.key"
        self.run(
            f"ts -reply -config stamps.cnf -section stamps {signer} -queryfile query -out reply"
        )
        return (self.folder / "reply").read_bytes()

    def context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "here.pem", self.folder / "here.key")
        return context


def answer(handler, respond):
    """Answer a POST with what `respond` makes of its body; None: with status 500."""
    content = respond(handler.rfile.read(int(handler.headers["Content-Length"])))
    handler.send_response(500 if content is None else 200)
    handler.send_header("Content-Length", str(len(content or b"")))
    handler.end_headers()
    handler.wfile.write(content or b"")


def does(respond):
    """Return what a page of `web_sites` does: answer a POST."""
    return partial(answer, respond=respond)
