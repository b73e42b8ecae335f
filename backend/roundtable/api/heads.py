"""`GET /audit/heads`: the signed heads of the record, for agencies to keep; one JSON object a line."""

import orjson
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from roundtable.api.gate import Gate
from roundtable.context import Services
from roundtable.core.actor import Permission
from roundtable.core.audit.entries import RecordHead
from roundtable.core.audit.heads import published
from roundtable.core.errors import Code, Problem
from roundtable.core.tables import table_of

AT_MOST = 1_000
_head = table_of(RecordHead)


class Heads:
    """Whoever may witness for an agency gets the last head, or those after one it names.

    A head tells neither a case nor how much happened; the last one holds to all before it.
    """

    def __init__(self, services: Services, gate: Gate) -> None:
        self._services, self._gate = services, gate

    async def answer(self, request: Request) -> Response:
        try:
            actor = await self._gate.admit(request)
        except Problem as problem:
            return PlainTextResponse(problem.detail, 401 if problem.code is Code.UNAUTHENTICATED else 403)
        if not actor.may(Permission.RECORD_WITNESS):
            return PlainTextResponse("This post keeps no heads.", 403)
        after = request.query_params.get("after")
        if after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
            return PlainTextResponse("`after` is the number of a head.", 400)
        return Response(await self._lines(after), media_type="application/jsonl", headers={"cache-control": "no-store"})

    async def _lines(self, after: str | None) -> bytes:
        last = select(_head).order_by(_head.c.number.desc()).limit(1)
        wanted = last if after is None else select(_head).where(_head.c.number > int(after)).order_by(_head.c.number)
        async with self._services.database.reading() as connection:
            heads = (await connection.execute(wanted.limit(AT_MOST if after else 1))).all()
        keys = self._services.recorder.key.public
        return b"".join(orjson.dumps(published(head, keys)) + b"\n" for head in heads)
