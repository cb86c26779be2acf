"""« Devenir bénévole »: six questions, one a page, then check and confirm."""
