"""On SQLite, a writer that waits passes before one that has just written and comes again."""

import fcntl
import os
import threading
import time

import pytest
from django.db import connection, transaction


def somebody_waits(patience: float = 60) -> None:
    """Wait until another writer holds the turnstile, as whoever waits for the end of ours does."""
    end = time.monotonic() + patience
    turnstile = os.open(f"{connection.settings_dict['NAME']}.queue.turnstile", os.O_RDWR)
    try:
        while True:
            fcntl.flock(turnstile, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(turnstile, fcntl.LOCK_UN)
            assert time.monotonic() < end, "nobody came to wait"
            time.sleep(0.01)
    except BlockingIOError:
        return
    finally:
        os.close(turnstile)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL queues its writers itself")
@pytest.mark.django_db(transaction=True)
def test_who_waits_passes_before_who_comes_again() -> None:
    order: list[str] = []

    def wait_and_write() -> None:
        with transaction.atomic():
            order.append("who waited")
        connection.close()

    waiter = threading.Thread(target=wait_and_write)
    with transaction.atomic():
        waiter.start()
        somebody_waits()
    with transaction.atomic():
        order.append("who comes again")
    waiter.join()
    assert order == ["who waited", "who comes again"]
