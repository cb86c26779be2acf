"""Why a message did not leave."""


class NotSent(Exception):  # noqa: N818 - what happened
    """``answer``: a code and a few words of the gateway, never an address."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class RefusedForEver(NotSent):
    """The address does not exist, or the message is refused: trying again changes nothing."""


class NotNow(NotSent):
    """The gateway is away, full or ill set: try again later."""
