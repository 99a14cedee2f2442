"""The web process: the application of digest.web, with a clock that rings for what it accepts."""

from __future__ import annotations

import os
import socket
import sys
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.config import load_journal, load_listening, load_place
from digest.errors import DigestError
from digest.model.rate import Rate
from digest.service.journal import keep_journal
from digest.web.app import create_app as create_web
from digest.web.guard import LOOPBACK, Rules, hashed
from digest.web.serve import listen, server
from digest.web.site import Site
from workers.app import broker_url, create_app
from workers.bell import Bell
from workers.clock import Clock
from workers.leash import hold_leash
from workers.press import Press

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.service.context import Context

SOCKET = "DIGEST_SOCKET"
"""The environment variable with the number of a listening socket that was handed down."""


def main(environ: Mapping[str, str]) -> int:
    """Serve the web of the environment's service until SIGTERM or SIGINT; return an exit code."""
    try:
        keep_journal(load_journal(environ, usual="WARNING"))
        place, listening = load_place(environ), load_listening(environ)
        hosts = {listening.host, urlsplit(place.base.base_url).hostname or "", *listening.hosts}
        rate = Rate(listening.rate) if listening.rate else None
        tokens = hashed(listening.tokens)
        rules = Rules(hosts=LOOPBACK | hosts - {""}, tokens=tokens, rate=rate)
        handed = environ.get(SOCKET)
        taken = (
            socket.socket(fileno=int(handed)) if handed else listen(listening.host, listening.port)
        )
        clock = Clock(place, Bell(create_app(place, broker_url(place))), kind="web")
        app = create_web(clock.session.context, rules=rules, root_path=listening.root_path)
        hold_leash(environ)
        clock.start()
        press = _press(clock.session.context, listening.root_path)
        server(app).run(sockets=[taken])
        if press is not None:
            press.stop()
        clock.stop()
    except DigestError as error:
        sys.stderr.write(f"digest: {error}\n")
        return error.exit_code
    return 0


def _press(context: Context, root: str) -> Press | None:
    """Start what keeps the folder of public files, where there is one."""
    if context.place.site is None:
        return None
    app = create_web(context, root_path=root, fresh=timedelta(0))
    path = f"/{root.strip('/')}" if root.strip("/") else ""
    press = Press(Site(app, context, context.place.site, path))
    press.start()
    return press


if __name__ == "__main__":
    sys.exit(main(os.environ))
