"""The web application of one open service."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import FastAPI

import digest
from digest.publish.templates import Templates
from digest.service.context import Context
from digest.web import problems
from digest.web.api import api
from digest.web.asking import PREFIX
from digest.web.files import files
from digest.web.guard import LOOPBACK, Guard, Rules
from digest.web.health import health
from digest.web.kept import FRESH, Kept
from digest.web.pace import Paced
from digest.web.pages import pages
from digest.web.quick import Quick
from digest.web.search import search_pages
from digest.web.subpath import Beneath
from digest.web.unsubscribe import leaving
from digest.web.websub import websub


def create_app(
    context: Context,
    *,
    rules: Rules | None = None,
    root_path: str = "",
    templates: Templates | None = None,
    fresh: timedelta = FRESH,
) -> FastAPI:
    """Return the application that shows and steers the service `context`.

    `rules` are by default: loopback's names and the public address's own, no tokens. `root_path`
    is the sub-path that a proxy serves it at, such as "/news". A file that was just looked up is
    sent from memory for `fresh`.
    """
    app = FastAPI(
        title=context.place.base.brand,
        version=digest.__version__,
        description="Cited, dated digests of articles: feeds, pages and PDF briefings.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # the stock pages load scripts from elsewhere
        redoc_url=None,
    )
    problems.install(app)
    kept = rules or Rules(hosts=LOOPBACK | _own_hosts(context))
    if kept.rate is not None:
        app.add_middleware(Paced, context=context, rate=kept.rate)
    if root := root_path.strip("/"):
        app.add_middleware(Beneath, root=f"/{root}")
    app.add_middleware(Guard, rules=kept, context=context)
    app.add_middleware(Quick)  # the outermost: what it keeps has passed all the others
    app.include_router(health(context))
    app.include_router(api(context))
    app.router.routes.extend(pages(context, templates or Templates()))
    app.router.routes.extend(search_pages(context, templates or Templates()))
    app.router.routes.extend(websub(context))
    app.router.routes.extend(leaving(context, templates or Templates()))
    app.router.routes.extend(files(context, Kept(context, fresh=fresh)))
    return app


def _own_hosts(context: Context) -> frozenset[str]:
    host = urlsplit(context.place.base.base_url).hostname
    return frozenset({host} if host else ())
