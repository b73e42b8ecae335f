"""`POST /minutes-exports/{id}`: the edition of minutes that somebody has just taken out, as a file.

A POST, as the page's own requests are: another site's page cannot send one, and no address bar or history keeps it.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from strawberry import Schema

from roundtable.api.gate import Gate
from roundtable.api.http import RequestVisit, failed, refusal
from roundtable.context import Services
from roundtable.core import ids
from roundtable.core.actor import Actor
from roundtable.core.errors import Code, Problem
from roundtable.core.tables import instant_of
from roundtable.minutes.edition import DOCUMENT, page
from roundtable.minutes.models import ExportFormat
from roundtable.minutes.press import Press, PressBusy, PressFailed

# An export is fetched when it is asked for, and asked for again later.
FETCHED_WITHIN = timedelta(minutes=10)
# An opened page runs nothing, and asks nobody for anything.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STATUS = {Code.UNAUTHENTICATED: 401, Code.WRONG_ORIGIN: 403, Code.NOT_FOUND: 404, Code.NOT_PRINTED: 503}
_log = structlog.get_logger("roundtable.exports")


class Exports:
    """Reads an edition as any query is read, for who takes it out and under their rights, and prints it."""

    def __init__(self, schema: Schema, services: Services, gate: Gate) -> None:
        self._schema, self._services, self._gate, self._press = schema, services, gate, Press()

    async def answer(self, request: Request) -> Response:
        try:
            actor = await self._gate.admit(request)
            export = await self._read(actor, request.path_params["id"])
            return await self._file(export)
        except Problem as problem:
            return refusal(_STATUS.get(problem.code, 400), problem)
        except Exception as unforeseen:  # noqa: BLE001 - whatever it is, the client gets a reference to it
            return failed(unforeseen)

    async def _read(self, actor: Actor, public_id: str) -> dict[str, Any]:
        """Raises Problem NOT_FOUND for one of somebody else, too: it is not theirs to fetch."""
        ids.decode("minutesexport", public_id, ["id"])
        result: Any = await self._schema.execute(
            DOCUMENT, variable_values={"id": public_id}, context_value=RequestVisit(self._services, actor)
        )
        if result.errors:
            raise result.errors[0].original_error or result.errors[0]
        export: dict[str, Any] | None = result.data["node"]
        own = ids.encode("membership", actor.membership_id)
        if export is None or export["exportedBy"]["id"] != own or self._is_old(instant_of(export["exportedAt"])):
            raise Problem(Code.NOT_FOUND)
        return export

    def _is_old(self, at: datetime) -> bool:
        return self._services.clock.now() - at > FETCHED_WITHIN

    async def _file(self, export: dict[str, Any]) -> Response:
        html = await asyncio.to_thread(page, export)
        if export["format"] == ExportFormat.HTML:
            return _as_file(html.encode(), "text/html; charset=utf-8", "html")
        try:
            return _as_file(await self._press.printed(html), "application/pdf", "pdf")
        except PressFailed as failure:
            _log.error("not printed", reason=str(failure))
            raise Problem(Code.NOT_PRINTED) from None
        except PressBusy:
            raise Problem(Code.NOT_PRINTED) from None


def _as_file(content: bytes, kind: str, ending: str) -> Response:
    headers = {
        "cache-control": "no-store",
        # Its name tells nobody what it is of.
        "content-disposition": f'attachment; filename="minutes.{ending}"',
        "content-security-policy": _POLICY,
    }
    return Response(content, headers=headers, media_type=kind)
