"""Rules about people, on plain values."""


def same_mail(text: str) -> str:
    """The one form in which a mail address is kept and looked for: no blanks around, small letters."""
    return text.strip().lower()
