"""Documents that would be slow to walk through: tests see them refused, and benchmarks what that costs."""


def fan(deep: int) -> str:
    """Fragments that each spread the next one twice: of 2 ** deep fields."""
    spread = (f"fragment F{n} on Case {{ ...F{n + 1} ... on Case {{ ...F{n + 1} }} }}" for n in range(deep))
    return "{ cases { nodes { ...F0 } } } " + " ".join([*spread, f"fragment F{deep} on Case {{ id }}"])


def ring(many: int) -> str:
    """Fragments that each spread the next one, and the last the first."""
    fragments = (f"fragment F{n} on Case {{ ...F{(n + 1) % many} }}" for n in range(many))
    return "{ cases { nodes { ...F0 } } } " + " ".join(fragments)
