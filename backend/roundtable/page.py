"""The built page: its files, and `index.html` for every address that is a page of it."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

# The addresses of the page's own views (frontend_static's router knows the same).
VIEWS = [
    *("/", "/sign-in", "/cases", "/cases/{id}", "/threads/{id}", "/tasks", "/tasks/{id}"),
    *("/cases/{id}/table", "/cases/{id}/consents", "/cases/{id}/openings"),
    *("/conferences", "/conferences/{id}", "/agenda-items/{id}", "/minutes/{id}"),
    *("/emergency", "/involvement", "/glasses", "/record"),
]
# GraphiQL's editor makes its styles and its workers at run time; nothing else gets this policy.
GRAPHIQL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; frame-ancestors 'none'"
)


class _Assets(StaticFiles):
    """Files named by their content: they never change."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def page_routes(built: Path) -> list[BaseRoute]:
    async def index(_: Request) -> Response:
        return _file(built / "index.html")

    assets = Mount("/assets", _Assets(directory=built / "assets", check_dir=False))
    icon = Route("/favicon.svg", lambda _: _file(built / "favicon.svg"))
    return [*(Route(path, index) for path in VIEWS), assets, icon]


async def nowhere(request: Request, _: Exception) -> Response:
    """What is answered where nothing is: to a browser the page, which says so and leads on."""
    if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Not Found", 404)
    return _file(request.app.state.settings.static_dir / "index.html", 404)


async def graphiql(request: Request) -> Response:
    """The editor's page; an `Accept` without HTML is a query by GET, which is refused."""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Only POST.", 405, {"allow": "POST"})
    response = _file(request.app.state.settings.static_dir / "graphiql.html")
    response.headers["content-security-policy"] = GRAPHIQL_POLICY
    return response


def _file(path: Path, status: int = 200) -> Response:
    if not path.is_file():
        return PlainTextResponse("The page is not built yet: `make setup` builds it.", 503)
    return FileResponse(path, status, {"cache-control": "no-cache"})
