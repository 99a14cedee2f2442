"""The bundled sample is taken in as the articles that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.ingest.files import open_input
from digest.ingest.jsonl import records
from digest.model.job import Pool
from digest.service.dispatch import work
from digest.service.grouping import shelved_stories
from digest.service.sample import furnish, is_bare, sample_path

if TYPE_CHECKING:
    from digest.service.context import Context


def test_a_bare_service_gets_each_article_of_the_sample(context: Context) -> None:
    """By its own title, and the service is bare no more."""
    with open_input(sample_path()) as source:
        titles = {str(record["title"]) for _, record in records(source)}
    assert is_bare(context)
    furnish(context)
    assert not is_bare(context)
    while work(context, Pool.INGEST, worker="w"):
        pass
    told = shelved_stories(context)
    assert sum(len(story.articles) for story in told) == len(titles) > 1
    assert {story.title for story in told} <= titles
