"""HTTP connections that are closed when no whole request comes: an open line that says nothing costs little, but not nothing."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


def protocol_with_patience(seconds: float) -> type[asyncio.Protocol]:
    """A protocol whose connections have so long for the headers of their next request, however slowly they trickle."""

    class PatientProtocol(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base has it
            super().connection_made(transport)
            self._wait()

        def handle_events(self) -> None:
            super().handle_events()
            if self._is_answering():
                self._forget()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if not self._is_answering():
                self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._forget()
            super().connection_lost(exc)

        def _is_answering(self) -> bool:
            return self.cycle is not None and not self.cycle.response_complete  # type: ignore[redundant-expr]  # it begins as None

        def _wait(self) -> None:
            self._forget()
            self._deadline = self.loop.call_later(seconds, self._give_up)

        def _forget(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _give_up(self) -> None:
            if not self._is_answering() and not self.transport.is_closing():
                if self.conn.our_state is h11.IDLE:
                    self.conn.send(h11.ConnectionClosed())
                self.transport.close()

    return PatientProtocol
