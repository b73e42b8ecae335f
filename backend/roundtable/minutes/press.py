"""Prints a page on paper, in a process of its own: HTML comes in, a tagged PDF (PDF/UA-1) goes out.

Laying out takes seconds and a lot of memory; the process that serves is kept from both, and from whatever might be
wrong in what reads fonts.
"""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

_PRINTER = str(Path(__file__).with_name("printer.py"))
# Seconds that one print may take with its wait: what stands before the server gives up after 60.
_WITHIN = 55.0
# As many as may be told at once that there is something to read, and a few more.
_MOST_WAITING = 16


class PressBusy(Exception):
    """Too many wait to have something printed, or it took too long."""


class PressFailed(Exception):
    """Nothing can be printed here: Pango or its fonts are missing, say; what it said is the reason."""


class Press:
    """Prints one page after another."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def printed(self, html: str) -> bytes:
        """The page as PDF. Raises PressBusy, PressFailed."""
        if self._waiting >= _MOST_WAITING:
            raise PressBusy
        self._waiting += 1
        try:
            async with asyncio.timeout(_WITHIN), self._turn:
                return await _print(html.encode())
        except TimeoutError:
            raise PressBusy from None
        finally:
            self._waiting -= 1


async def _print(html: bytes) -> bytes:
    pipe = asyncio.subprocess.PIPE
    # By itself: it knows none of the server's settings, and so no secret.
    alone = {"LANG": "C.UTF-8", "XDG_CACHE_HOME": gettempdir()}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", _PRINTER), stdin=pipe, stdout=pipe, stderr=pipe, env=alone
    )
    try:
        paper, said = await process.communicate(html)
    except BaseException:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    if process.returncode or not paper.startswith(b"%PDF-"):
        raise PressFailed(said.decode(errors="replace")[-500:])
    return paper
