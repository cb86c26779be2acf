"""Words of the roster for templates."""
