"""What an act is refused for."""

from collections.abc import Callable
from typing import Any

import pytest

from mapart.core.refusals import Refusal


def code_of(act: Callable[..., Any], *args: Any, **values: Any) -> str:
    """The rule that forbids ``act(*args, **values)``, or the code of its refusal. Fails when it is done."""
    with pytest.raises(Refusal) as refused:
        act(*args, **values)
    return str(refused.value.facts.get("rule", refused.value.code))
