from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import Refused
from studio.wire import addresses


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://studio.example.org", "https://studio.example.org"),
        ("  Studio.Example.org/ ", "https://studio.example.org"),
        ("https://studio.example.org:8443/", "https://studio.example.org:8443"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://[::1]:8765", "http://[::1]:8765"),
        ("http://192.168.1.20:8765", "http://192.168.1.20:8765"),
        ("theatre.local:8765", "http://theatre.local:8765"),
        ("bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert addresses.tidy(typed) == kept
    assert addresses.tidy(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "https://",
        "http://studio.example.org",
        "ftp://studio.example.org",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "-h",
        "https://user@studio.example.org",
        "https://studio.example.org@evil.example",
        "https://user:secret@studio.example.org",
        "https://studio.example.org/page",
        "https://studio.example.org/?next=x",
        "https://studio.example.org/#x",
        "https://studio.example.org:99999",
        "https://stu dio.example.org",
        "https://studio\n.example.org",
        "https://studio\u202e.example.org",
        "https://xn--a.example.org",
        "http://8.8.8.8",
    ],
)
def test_what_is_no_safe_address_is_refused_in_words(typed: str) -> None:
    """INP-5."""
    with pytest.raises(Refused) as refused:
        addresses.tidy(typed)
    assert len(refused.value.title) <= 60 and refused.value.advice


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("studio.example.org:8443", "studio.example.org:8443"),
        ("bücher.example", "bücher.example"),
        ("例え.例え", "例え.例え"),
        ("аррӏе.com", "xn--80ak6aa92e.com"),
        ("pаypal.com", "xn--pypal-4ve.com"),
    ],
)
def test_a_host_of_mixed_scripts_is_shown_as_what_it_is(typed: str, shown: str) -> None:
    """INP-5."""
    assert addresses.shown(addresses.tidy(typed)) == shown


def test_a_connection_without_encryption_is_said() -> None:
    assert addresses.word_about("http://127.0.0.1:8765") == ""
    assert addresses.word_about("https://studio.example.org") == ""
    assert "without encryption" in addresses.word_about("http://192.168.1.20:8765")


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_safe_address_or_words(typed: str) -> None:
    try:
        kept = addresses.tidy(typed)
    except Refused:
        return
    assert kept.isascii() and "@" not in kept and kept.startswith(("https://", "http://"))
    assert addresses.tidy(kept) == kept
