"""Celery workers: thin tasks around the use cases of digest.service.

`celery -A workers worker` finds the app as `workers.celery`, which is built when it is asked for:
importing this package reads no setting and connects to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from celery import Celery

    celery: Celery


def __getattr__(name: str) -> Any:  # noqa: ANN401 - Celery has no types
    """Build the app that the environment describes when `celery` is asked for."""
    if name != "celery":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    app = import_module("workers.app").from_environment()
    globals()["celery"] = app
    return app
