"""How sign-in finds people and reaches them."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Codes leave through the outbox; nobody opens an account alone."""
