"""Every write of the outbox.

Permission to retry, cancel or tick a letter is checked by the caller, a floor above: this room knows no roles.
"""

from mapart.notifications.actions.outbox import (
    cancel_message,
    drop_old_messages,
    mark_posted,
    release_stranded,
    retry_message,
    send_message,
)
from mapart.notifications.actions.people import (
    forget_person,
    leave_address,
    move_messages,
    opt_in,
    opt_out,
)
from mapart.notifications.actions.posting import Draft, post, post_all_written, post_written

__all__ = [
    "Draft",
    "cancel_message",
    "drop_old_messages",
    "forget_person",
    "leave_address",
    "mark_posted",
    "move_messages",
    "opt_in",
    "opt_out",
    "post",
    "post_all_written",
    "post_written",
    "release_stranded",
    "retry_message",
    "send_message",
]
