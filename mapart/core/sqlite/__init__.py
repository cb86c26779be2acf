"""SQLite as Ma Part needs it: safe settings, and writers that queue instead of starving (see base.py)."""
