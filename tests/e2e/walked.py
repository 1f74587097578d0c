"""What is walked only before a release (`scripts/test --all`): the whole matrix of languages, schemes and widths."""

import os

import pytest

ALL = bool(os.environ.get("HANDRAIL_TEST_ALL"))
BEFORE_RELEASE = pytest.mark.skipif(not ALL, reason="the whole matrix, before a release: scripts/test --all")


def before_release(value: object) -> object:
    """A parameter that only `--all` tries."""
    return pytest.param(value, marks=BEFORE_RELEASE)
