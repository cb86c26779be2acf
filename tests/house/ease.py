"""How easy a page is to read, by its words: sentences and the formula of Kandel and Moles (1958).

KM = 207 - 1.015 * words a sentence - 73.6 * syllables a word; 100 is plain, 50 is the administration. Counted on the
paragraphs and list items of ``<main>`` that are three words or longer: labels and menus are no sentences.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = {"p", "li"}
_BREAKS = {
    "br",
    "ul",
    "ol",
    "div",
    "article",
    "form",
    "dl",
    "table",
    "h1",
    "h2",
    "h3",
    "small",
    "button",
    "label",
    "select",
    "details",
}
_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"[.!?…:;]+(?:\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")


class _Main(HTMLParser):
    """The texts of paragraphs and list items."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.is_main = 0, False
        self.texts, self.words = [""], list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self.is_main = True
        if tag in _BLOCKS | _BREAKS:
            self.texts.append("")
        if tag in _BLOCKS:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.is_main = False
        if tag in _BLOCKS | _BREAKS:
            self.texts.append("")
        if tag in _BLOCKS:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.is_main:
            self.words.append(data)
            if self.depth > 0:
                self.texts[-1] += data


@dataclass(frozen=True)
class Reading:
    """The sentences of a page, three words or longer; ``text``: all that it shows, labels and buttons too."""

    sentences: list[str]
    text: str

    @property
    def ease(self) -> float:
        """Kandel and Moles; a page without a sentence is plain."""
        words = [word for sentence in self.sentences for word in words_of(sentence)]
        if not words:
            return 100.0
        return 207 - 1.015 * len(words) / len(self.sentences) - 73.6 * sum(map(syllables, words)) / len(words)

    def longer_than(self, most: int) -> list[str]:
        """The sentences of more words than that."""
        return [sentence for sentence in self.sentences if len(words_of(sentence)) > most]


def words_of(text: str) -> list[str]:
    """Runs of letters; an apostrophe parts two words."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Groups of vowels, without the mute e of the end nor the u of « qu » and « gu »; one at least."""
    plain = re.sub(r"([gq])u", r"\1", word.lower())
    if len(plain) > 2:
        plain = re.sub(r"es?$", "", plain)
    return max(1, len(_VOWELS.findall(plain)))


def reading(page: str) -> Reading:
    """The sentences of the ``<main>`` of a page."""
    parser = _Main()
    parser.feed(page)
    sentences = [" ".join(one.split()) for text in parser.texts for one in _END.split(text.strip())]
    return Reading([one for one in sentences if len(words_of(one)) >= 3], " ".join(parser.words))


_LOOSE = re.compile(r".{0,30}(?: (?=[:;?!](?:\s|$)|»)|« ).{0,15}")
_UNREAD = {"script", "style", "textarea", "code", "pre"}


class _Signs(HTMLParser):
    """Texts where a sign may begin a line: an ordinary blank stands before it."""

    def __init__(self) -> None:
        super().__init__()
        self.unread, self.found = 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread += tag in _UNREAD

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in _UNREAD

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.found += _LOOSE.findall(data)


def loose_signs(page: str) -> list[str]:
    """Where « : », « ; », « ? », « ! » or a quotation mark stands beside an ordinary blank, with the words around."""
    parser = _Signs()
    parser.feed(page)
    return parser.found
