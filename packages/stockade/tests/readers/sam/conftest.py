from collections.abc import Callable

import pytest

from stockade.model import Stack

HEAD = "Transform: AWS::Serverless-2016-10-31\n"


@pytest.fixture
def sam(read: Callable[..., Stack]) -> Callable[..., Stack]:
    """Return what reads a SAM template without its first line; lines count from the second."""
    return lambda written, **more: read(HEAD + written, **more)
