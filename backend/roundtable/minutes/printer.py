"""Prints the page that comes by standard input to standard output; `press` runs this file, and nothing imports it."""

import gc
import resource
import sys
from contextlib import suppress
from pathlib import Path

from weasyprint import HTML

# Bytes, and seconds of computing, that one print may take.
_MEMORY, _SECONDS = 2 << 30, 60


def _nowhere(*_: object, **__: object) -> dict[str, object]:
    """Nothing is ever fetched: what people wrote is text, and the page has no pictures."""
    raise ValueError("nothing is fetched")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    # Where memory is short this ends, and not the server.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    # The process ends with the page: what is no more needed need not be looked for, and that took a seventh of it.
    gc.disable()
    page = HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=_nowhere)
    page.write_pdf(sys.stdout.buffer, pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    main()
