"""Who may use the HTTP port: this machine, and others who know the token. No I/O."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

HOSTS = ("127.0.0.1", "localhost", "::1")
COOKIE = "klangbild"
_KEPT_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asked:
    """The head of an HTTP request. `target`: path and query; `peer`: the address it comes from."""

    target: str
    peer: str
    hosts: Sequence[str]
    origins: Sequence[str] = ()
    cookies: Sequence[str] = ()
    """The headers of these names."""


class Access:
    """Without a `token` nobody else is let in."""

    def __init__(self, token: str = "") -> None:
        self._token = token

    def refusal(self, asked: Asked) -> str:
        """Why a request is turned away; empty if it is not.

        A page of another site may not use the server (Origin), nor one that has its own name point
        to this machine (Host). Programs send no Origin.
        """
        here = len(asked.hosts) == 1 and _host_name("//" + asked.hosts[0]) in HOSTS
        if not self._token and not here:
            return "this server answers to " + " and ".join(HOSTS) + " only"
        if not (here and _is_here(asked.peer)) and not self._knows(asked):
            return "open the address with the token that the server says where it was started"
        same = f"http://{asked.hosts[0]}".lower() if asked.hosts else ""
        if len(asked.origins) > 1 or any(origin.lower() != same for origin in asked.origins):
            return "pages of other sites may not use this server"
        return ""

    def welcome(self, asked: Asked) -> tuple[str, str] | None:
        """For a page that is opened with the token in its address: the address without it, and the
        cookie that lets this browser in from now on."""
        path, _, query = asked.target.partition("?")
        rest = [(name, value) for name, value in parse_qsl(query, True) if name != "token"]
        if not self._token or not self._right(_of(query, "token")):
            return None
        cookie = f"{COOKIE}={self._token}; Path=/; Max-Age={_KEPT_S}; HttpOnly; SameSite=Lax"
        return path + ("?" + urlencode(rest) if rest else ""), cookie

    def _knows(self, asked: Asked) -> bool:
        said = [_of(asked.target.partition("?")[2], "token")]
        for header in asked.cookies:
            with suppress(CookieError):
                said += [m.value for m in SimpleCookie(header).values() if m.key == COOKIE]
        return any(self._right(each) for each in said)

    def _right(self, said: str) -> bool:
        return hmac.compare_digest(said.encode(), self._token.encode())


def _of(query: str, name: str) -> str:
    return dict(parse_qsl(query)).get(name, "")


def _is_here(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return address.is_loopback


def _host_name(url: str) -> str:
    try:
        parts = urlsplit(url)
        return parts.hostname or "" if parts.path == "" and parts.username is None else ""
    except ValueError:
        return ""
