"""The command `roundtable`, as it starts: what its modules make stays, and need not be looked through meanwhile."""

import gc


def main() -> None:
    """Run the command that was typed. The collector rests until all is made: a seventh of the start (decision 32)."""
    gc.disable()
    from roundtable.cli import app  # noqa: PLC0415 - what takes the time

    gc.enable()
    app()


if __name__ == "__main__":
    main()
