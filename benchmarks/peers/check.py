"""Whether the last `make bench-quick` keeps to what is expected (benchmarks/bars.json); exits with 1 where it does not.

python -m benchmarks.peers.check
"""

import json
import sys

from benchmarks.peers.candidates import HERE
from benchmarks.peers.measured import OUT

BARS = HERE.parent / "bars.json"


def main() -> int:
    measured = OUT / "quick.json"
    if not measured.exists():
        print("There is nothing to compare: run `make bench-quick` first.", file=sys.stderr)
        return 1
    found, kept = json.loads(measured.read_text()), True
    for name, bar in json.loads(BARS.read_text()).items():
        value = found[name]
        held = bar.get("at_least", value) <= value <= bar.get("at_most", value)
        said = ", ".join(f"{how.replace('_', ' ')} {limit}" for how, limit in bar.items())
        print(f"{'kept' if held else 'NOT KEPT':<9} {name}: {value} ({said})")
        kept = kept and held
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
