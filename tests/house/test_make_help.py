"""`make help` is the list of what the Makefile can do."""

import re
import subprocess

from tests.house.committed import ROOT

PROMISED = {"setup", "run", "demo-reset", "test", "test-fast", "lint", "check-types", "help"}


def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE)
    lines = subprocess.run(["make", "-s", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    listed = re.findall(r"^  make ([a-z-]+) +\S", lines, re.MULTILINE)
    assert listed == targets
    assert set(listed) >= PROMISED


def test_every_target_is_phony() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE)
    assert re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, re.MULTILINE) == targets
