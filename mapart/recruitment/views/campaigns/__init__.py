"""Campaigns: their public pages, the link of a volunteer, and the pages of the team."""
