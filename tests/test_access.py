"""Who may use the HTTP port, from here and from other machines."""

from __future__ import annotations

import http.client
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from serving import Serving
from typer.testing import CliRunner
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bridges.access import Access, Asked
from server import cli, remote, screen
from server.settings import Settings, StartError

TOKEN = "abcdefghijklmnopqrstuv"
PHONE, LAPTOP = "192.168.1.77", "192.168.1.5:9180"


@pytest.mark.parametrize(
    ("host", "origin", "welcome"),
    [
        ("127.0.0.1:9180", None, True),
        ("localhost:9180", "http://localhost:9180", True),
        ("[::1]:9180", "http://[::1]:9180", True),
        ("127.0.0.1:9180", "http://evil.example", False),
        ("127.0.0.1:9180", "null", False),
        ("127.0.0.1:9180", "http://127.0.0.1:3000", False),
        ("127.0.0.1:9180", "https://127.0.0.1:9180", False),
        ("evil.example:9180", None, False),
        ("evil.example:9180", "http://evil.example:9180", False),
        ("127.0.0.1.evil.example", None, False),
        ("evil.example@127.0.0.1", None, False),
        ("127.0.0.1/x", None, False),
        ("[::1", None, False),
        (None, None, False),
    ],
)
def test_foreign_pages_and_rebound_names_are_turned_away(
    host: str | None, origin: str | None, welcome: bool
) -> None:
    asked = Asked("/", "127.0.0.1", [host] if host else [], [origin] if origin else [])
    assert (Access().refusal(asked) == "") is welcome


@pytest.mark.parametrize(
    ("target", "cookies", "welcome"),
    [
        ("/", [], False),
        (f"/?token={TOKEN}", [], True),
        (f"/frame.jpg?x=1&token={TOKEN}", [], True),
        (f"/?token={TOKEN[:-1]}", [], False),
        ("/?token=", [], False),
        ("/?token=%ff%00", [], False),
        ("/ws", [f"klangbild={TOKEN}"], True),
        ("/ws", [f"theme=dark; klangbild={TOKEN}"], True),
        ("/ws", ["klangbild="], False),
        ("/ws", [f"other={TOKEN}"], False),
        ("/ws", ["\x00;;=;"], False),
    ],
)
def test_others_need_the_token(target: str, cookies: list[str], welcome: bool) -> None:
    asked = Asked(target, PHONE, [LAPTOP], [f"http://{LAPTOP}"], cookies)
    assert (Access(TOKEN).refusal(asked) == "") is welcome
    assert Access().refusal(asked), "without --remote nobody else is let in"


def test_an_empty_token_opens_nothing() -> None:
    assert Access("").refusal(Asked("/?token=", PHONE, [LAPTOP], [], ["klangbild="]))
    assert Access("").welcome(Asked("/?token=", PHONE, [LAPTOP])) is None


@pytest.mark.parametrize("host", ["127.0.0.1:9180", "localhost:9180"])
def test_who_only_says_to_be_here_is_not(host: str) -> None:
    assert Access(TOKEN).refusal(Asked("/", PHONE, [host]))
    assert not Access(TOKEN).refusal(Asked("/", "127.0.0.1", [host]))


def test_the_token_does_not_let_pages_of_other_sites_in() -> None:
    cookies = [f"klangbild={TOKEN}"]
    for origins in (["http://evil.example"], ["null"], [f"http://{LAPTOP}", "http://evil.example"]):
        assert Access(TOKEN).refusal(Asked("/ws", PHONE, [LAPTOP], origins, cookies))


def test_the_token_leaves_the_address_that_everybody_sees() -> None:
    asked = Asked(f"/display?alpha=1&token={TOKEN}", PHONE, [LAPTOP])
    location, cookie = Access(TOKEN).welcome(asked) or ("", "")
    assert location == "/display?alpha=1"
    assert cookie.startswith(f"klangbild={TOKEN}; ")
    assert {"HttpOnly", "SameSite=Lax"} <= {*cookie.split("; ")}
    assert Access(TOKEN).welcome(Asked("/display?token=wrong", PHONE, [LAPTOP])) is None


# --- a server that is open to others


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("home")
    with Serving("repeat", remote=True, folder=folder) as running:
        yield running


def get(served: Serving, path: str, **headers: str) -> http.client.HTTPResponse:
    """As another machine asks: by a name that is not this machine's own."""
    line = http.client.HTTPConnection(remote.address(), served.app.http_port, timeout=20)
    line.request("GET", path, headers={"Accept": "text/html", "Host": LAPTOP, **headers})
    reply = line.getresponse()
    line.close()
    return reply


def test_a_phone_opens_the_page_once_with_the_token(served: Serving) -> None:
    assert get(served, "/display").status == 403
    first = get(served, f"/display?token={served.app.token}")
    assert (first.status, first.headers["Location"]) == (303, "/display")
    cookie = first.headers["Set-Cookie"].partition(";")[0]
    assert get(served, "/display", Cookie=cookie).status == 200
    assert get(served, "/health", Cookie=cookie + "x").status == 403


def test_its_web_socket_needs_it_too(served: Serving) -> None:
    url = f"ws://{remote.address()}:{served.app.http_port}/ws"
    with pytest.raises(InvalidStatus), connect(url, additional_headers={"Host": LAPTOP}):
        pass
    with connect(f"{url}?token={served.app.token}") as line:
        line.send('{"address": "/ping", "args": {"n": 3}}')
        assert line.recv(20) == '{"address": "/pong", "args": {"n": 3}}'


def test_and_the_stream(served: Serving) -> None:
    assert get(served, "/stream.mjpg").status == 403
    assert get(served, f"/stream.mjpg?token={served.app.token}").status != 403


def test_osc_stays_on_this_machine(served: Serving) -> None:
    assert served.app.osc._transport.get_extra_info("sockname")[0] == "127.0.0.1"


def test_the_token_is_kept_for_the_next_start_and_from_other_users(tmp_path: Path) -> None:
    token = remote.token(tmp_path / "new")
    file = tmp_path / "new" / "token"
    assert remote.token(tmp_path / "new") == token
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("short\n")
    renewed = remote.token(tmp_path / "new")
    assert renewed not in ("short", token)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match="KLANGBILD_FOLDER"):
        remote.token(tmp_path / "file")


def test_the_start_screen_says_what_to_open_on_a_phone() -> None:
    console = Console(width=200, record=True, file=None, quiet=True)
    with console.capture() as said:
        console.quiet = False
        console.print(screen.welcome(Settings(remote=True), 9100, 9180, TOKEN))
    assert f"http://{remote.address()}:9180/?token={TOKEN}" in said.get()
    assert "▄" in said.get(), "to be photographed"


def test_another_host_is_refused_with_what_to_do_instead() -> None:
    done = CliRunner().invoke(cli.app, ["serve", "--host", "0.0.0.0"])
    assert done.exit_code != 0
    assert "--remote" in done.output
