"""Episode pages over loopback http, with the other files of the projects folder, read-only; ranges, so that video seeks.

An episode's page is made when it is asked for: a person at a gate sees what is there now, not what was when it was written.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from resources.episode_folder import EpisodeFolder, ProjectsRoot
from resources.errors import InvalidName, SparkVideoError
from spark_video_assets.assets.links import SIGN_ROUTE, launchpad_link
from spark_video_assets.assets.previews import ROUTE as PREVIEW_ROUTE
from spark_video_assets.assets.previews import preview_file
from spark_video_assets.assets.requests import sign_off_run
from spark_video_assets.story.gates import gate_named
from spark_video_assets.story.names import EpisodeKey

LOOPBACK_HOSTS = ("127.0.0.1", "localhost")
_TYPES = {
    ".vtt": "text/vtt",
    ".srt": "text/plain",
    ".md": "text/plain",
    ".yaml": "text/plain",
    ".jsonl": "text/plain",
}
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}
_DIGEST = re.compile(r"[0-9a-f]{12,64}")

Endpoint = Callable[[Request], Awaitable[Response]]


def pages_app(root: ProjectsRoot, web: str = "") -> Starlette:
    """The application: `/` lists the episodes, everything else is a file of the projects folder.

    Args:
        root: The projects folder.
        web: Address of our code location in the Dagster UI, where the forms are; empty = there is none.

    Only GET and HEAD. A Host header that is not loopback is refused, so that a foreign web page cannot read episodes
    through a name of its own that points here.
    """
    app = Starlette(
        routes=[
            Route("/", _index(root)),
            Route(f"/{SIGN_ROUTE}/{{project}}/{{episode}}/{{gate}}/{{digest}}", _form(web)),
            Route(f"/{PREVIEW_ROUTE}/{{place:path}}/{{name}}", _preview(root)),
            Route("/{path:path}", _file(root)),
        ]
    )
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


def page_now(root: ProjectsRoot, path: str) -> bytes | None:
    """The page of the episode behind a path as it stands now; None where there is no such page, or it cannot be made."""
    from spark_video_assets.episode.episode import Episode
    from spark_video_assets.episode.settings import Settings
    from spark_video_assets.episode.viewer import viewer_page

    folder = next((folder for folder in _episodes(root) if _address(root, folder) == path), None)
    if folder is None or not (folder.brief.is_file() or folder.premise.is_file()):
        return None
    try:
        return viewer_page(Episode(folder), Settings.from_environment())
    except SparkVideoError:
        return None


def _episodes(root: ProjectsRoot) -> Iterator[EpisodeFolder]:
    for project in root.list_projects():
        for episode in root.list_episodes(project):
            yield root.episode(project, episode)


def _address(root: ProjectsRoot, folder: EpisodeFolder) -> str:
    return folder.viewer.relative_to(root.path).as_posix()


def _file(root: ProjectsRoot) -> Endpoint:
    async def serve(request: Request) -> Response:
        path = request.path_params["path"]
        page = await run_in_threadpool(page_now, root, path)
        if page is not None:
            return HTMLResponse(page, headers=_HEADERS)
        found = served_file(root, path)
        if found is None:
            return _nothing()
        kind = _TYPES.get(found.suffix.lower()) or mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return FileResponse(found, media_type=kind, headers=_HEADERS)

    return serve


def _preview(root: ProjectsRoot) -> Endpoint:
    async def serve(request: Request) -> Response:
        found = preview_file(root, request.path_params["place"], request.path_params["name"])
        return FileResponse(found, media_type="image/jpeg", headers=_HEADERS) if found else _nothing()

    return serve


def _form(web: str) -> Endpoint:
    """Leads from a gate's check to the form that signs it; signs nothing."""

    async def lead(request: Request) -> Response:
        told = request.path_params
        gate = gate_named(told["gate"])
        try:
            key = EpisodeKey.of(told["project"], told["episode"])
        except SparkVideoError:
            return _nothing()
        if gate is None or not _DIGEST.fullmatch(told["digest"]) or not web:
            return _nothing()
        asked = sign_off_run(key, gate, "approve", note="", by="dagster", more={"digest": told["digest"]})
        return RedirectResponse(launchpad_link(web, asked.job, asked.config or {}), headers=_HEADERS)

    return lead


def _nothing() -> Response:
    return PlainTextResponse("not found", status_code=404, headers=_HEADERS)


def _index(root: ProjectsRoot) -> Endpoint:
    async def serve(_request: Request) -> Response:
        from spark_video_assets.episode.viewer.page import index_page

        projects = {project: _pages_of(root, project) for project in root.list_projects()}
        return HTMLResponse(index_page(projects), headers=_HEADERS)

    return serve


def _pages_of(root: ProjectsRoot, project: str) -> dict[str, str]:
    """Addresses of a project's episode pages; empty where nothing was begun."""
    pages = {}
    for name in root.list_episodes(project):
        folder = root.episode(project, name)
        begun = folder.viewer.is_file() or folder.brief.is_file() or folder.premise.is_file()
        pages[name] = f"/{quote(_address(root, folder))}" if begun else ""
    return pages
