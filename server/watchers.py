"""Clients that want to be told what happens."""

from __future__ import annotations

from bridges.commands import Event
from server.effects import Send


class Watchers:
    """At most `most`; beyond that who asked first gives way. Some watch without being told."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._clients: dict[str, bool] = {}

    def __len__(self) -> int:
        return len(self._clients)

    def __contains__(self, client: str) -> bool:
        return client in self._clients

    def add(self, client: str, told: bool = True) -> None:
        """It watches, as the newest; whether it is `told`."""
        self.drop(client)
        if len(self._clients) >= self._most:
            self._clients.pop(next(iter(self._clients)))
        self._clients[client] = told

    def drop(self, client: str) -> bool:
        """It watches no more; whether it did."""
        return self._clients.pop(client, None) is not None

    def are_told(self, client: str) -> bool:
        """Whether this one is told."""
        return self._clients.get(client, False)

    def tell(self, besides: str, *events: Event) -> list[Send]:
        """Tell all but the client `besides`."""
        listening = [w for w, told in self._clients.items() if told and w != besides]
        return [Send(client, event) for client in listening for event in events]
