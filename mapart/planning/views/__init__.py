"""Pages of the roster, one file per kind of page."""
