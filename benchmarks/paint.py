"""Largest paint of the public pages on a modest phone, cold cache, in a real Chromium.

Processor four times slower, 1.6 Mbit/s, 150 ms to and fro, 360 px wide: the phone of journey V1, whose target for the
home page is 1.2 s. Five visits a page, each in a browser that knows nothing; the median. Network and processor are
simulated by Chromium on top of this machine: run it on a quiet one.
Run: ``python -m benchmarks.paint`` (builds the demonstration in a temporary folder; needs Chromium).
"""

import statistics
import sys

from playwright.sync_api import Browser, sync_playwright

from benchmarks.pages import demonstration, served
from tests.browser.chromium import chromium

VISITS = 5
LIMIT = 1_200  # milliseconds, for the home page
PATHS = ["/", "/missions/", "/espaces/lille-fives/", "/devenir-benevole/"]
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
LARGEST = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true}))"""


def largest_paint(browser: Browser, address: str) -> float:
    """Milliseconds until the largest thing of the page is painted, on the phone described above."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="fr-FR")
    page = context.new_page()
    phone = context.new_cdp_session(page)
    phone.send("Network.enable")
    phone.send("Network.emulateNetworkConditions", NETWORK)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address)
    milliseconds: float = page.evaluate(LARGEST)
    context.close()
    return milliseconds


def main() -> int:
    """Print the medians; 1 when the home page is painted too late."""
    environment = demonstration()
    with served("mapart.wsgi", environment) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        medians = {}
        for path in PATHS:
            address = f"http://localhost:{port}{path}"
            medians[path] = statistics.median(largest_paint(browser, address) for _ in range(VISITS))
            print(f"{path:<40}{medians[path]:8.0f} ms", flush=True)
        browser.close()
    return 1 if medians["/"] > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
