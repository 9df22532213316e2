"""Short texts that this server hands out and recognises again: tokens, nonces, cursors, cookies."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

Fact = str | int


class Sealer:
    """Texts with a MAC under the server's secret; one purpose's text is never taken for another's."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def seal(self, purpose: str, *facts: Fact) -> str:
        payload = base64.urlsafe_b64encode(json.dumps(facts).encode()).decode().rstrip("=")
        return f"{payload}.{self._mac(purpose, payload)}"

    def open(self, purpose: str, text: str) -> tuple[Fact, ...] | None:
        """The facts, or None for anything that this server did not make for this purpose."""
        payload, _, mac = text.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(purpose, payload).encode()):
            return None
        return tuple(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))

    def derive(self, purpose: str, fact: str) -> str:
        """A text that only this server can make, the same each time."""
        return self._mac(purpose, fact)

    def proves(self, purpose: str, fact: str, proof: str) -> bool:
        """Whether the proof is what ``derive`` makes."""
        return hmac.compare_digest(proof.encode(), self.derive(purpose, fact).encode())

    def _mac(self, purpose: str, text: str) -> str:
        digest = hmac.new(self._secret, f"{purpose}\n{text}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
