"""Runs the built image's commands as an engine would, by the kernel's own means.

They have its root, read-only; its user, without a right; its environment and no other.
"""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.house.committed import ROOT

PLACE = ROOT / "build" / "image"
# With a file system of its own, of which only /tmp can be written to; it ends with whoever began it.
_CONTAINED = r"""
root=$1 secrets=$2 user=$3 place=$4; shift 4
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"
mkdir "$root/run/secrets"
mount --bind "$secrets" "$root/run/secrets"
exec chroot "$root" setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups \
  --no-new-privs --bounding-set=-all --inh-caps=-all -- sh -c 'cd "$1" && shift && exec "$@"' - "$place" "$@"
"""


@dataclass(frozen=True)
class Image:
    """What `make image` built, and what it says of itself."""

    root: Path
    says: dict[str, Any]

    def start(self, arguments: Sequence[str] | None, secrets: Path, **settings: str) -> subprocess.Popen[bytes]:
        """Its own command, or its entrypoint with other arguments."""
        given = self.says["Cmd"] if arguments is None else arguments
        return self._run([*self.says["Entrypoint"], *given], secrets, settings)

    def run(self, command: Sequence[str], secrets: Path, **settings: str) -> tuple[int | None, str]:
        """Some command in it, to its end: how it ended, and what it said."""
        process = self._run(command, secrets, settings)
        told, _ = process.communicate(timeout=300)
        return process.returncode, told.decode()

    def _run(self, command: Sequence[str], secrets: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
        environment = dict(each.split("=", 1) for each in self.says["Env"]) | settings
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", _CONTAINED, "sh"]
        own = [str(self.root), str(secrets), self.says["User"], self.says["WorkingDir"]]
        return subprocess.Popen(
            [*apart, *own, *command],
            env=environment | {"PATH": f"{environment['PATH']}:/usr/sbin:/sbin"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )


def built() -> Image:
    says = json.loads((PLACE / "image.json").read_text())["Docker"]["config"]
    return Image((PLACE / "root").resolve(), says)


def first_process(contained: subprocess.Popen[bytes]) -> int:
    """What has number 1 in there, by the number that it has out here."""
    children = Path(f"/proc/{contained.pid}/task/{contained.pid}/children").read_text().split()
    return int(children[0])
