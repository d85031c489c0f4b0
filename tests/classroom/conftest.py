"""What the tests of the classroom share."""

from functools import cache

import pytest


@pytest.fixture(scope="session", autouse=True)
def alembic_is_asked_once():
    """nbgrader asks alembic for its version at every new gradebook, a process of three seconds."""
    api = pytest.importorskip("nbgrader.api")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "get_alembic_version", cache(api.get_alembic_version))
        yield
