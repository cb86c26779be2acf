"""The one stylesheet, read once: its text for public pages, and the hash that lets it through the CSP."""

import base64
import hashlib
from pathlib import Path

STYLE_TEXT = (Path(__file__).parent / "static" / "mapart.css").read_text(encoding="utf-8").replace("\n", "")
STYLE_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE_TEXT.encode()).digest()).decode()}'"
