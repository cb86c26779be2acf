"""How sign-in finds people and reaches them."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Codes leave through the outbox; nobody opens an account alone."""
