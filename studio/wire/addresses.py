"""Addresses of platforms: what may be joined, and how a host is shown so that a look-alike is seen. Pure.

Absolute https; http only where the platform runs on this computer or in one's own network. No user name inside the address.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from urllib.parse import SplitResult, urlsplit

from studio.errors import Refused

_OWN_ENDINGS = (".local", ".lan", ".localhost", ".internal", ".home.arpa")
#: Scripts that are written together in one language.
_TOGETHER = (
    {"CJK", "HIRAGANA", "KATAKANA", "LATIN"},
    {"CJK", "HANGUL", "LATIN"},
    {"CJK", "BOPOMOFO", "LATIN"},
)


def tidy(text: str) -> str:
    """The address as it is kept: `https://host` or `https://host:port`, the host in ASCII. Raises Refused with words."""
    text = text.strip()
    parts = _split(text if "://" in text else f"https://{text}")
    if "@" in parts.netloc:
        raise _refused("This address carries a user name", "Type it without what stands before the @ sign.")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _refused("This is the address of a page", "Type only the platform's name, such as studio.example.org.")
    host = _ascii(parts.hostname or "")
    scheme = parts.scheme if "://" in text else ("http" if _is_own(host) else "https")
    if scheme != "https" and not (scheme == "http" and _is_own(host)):
        raise _refused("This address is not safe", "A platform out on the internet is reached by https only.")
    port = "" if parts.port is None else f":{parts.port}"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}{port}"


def tidy_page(text: str) -> str:
    """The address of a page that anyone may visit, for keeping: absolute https, the host in ASCII. Raises Refused with words."""
    text = text.strip()
    parts = _split(text if "://" in text else f"https://{text}")
    if parts.scheme != "https":
        raise _refused("This is not a safe address", "It begins with https://, as the browser shows it.")
    if "@" in parts.netloc:
        raise _refused("This address carries a user name", "Type it without what stands before the @ sign.")
    host = _ascii(parts.hostname or "")
    if "." not in host and ":" not in host:
        raise _refused("This is not an address", "It looks like https://example.org/a-page.")
    port = "" if parts.port is None else f":{parts.port}"
    return parts._replace(netloc=f"{f'[{host}]' if ':' in host else host}{port}").geturl()


def shown(address: str) -> str:
    """The host (and port) for people's eyes: in its own script when it is only one, in ASCII when scripts mix."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", "" if parts.port is None else f":{parts.port}"
    if "xn--" in host:
        readable = _readable(host)
        if not _scripts_mix(readable):
            return readable + port
    return host + port


def word_about(address: str) -> str:
    """What to say about a connection without encryption; empty where there is nothing to say."""
    if not address.startswith("http://") or is_loopback(address):
        return ""
    return "This platform is reached without encryption. Join it only inside a network that you trust."


def is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # read here, because a wrong port is only found when it is asked for
    except ValueError as error:
        raise _refused("This is not an address", "It looks like studio.example.org.") from error
    if not parts.hostname or any(sign.isspace() or unicodedata.category(sign)[0] == "C" for sign in text):
        raise _refused("This is not an address", "It looks like studio.example.org.")
    return parts


def _ascii(host: str) -> str:
    import idna

    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise _refused("This is not an address", "It looks like studio.example.org.") from error


def _readable(host: str) -> str:
    import idna

    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host


def _is_own(host: str) -> bool:
    """On this computer or in one's own network."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(_OWN_ENDINGS)
    return found.is_loopback or found.is_private or found.is_link_local


def _scripts_mix(host: str) -> bool:
    scripts = {unicodedata.name(sign, "UNKNOWN").split(" ")[0].split("-")[0] for sign in host if sign.isalpha()}
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def _refused(title: str, advice: str) -> Refused:
    return Refused(title, advice, code="address")
