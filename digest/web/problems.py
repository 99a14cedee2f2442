"""Every error as a problem document, one clear sentence each.

https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from digest.errors import (
    ConflictError,
    DigestError,
    GoneError,
    InputError,
    MovedError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    UnknownError,
    UnsafeUrlError,
    UsageError,
)

MEDIA_TYPE = "application/problem+json"

_IN_PATH = "-._~!$&'()*+,;=:@"  # what stands unescaped in a part of a path (RFC 3986)
_RETRY_AFTER = {"retry-after": "5"}
_STATUS: tuple[tuple[type[DigestError], HTTPStatus], ...] = (
    (GoneError, HTTPStatus.GONE),
    (UnknownError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnsafeUrlError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (StoreBusyError, HTTPStatus.SERVICE_UNAVAILABLE),
    (StoreFullError, HTTPStatus.INSUFFICIENT_STORAGE),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
)
"""The first that fits is taken."""


def problem(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> Response:
    """Return the problem document of a status with one sentence for whoever asked.

    `more` are further members for programs.
    """
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **(more or {}),
    }
    return Response(
        json.dumps(body, ensure_ascii=False).encode(),
        status,
        {**(headers or {}), "cache-control": "no-store"},
        MEDIA_TYPE,
    )


def of_error(error: DigestError, more: Mapping[str, object] | None = None) -> Response:
    """Return the problem document of one of our errors, its message as it stands.

    `more` are further members for programs.
    """
    status = status_of(error)
    busy = status is HTTPStatus.SERVICE_UNAVAILABLE
    return problem(status, str(error), _RETRY_AFTER if busy else None, more)


def status_of(error: DigestError) -> HTTPStatus:
    """Return the status that one of our errors is answered with."""
    fitting = (status for kind, status in _STATUS if isinstance(error, kind))
    return next(fitting, HTTPStatus.INTERNAL_SERVER_ERROR)


def moved(error: MovedError, method: str, path: str, query: str) -> Response:
    """Return where `path` leads now that what it names is called otherwise.

    Readers of feeds know 301 alone; a program that changes something is told to send the same
    again there (308, RFC 9110 section 15.4.9).
    """
    parts = path.split("/")
    if error.old not in parts:
        return of_error(error)
    place = parts.index(error.old)
    now = [*parts[:place], error.name, *parts[place + 1 :]]
    address = "/".join(quote(part, safe=_IN_PATH) for part in now)
    status = HTTPStatus.MOVED_PERMANENTLY
    if method not in {"GET", "HEAD"}:
        status = HTTPStatus.PERMANENT_REDIRECT
    headers = {"location": f"{address}?{query}" if query else address}
    return problem(status, str(error), headers)


def install(app: FastAPI) -> None:
    """Let `app` answer every error with a problem document."""

    async def ours(request: Request, error: Exception) -> Response:
        if isinstance(error, MovedError):
            return moved(error, request.method, request.url.path, request.url.query)
        return of_error(error) if isinstance(error, DigestError) else _defect()

    async def http(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            return _defect()
        plain = HTTPStatus(error.status_code).phrase
        detail = error.detail
        if detail == plain:
            detail = _WORDS.get(HTTPStatus(error.status_code), "{plain}: {path}.").format(
                plain=plain, path=request.url.path, method=request.method
            )
        return problem(error.status_code, detail, error.headers)

    async def invalid(_request: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError) else []
        sentences = [_sentence(one) for one in found[:3]]
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(sentences))

    async def defect(_request: Request, _error: Exception) -> Response:
        return _defect()

    app.add_exception_handler(DigestError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, defect)


_WORDS = {
    HTTPStatus.NOT_FOUND: "There is nothing at {path}.",
    HTTPStatus.METHOD_NOT_ALLOWED: "{path} cannot be asked with {method}.",
}


def _defect() -> Response:
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "This is a defect of the service, which goes on; its log tells what happened.",
    )


def _sentence(found: Mapping[str, object]) -> str:
    """Return one finding of the validator as a sentence that names the field."""
    place = found.get("loc")
    parts = [str(part) for part in place] if isinstance(place, tuple) else []
    where, path = (parts[0] if parts else "request"), ".".join(parts[1:])
    if found.get("type") == "json_invalid":
        return f"The body is not JSON: at character {path}, {_reason(found)}."
    return f"In the {where}, {path or 'the whole'}: {found.get('msg')}."


def _reason(found: Mapping[str, object]) -> str:
    context = found.get("ctx")
    return str(context.get("error")).lower() if isinstance(context, dict) else "it breaks off"
