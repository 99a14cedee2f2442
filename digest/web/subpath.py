"""The service beneath a path of a larger site, whether or not the proxy strips that path.

https://asgi.readthedocs.io/en/latest/specs/www.html#http-connection-scope (root_path, path)
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class Beneath:
    """An application that is told which path it stands beneath."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        """Let `app` stand beneath `root`, which begins with a slash and does not end with one."""
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the whole path, as the specification wants it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        whole = path if f"{path}/".startswith(f"{self._root}/") else self._root + path
        await self._app({**scope, "root_path": self._root, "path": whole}, receive, send)
