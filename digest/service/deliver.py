"""One webhook or recipient is told of an edition, or that there is none."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from digest.deliver import mail, webhook
from digest.deliver.mail import Letter
from digest.errors import ConfigError, GoneError
from digest.model.delivery import Occasion, Way
from digest.net.post import Poster
from digest.net.reach import parse_openings
from digest.publish.evidence import read_evidence
from digest.service.addresses import digest_page, edition_links
from digest.service.outside import agent
from digest.store import digests, editions, jobs, recipients, secret_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model.definition import DigestDefinition
    from digest.model.delivery import MailServer
    from digest.model.edition import CitedSentence, Source
    from digest.model.job import Job
    from digest.service.context import Context

NO_LONGER = "no longer wanted"
"""The result of a delivery to a webhook that was taken out, or to a recipient who has left."""

_SENTENCES = 4
"""Of an edition without key points so many sentences stand in its letter; a briefing has four."""


def deliver(context: Context, job: Job) -> None:
    """Tell the receiver that `job` names, and close the job; at least once.

    Raises:
        ConfigError: a key or the mail server is not set.
        UnsafeUrlError: a webhook leads where this service does not go.
        RefusedError: the receiver will never take it.
        DeliveryError: the receiver did not take it now.
        FetchError: a webhook cannot be reached.
        UnknownError: the digest is no longer defined.
        LostLeaseError: another attempt has taken the job over.
    """
    with context.store.read() as connection:
        definition = digests.get(connection, job.subject).definition
    try:
        tell = {Way.WEBHOOK: _post, Way.MAIL: _mail, Way.ALERT: _alert}[Way(job.options["way"])]
        result = tell(context, definition, job)
    except GoneError:  # the edition was withdrawn in the meantime
        result = NO_LONGER
    with context.store.write() as connection:
        jobs.finish(connection, job.lease, context.clock(), result=result)


def _post(context: Context, definition: DigestDefinition, job: Job) -> str:
    hook = next((h for h in definition.webhooks if h.id == job.options["target"]), None)
    if hook is None:
        return NO_LONGER
    occasion = Occasion(job.options["occasion"])
    data = _told(context, definition, job)
    at = datetime.fromisoformat(job.options["at"])
    body = webhook.payload(occasion, at, data)
    message = webhook.message_id(job.id)
    keys = webhook.keys_of(hook.secret, context.place.secrets)
    place = context.place
    poster = Poster(agent(place), context.resolve, parse_openings(place.private_hosts))
    return webhook.send(
        poster, hook.url, body, webhook.signed(keys, message, body, context.clock())
    )


def _told(context: Context, definition: DigestDefinition, job: Job) -> dict[str, object]:
    """Return what a webhook is told of the edition, or of why there is none."""
    name, options = definition.name, job.options
    told: dict[str, object] = {"digest": name, "title": definition.title}
    if options["occasion"] == Occasion.MISSED:
        span = {"first": options["first"], "last": options["last"]}
        return told | {"missed": int(options["missed"]), **span}
    if options["occasion"] == Occasion.FAILED:
        return told | {"key": options["key"], "job": options["job"], "error": options["error"]}
    with context.store.read() as connection:
        edition = editions.get(connection, name, int(options["number"]))
        files = editions.files_of(connection, edition)
        address = secret_names.address(connection, name)
    base = context.place.base.base_url
    page = edition_links(base, address, edition.number, definition.forms).page
    return told | {
        "title": edition.title,
        "number": edition.number,
        "key": edition.key,
        "revision": edition.revision,
        "as_of": edition.as_of.isoformat(),
        "url": page,
        "files": {file: urljoin(page, file) for file in sorted(files)},
    }


def _mail(context: Context, definition: DigestDefinition, job: Job) -> str:
    server = _server(context, definition)
    with context.store.read() as connection:
        recipient = recipients.get(connection, job.options["target"])
        edition = editions.get(connection, definition.name, int(job.options["number"]))
        files = editions.files_of(connection, edition)
        address = secret_names.address(connection, definition.name)
    mailing = definition.mail
    if recipient.left or mailing is None or recipient.address not in mailing.to:
        return NO_LONGER
    base = context.place.base.base_url
    told = read_evidence(context.blobs.get(files["edition.json"].blob))
    page = edition_links(base, address, edition.number, definition.forms).page
    leave = urljoin(base, f"unsubscribe/{recipient.token}")
    headline = edition.title or told.title
    told_first = [s for story in told.stories for s in story.sentences][:_SENTENCES]
    points = told.key_points or told_first  # an edition of one story has no key points
    lines = [
        headline,
        f"{definition.title}, no. {edition.number}",
        *(line for point in points for line in ("", *_cited(point, told.sources))),
        "",
        f"Every sentence with its source, every date with its proof: {page}",
        "",
        f"You get this because {definition.title} is sent to you. Unsubscribe: {leave}",
    ]
    pdf = files.get("briefing.pdf") if mailing.attach else None
    letter = Letter(
        digest=definition.name,
        key=job.id,
        to=recipient.address,
        subject=f"{definition.title}: {headline}",
        lines=lines,
        date=datetime.fromisoformat(job.options["at"]),
        unsubscribe=leave,
        pdf=context.blobs.get(pdf.blob) if pdf else None,
        language=told.language,
    )
    return mail.send(server, letter)


def _cited(point: CitedSentence, sources: Iterable[Source]) -> Iterator[str]:
    """Yield a sentence and where it stands, as lines of plain text."""
    yield point.text
    cited = {(c.article, c.version) for c in point.citations if c.kind == "verbatim"}
    for source in sources:
        if (source.article, source.version) in cited:
            known = (source.outlet, source.title, source.published.value, source.url)
            yield "  — " + ", ".join(part for part in known if part)


def _alert(context: Context, definition: DigestDefinition, job: Job) -> str:
    server = _server(context, definition)
    alerts = definition.mail.alerts if definition.mail else ()
    place = int(job.options["target"])
    if place >= len(alerts):
        return NO_LONGER
    options = job.options
    home = digest_page(context.place.base.base_url, definition.name)
    if options["occasion"] == Occasion.MISSED:
        subject = f"{definition.title}: {options['missed']} editions were missed"
        why = (
            f"No clock ran when they were due, from {options['first']} to {options['last']}. "
            "`digest jobs --state skipped` lists them."
        )
    else:
        subject = f"{definition.title}: an edition failed"
        why = (
            f"{options['error']} Its key is {options['key']}; `digest jobs show {options['job']}` "
            f"tells more, `digest jobs retry {options['job']}` tries again."
        )
    letter = Letter(
        digest=definition.name,
        key=job.id,
        to=alerts[place],
        subject=subject,
        lines=[subject, "", why, "", home],
        date=datetime.fromisoformat(options["at"]),
    )
    return mail.send(server, letter)


def _server(context: Context, definition: DigestDefinition) -> MailServer:
    if context.place.mail is None:
        raise ConfigError(
            f"{definition.name} is to be sent by mail, but there is no mail server; set "
            "DIGEST_SMTP_URL and DIGEST_MAIL_FROM."
        )
    return context.place.mail
