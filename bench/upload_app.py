"""Our pages and API, and beside them at /copy/<name> a bare view that writes a request's body to a file and syncs it."""

import os

from hejie.conf.wsgi import application as ours

_PIECE = 1 << 16


def application(environ, start_response):
    """The WSGI application of `bench upload`."""
    path = environ.get("PATH_INFO", "")
    if not path.startswith("/copy/"):
        return ours(environ, start_response)
    name, left = os.path.basename(path), int(environ["CONTENT_LENGTH"])
    with open(os.path.join(os.environ["HEJIE_HOME"], f"copy-{name}"), "wb") as file:
        while left and (piece := environ["wsgi.input"].read(min(_PIECE, left))):
            file.write(piece)
            left -= len(piece)
        file.flush()
        os.fsync(file.fileno())
    start_response("201 Created" if not left else "400 Bad Request", [("Content-Length", "0")])
    return [b""]
