"""The forms of a page that write, read from its HTML as a browser would fill them in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Typed = dict[str, list[str]]


@dataclass
class Form:
    """A form that writes: where it goes, what it holds as it stands, and its buttons that have a name."""

    action: str
    holds: Typed = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def presses(self) -> Iterator[Typed]:
        """What each button sends."""
        for name, value in self.buttons or [("", "")]:
            yield self.holds | ({name: [value]} if name else {})


class Forms(HTMLParser):
    """The forms of a page. Of a group of choices that none has, the first."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or note one of its fields."""
        said = dict(attrs)
        if tag == "form":
            self._form = Form(said.get("action") or "") if said.get("method") == "post" else None
            self.found += [self._form] if self._form else []
        elif tag == "option" and self._form and ("selected" in said or self._list not in self._form.holds):
            self._form.holds[self._list] = [said.get("value") or ""]
        elif self._form and (name := said.get("name")) and name != "csrfmiddlewaretoken":
            self._note(tag, name, said)

    def handle_endtag(self, tag: str) -> None:
        """End a form."""
        if tag == "form":
            self._form = None

    def _note(self, tag: str, name: str, said: dict[str, str | None]) -> None:
        assert self._form is not None
        kind, value = said.get("type"), said.get("value") or ""
        if tag == "button":
            self._form.buttons.append((name, value))
        elif tag == "select":
            self._list = name
        elif kind == "checkbox":
            if "checked" in said:
                self._form.holds.setdefault(name, []).append(value or "on")
        elif kind != "radio" or "checked" in said or name not in self._form.holds:
            self._form.holds[name] = [value]
