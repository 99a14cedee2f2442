"""The environment says where a service lives, or is told what is wrong with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from digest.config import load_listening, load_place, wants_sample
from digest.errors import ConfigError
from digest.model.place import Listening
from digest.model.settings import DEFAULT_BASE_URL
from digest.store.unit import Store


def test_an_empty_environment_has_its_home_below_the_current_folder() -> None:
    """With everything in it; the broker is the embedded one."""
    place = load_place({"DIGEST_BROKER_URL": ""})
    home = Path.cwd() / "var"
    assert (place.home, place.broker, place.imports) == (home, None, ())
    assert place.database == f"sqlite:///{home}/digest.db"
    assert (place.blobs, place.inbox) == (str(home / "blobs"), home / "inbox")
    assert place.base.base_url == DEFAULT_BASE_URL


def test_every_variable_is_read(tmp_path: Path) -> None:
    """Folders are absolute, the address ends with a slash."""
    place = load_place(
        {
            "DIGEST_HOME": str(tmp_path),
            "DIGEST_DATABASE_URL": "postgresql://h/d",
            "DIGEST_BROKER_URL": "redis://h:1/0",
            "DIGEST_IMPORTS": f"{tmp_path}/a:~/b:",
            "DIGEST_BASE_URL": "https://news.example.org/digest",
            "DIGEST_BRAND": "The Desk",
        }
    )
    assert (place.home, place.database, place.broker) == (
        tmp_path,
        "postgresql://h/d",
        "redis://h:1/0",
    )
    assert place.imports == (tmp_path / "a", Path.home() / "b")
    assert (place.base.base_url, place.base.brand) == (
        "https://news.example.org/digest/",
        "The Desk",
    )


@pytest.mark.parametrize(
    "url", ["news.example.org", "ftp://h/", "https://", "https://h/?q", "https://h:x/", "http://["]
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    """The variable is named, and how to write it."""
    with pytest.raises(ConfigError, match=r"DIGEST_BASE_URL is .* write it like https://"):
        load_place({"DIGEST_BASE_URL": url})


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    """The variable is named."""
    (tmp_path / "home").write_text("")
    with pytest.raises(ConfigError, match=r"DIGEST_HOME is .*home, which is a file"):
        load_place({"DIGEST_HOME": str(tmp_path / "home")})


def test_the_web_listens_on_loopback_unless_told() -> None:
    """Names and tokens are separated by commas."""
    assert load_listening({}) == Listening("127.0.0.1", 8000)
    told = {
        "DIGEST_HOST": "::1",
        "DIGEST_PORT": "0",
        "DIGEST_HOSTS": "news.example.org, digest.local",
        "DIGEST_TOKENS": "0123456789abcdef",
        "DIGEST_ROOT_PATH": "/news",
        "DIGEST_RATE": "60",
    }
    hosts = frozenset({"news.example.org", "digest.local"})
    assert load_listening(told) == Listening(
        "::1", 0, hosts, frozenset({"0123456789abcdef"}), "/news", 60
    )


@pytest.mark.parametrize("rate", ["-1", "ten", "1.5", "10000000"])
def test_a_rate_is_requests_a_minute(rate: str) -> None:
    """Anything else is told, with how one is written; 0 is no limit."""
    assert load_listening({"DIGEST_RATE": "0"}).rate == 0
    with pytest.raises(ConfigError, match=r"DIGEST_RATE is .*; write requests a minute"):
        load_listening({"DIGEST_RATE": rate})


@pytest.mark.parametrize("backlog", ["0", "-5", "many"])
def test_a_backlog_is_a_number_of_articles(backlog: str) -> None:
    """Nothing else, and not none at all."""
    assert load_place({"DIGEST_BACKLOG": "20"}).backlog == 20
    with pytest.raises(ConfigError, match=r"DIGEST_BACKLOG is .*; write articles"):
        load_place({"DIGEST_BACKLOG": backlog})


@pytest.mark.parametrize("port", ["http", "-1", "65536", "8 0", "٣"])
def test_a_port_that_is_none_is_told(port: str) -> None:
    """The variable is named."""
    with pytest.raises(ConfigError, match=r"DIGEST_PORT is .* which is no port"):
        load_listening({"DIGEST_PORT": port})


def test_a_hub_is_an_address() -> None:
    """Any other word is told, with how one is written."""
    hub = "https://hub.example.org/"
    assert load_place({"DIGEST_HUB": hub}).hub == hub
    with pytest.raises(ConfigError, match=r"DIGEST_HUB is no hub .* like https://"):
        load_place({"DIGEST_HUB": "hub"})


def test_a_token_that_is_no_secret_is_refused() -> None:
    """The message does not repeat it."""
    with pytest.raises(ConfigError, match="fewer than 16 characters") as caught:
        load_listening({"DIGEST_TOKENS": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_a_place_does_not_show_its_passwords() -> None:
    """Neither as a whole, as logs and tracebacks show it, nor where one is written wrongly."""
    word = "hunter2-of-ours"
    told = {
        "DIGEST_DATABASE_URL": f"postgresql://me:{word}@db/news",
        "DIGEST_BROKER_URL": f"redis://:{word}@broker:6379/0",
        "DIGEST_SMTP_URL": f"smtps://me:{word}@mail.example.org",
        "DIGEST_MAIL_FROM": "desk@example.org",
        "DIGEST_SECRET_DESK": word,
        "DIGEST_BROKER_SENTINEL_PASSWORD": word,
    }
    assert word not in repr(load_place(told))
    assert word not in repr(load_listening({"DIGEST_TOKENS": word * 2}))
    with pytest.raises(ConfigError) as hub:
        load_place({"DIGEST_HUB": f"https://me:{word}@hub.example.org:port/"})
    with pytest.raises(ConfigError) as database:
        Store(f"postgresql//me:{word}@db/news")
    assert word not in f"{hub.value} {database.value}"


def test_a_lease_is_told_in_seconds() -> None:
    """It is renewed three times before it would end; nonsense is refused."""
    place = load_place({"DIGEST_LEASE": "6"})
    assert (place.lease, place.renewal) == (timedelta(seconds=6), timedelta(seconds=2))
    assert load_place({}).lease == timedelta(seconds=30)
    for wrong in ("0", "1.5", "soon", "86400"):
        with pytest.raises(ConfigError, match=r"DIGEST_LEASE is .*; write seconds between"):
            load_place({"DIGEST_LEASE": wrong})


def test_the_sample_is_wanted_unless_it_is_declined() -> None:
    """Anything but yes and no is refused."""
    assert wants_sample({})
    assert not wants_sample({"DIGEST_SAMPLE": "no"})
    with pytest.raises(ConfigError, match="write yes or no"):
        wants_sample({"DIGEST_SAMPLE": "perhaps"})
