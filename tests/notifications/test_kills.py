"""Mails through workers that are killed: none lost, doubles no more than kills, each under one Message-ID."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mapart.core.jobs.worker import Worker
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Message
from mapart.notifications.senders.mail import message_id
from tests.factories import make_message
from tests.processes import Killer

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def all_sent() -> bool:
    return not Message.objects.exclude(state=MessageState.SENT).exists()


def test_no_mail_is_lost_when_workers_are_killed(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    messages = [make_message() for _ in range(60)]
    killer = Killer(lambda: Worker(lease_seconds=5, poll_seconds=0.05).run(), count=2)
    try:
        killer.until(all_sent, every=0.3, most=10)
    finally:
        killer.stop()
    everything = "".join(file.read_text() for file in tmp_path.iterdir())
    written = Counter(re.findall(r"^Message-ID: (<.+>)$", everything, re.MULTILINE))
    assert set(written) == {message_id(message) for message in messages}
    assert sum(written.values()) - len(messages) <= killer.kills
