"""What a page costs: bytes on the wire, headers included, and requests, as Chromium counts them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page


@dataclass
class Cost:
    """Filled while pages load. ``received`` is what came back; ``sent`` is estimated from the headers of requests."""

    received: int = 0
    sent: int = 0
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def addresses(self) -> list[str]:
        """What was asked of the network."""
        return list(self.asked.values())

    @property
    def requests(self) -> int:
        """How many times the network was asked; ``data:`` addresses and the cache ask nothing."""
        return len(self.asked)


@contextmanager
def cost_of(page: Page, *, first_visit: bool = False) -> Iterator[Cost]:
    """``with cost_of(page) as cost: page.goto(…)``; with ``first_visit`` the browser has kept nothing."""
    cost = Cost()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": first_visit})

    def asked(event: dict[str, Any]) -> None:
        request = event["request"]
        if request["url"].startswith("data:"):
            return
        # A redirection keeps its number: its first address is kept under another name.
        number = event["requestId"]
        cost.asked[f"{number}>" if "redirectResponse" in event else number] = request["url"]
        cost.sent += sum(len(name) + len(value) + 4 for name, value in request["headers"].items())
        cost.sent += len(request["url"]) + len(request.get("postData", ""))

    def finished(event: dict[str, Any]) -> None:
        cost.received += int(event["encodedDataLength"])

    def from_cache(event: dict[str, Any]) -> None:
        cost.asked.pop(event["requestId"], None)

    def answered(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            from_cache(event)

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.responseReceived", answered)
    session.on("Network.requestServedFromCache", from_cache)
    session.on("Network.loadingFinished", finished)
    yield cost
    page.wait_for_load_state("load")
    page.wait_for_timeout(100)
    session.detach()
