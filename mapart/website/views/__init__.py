"""Views of the website, one file per kind of page."""
