"""Episode pages over loopback http: read-only files of the projects folder, with ranges so that video seeks."""

from __future__ import annotations

import html
import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidName

LOOPBACK_HOSTS = ("127.0.0.1", "localhost")
_TYPES = {
    ".vtt": "text/vtt",
    ".srt": "text/plain",
    ".md": "text/plain",
    ".yaml": "text/plain",
    ".jsonl": "text/plain",
}
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}

Endpoint = Callable[[Request], Awaitable[Response]]


def pages_app(root: ProjectsRoot) -> Starlette:
    """The application: `/` lists the episodes, everything else is a file of the projects folder.

    Only GET and HEAD. A Host header that is not loopback is refused, so that a foreign web page cannot read episodes
    through a name of its own that points here.
    """
    app = Starlette(routes=[Route("/", _index(root)), Route("/{path:path}", _file(root))])
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK_HOSTS), www_redirect=False)
    return app


def served_file(root: ProjectsRoot, path: str) -> Path | None:
    """The file behind a path of the address, or None when it is nobody's business.

    Hidden files (caches, ledgers, what is being written), links that leave the folder, and anything that is not a plain
    file are not served.
    """
    parts = path.split("/")
    if any(not part or part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    try:
        found = root.resolve(*parts)
        return found.resolve() if found.is_file() else None
    except (InvalidName, OSError):
        return None


def _file(root: ProjectsRoot) -> Endpoint:
    async def serve(request: Request) -> Response:
        found = served_file(root, request.path_params["path"])
        if found is None:
            return PlainTextResponse("not found", status_code=404, headers=_HEADERS)
        kind = _TYPES.get(found.suffix.lower()) or mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return FileResponse(found, media_type=kind, headers=_HEADERS)

    return serve


def _index(root: ProjectsRoot) -> Endpoint:
    async def serve(_request: Request) -> Response:
        rows = [
            _row(root, project, episode)
            for project in root.list_projects()
            for episode in root.list_episodes(project)
        ]
        listed = "\n".join(rows) or "<li>no episode yet: spark-video demo</li>"
        head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Episodes</title>'
        head += '<meta name="viewport" content="width=device-width">'
        return HTMLResponse(f"{head}<h1>Episodes</h1><ul>{listed}</ul></html>", headers=_HEADERS)

    return serve


def _row(root: ProjectsRoot, project: str, episode: str) -> str:
    folder = root.episode(project, episode)
    name = html.escape(f"{project} / {episode}")
    if not folder.viewer.is_file():
        return f"<li>{name}: no page yet</li>"
    address = quote(folder.viewer.relative_to(root.path).as_posix())
    return f'<li><a href="/{html.escape(address)}">{name}</a></li>'
