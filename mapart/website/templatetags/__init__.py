"""Lists of the pages of volunteers, as tags for templates."""
