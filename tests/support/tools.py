"""Programs of the virtual environment: by their place, since PATH may lead to others of that name, or to none."""

import sys
from pathlib import Path


def tool(name: str) -> str:
    """The program of that name beside this Python. A distribution's own of the same name may be another version."""
    return str(Path(sys.executable).with_name(name))
