"""Files that lie with a complaint, over HTTP."""

from django.http import FileResponse, HttpRequest, HttpResponse

from hejie.api.app import api
from hejie.api.calls import reading
from hejie.api.guidance import Name
from hejie.usecases import complaints


@api.get(
    "/complaints/{complaint}/files/{item}",
    tags=["complaints"],
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {}}}}},
)
def file(request: HttpRequest, complaint: Name, item: str) -> HttpResponse:
    """A file of a complaint as it was sent, as a download; `item`: its `id` among the `items` of the complaint. Refused: `not_found`
    for whoever does not read that item, and where it was erased."""
    name, kind, content = complaints.file_of(reading(request), complaint, item)
    sealed_off = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind, headers=sealed_off)
