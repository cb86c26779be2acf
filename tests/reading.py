"""How a test reads a text: as it sounds. No-break blanks are for the eye."""


def plain(text: str) -> str:
    """``text`` with plain blanks in place of the no-break ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
