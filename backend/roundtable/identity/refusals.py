"""The two ways a sign-in ends without a session. Their reasons are words of ours, for the security log."""


class Refused(Exception):
    """Not accepted: the reason names the check that failed, and never what it was given."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ProviderTrouble(Exception):
    """The provider does not answer (503), or answers what nobody can work with (502)."""

    def __init__(self, reason: str, *, answered: bool = True) -> None:
        self.reason, self.answered = reason, answered
        super().__init__(reason)
