"""What Lighthouse says of each page's accessibility, signed out, as the case's manager, as an auditor: all of 100."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.browser import CHROMIUM
from benchmarks.live import demo
from roundtable.core import ids
from roundtable.demo import story
from tests.api.speak import cookie_of
from tests.support.server_process import ServerProcess
from tests.support.servers import DatabaseUrls

LIGHTHOUSE = "lighthouse@13.5.0"
BAR = 100
# Chromium's sandbox does not work for root
FLAGS = "--headless=new" + (" --no-sandbox" if os.geteuid() == 0 else "")
CASE = ids.encode("case", story.CASE)
FIRST_OF_CASE = """query ($case: ID!) {
  threads(caseId: $case, first: 1) { nodes { id } }
  tasks(caseId: $case, first: 1) { nodes { id } }
}"""


def pages_of(server: ServerProcess) -> Iterator[tuple[str, str]]:
    """Each page, with the cookie of who opens it: the manager, and for the record an auditor."""
    with server.page_of("corina") as page:
        asked = {"query": FIRST_OF_CASE, "variables": {"case": CASE}}
        first = page.post("/graphql", json=asked).json()["data"]
        thread, task = (first[many]["nodes"][0]["id"] for many in ("threads", "tasks"))
        case = f"/cases/{CASE}"
        of_case = [case, f"{case}/table", f"{case}/consents", f"{case}/openings", f"/threads/{thread}"]
        for path in ("/", *of_case, "/tasks", f"/tasks/{task}", "/emergency", "/involvement", "/glasses"):
            yield path, cookie_of(page)
    with server.page_of("jana") as page:
        yield "/record", cookie_of(page)


def score(folder: Path, address: str, cookie: str = "") -> int:
    """Out of 100; names each audit that failed."""
    headers = folder / "headers.json"
    headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}))
    npx = [
        str(Path(sys.executable).with_name("npx")),
        "--yes",
        LIGHTHOUSE,
        address,
        "--quiet",
        "--only-categories=accessibility",
    ]
    more = [
        "--output=json",
        f"--output-path={folder}/said.json",
        f"--extra-headers={headers}",
        f"--chrome-flags={FLAGS}",
    ]
    subprocess.run([*npx, *more], env={**os.environ, "CHROME_PATH": CHROMIUM or "chromium"}, check=True)
    said = json.loads((folder / "said.json").read_text())
    for name, audit in said["audits"].items():
        if audit["score"] is not None and audit["score"] < 1:
            print(f"  {name}: {audit['title']}")
    accessible: float = said["categories"]["accessibility"]["score"]
    return round(accessible * 100)


def main() -> int:
    with TemporaryDirectory(prefix="roundtable-bench-") as made:
        folder = Path(made)
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        with demo(DatabaseUrls(url, url, url)) as server:
            scores = {"signed out": score(folder, server.address)}
            scores |= {path: score(folder, server.address + path, cookie) for path, cookie in pages_of(server)}
    for page, scored in scores.items():
        print(f"{scored:>4}  {page}")
    return 0 if min(scores.values()) >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
