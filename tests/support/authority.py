"""A real time-stamp authority on this machine: certificates and `openssl ts` behind a small HTTP server."""

import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
utf8 = yes
string_mask = utf8only
[name]
CN = {name}
[for_ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[for_tsa]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = {purpose}
[tsa]
default_tsa = one
[one]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/chain.pem
signer_key = {folder}/tsa.key
signer_digest = {digest}
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = {ess}
"""


class Authority:
    """Answers requests over HTTP, until `end`.

    key       how its key is made: rsa:2048, or ec:prime256v1
    purpose   what its certificate is for
    between   whether another authority stands between it and the root
    answer    what it answers instead (status, body), or None; silent: it lets everybody wait
    """

    def __init__(
        self,
        *,
        name: str = "Stamps of the tests",
        key: str = "rsa:2048",
        purpose: str = "critical, timeStamping",
        between: bool = True,
        digest: str = "sha256",
        ess: str = "sha256",
    ) -> None:
        self._kept = tempfile.TemporaryDirectory(prefix="hejie-tsa-")
        self.folder = Path(self._kept.name)
        self.asked = 0
        self.answer: tuple[int, bytes] | None = None
        self.silent = False
        self._released = threading.Event()
        self._turn = threading.Lock()
        self._make(name, key, purpose, between, digest, ess)
        self._serve()

    @property
    def ca(self) -> Path:
        """The file of the root that whoever trusts it is given."""
        return self.folder / "root.pem"

    def _make(self, name: str, key: str, purpose: str, between: bool, digest: str, ess: str) -> None:
        self._configure("Root of the tests", purpose, digest, ess)
        self._key("root", "ec:prime256v1")
        self._openssl(
            "req", "-x509", "-new", "-key", "root.key", "-out", "root.pem", "-days", "9", "-extensions", "for_ca"
        )
        issuer, chain = "root", []
        if between:
            self._certify("between", "ec:prime256v1", "Between", "root", "for_ca", (purpose, digest, ess))
            issuer, chain = "between", ["between.pem"]
        self._certify("tsa", key, name, issuer, "for_tsa", (purpose, digest, ess))
        (self.folder / "chain.pem").write_bytes(
            b"".join((self.folder / one).read_bytes() for one in (*chain, "root.pem"))
        )
        (self.folder / "serial").write_text("01\n")

    def _certify(self, file: str, key: str, name: str, issuer: str, section: str, rest: tuple[str, str, str]) -> None:
        self._configure(name, *rest)
        self._key(file, key)
        self._openssl("req", "-new", "-key", f"{file}.key", "-out", f"{file}.csr")
        self._openssl(
            "x509", "-req", "-in", f"{file}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial",
            "-out", f"{file}.pem", "-days", "9", "-extfile", "openssl.cnf", "-extensions", section,
        )  # fmt: skip

    def _configure(self, name: str, purpose: str, digest: str, ess: str) -> None:
        text = _CONFIGURATION.format(name=name, purpose=purpose, folder=self.folder, digest=digest, ess=ess)
        (self.folder / "openssl.cnf").write_text(text)

    def _key(self, file: str, kind: str) -> None:
        algorithm, _, detail = kind.partition(":")
        option = f"rsa_keygen_bits:{detail}" if algorithm == "rsa" else f"ec_paramgen_curve:{detail}"
        self._openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", option, "-out", f"{file}.key")

    def _openssl(self, *words: str) -> None:
        environment = {"OPENSSL_CONF": str(self.folder / "openssl.cnf"), "PATH": "/usr/bin:/bin:/usr/local/bin"}
        subprocess.run(("openssl", *words), cwd=self.folder, env=environment, check=True, capture_output=True)

    def reply(self, query: bytes) -> bytes:
        """What `openssl ts` answers to a request."""
        with self._turn:
            (self.folder / "query").write_bytes(query)
            self._openssl("ts", "-reply", "-queryfile", "query", "-out", "reply", "-config", "openssl.cnf")
            return (self.folder / "reply").read_bytes()

    def verifies(self, token: bytes, message: bytes) -> bool:
        """Whether `openssl ts -verify` takes a token over a message."""
        (self.folder / "token").write_bytes(token)
        (self.folder / "message").write_bytes(message)
        done = subprocess.run(
            ("openssl", "ts", "-verify", "-token_in", "-in", "token", "-data", "message", "-CAfile", "root.pem"),
            cwd=self.folder,
            capture_output=True,
        )
        return done.returncode == 0

    def _serve(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["content-length"]))
                outer.asked += 1
                if outer.silent:
                    outer._released.wait(30)
                    return
                good = self.headers["content-type"] == "application/timestamp-query"
                status, body = outer.answer or ((200, outer.reply(query)) if good else (415, b""))
                self.send_response(status)
                self.send_header("content-type", "application/timestamp-reply")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/tsa"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def end(self) -> None:
        """Answer no more."""
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._kept.cleanup()
