"""Every answer repeats the number of its call, so that one that was swapped or kept on the way is noticed."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.wire.headers import CALL_NUMBER

_NAME = CALL_NUMBER.lower().encode()


class CallNumber:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        numbers = [value for name, value in scope.get("headers", ()) if name == _NAME]

        async def send_numbered(message: Message) -> None:
            if message["type"] == "http.response.start" and numbers:
                message["headers"] = [*message.get("headers", ()), (_NAME, numbers[0])]
            await send(message)

        await self._app(scope, receive, send_numbered)
