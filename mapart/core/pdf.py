"""Papers as tagged PDF (PDF/UA-1): Typst reads a template of ours and plain facts. See docs/decisions/0014."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno


def tagged_pdf(template: Path, facts: Mapping[str, Any]) -> bytes:
    """The PDF of ``template`` (a ``.typ`` file that reads ``sys.inputs.facts``) with ``facts`` as JSON holds them.

    Facts arrive as values, never as markup: what somebody typed cannot become a command. Typst refuses to make a
    PDF/UA that lacks a title, a heading order or a text for a picture, so a fault in a template fails here.
    """
    import typst  # 12 MB, for the few who ask for a paper

    return typst.compile(
        str(template),
        root=str(template.parent),
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
    )


def qr_svg(address: str) -> str:
    """The QR code of an address, as an SVG for a template; a quarter of it may be hidden or torn."""
    return str(segno.make(address, error="q").svg_inline(border=4))
