"""python-telegram-bot's wire, on aiohttp: httpx is the slow part of a busy bot (platform.md section 5)."""

from __future__ import annotations

from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

#: Shorter than Telegram's own: a connection that the server has closed would lose a request in doubt.
KEEP_ALIVE = 20.0


class Transport(BaseRequest):
    """Requests to the Bot API over one pooled aiohttp session."""

    def __init__(self, *, connections: int = 32, timeout: float = 15.0) -> None:
        """Set the pool's size and the seconds to wait for an answer; the session opens at first use."""
        self._connections = connections
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return the seconds that an answer may take."""
        return self._timeout

    async def initialize(self) -> None:
        """Nothing to do: the session is opened by the first request, in its own loop."""

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; the cause of what is raised tells refused from in doubt (`never_left`)."""
        seconds = self._timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            return await self._send(url, method, request_data, seconds)
        except TimeoutError as exc:
            msg = "Telegram did not answer in time"
            raise TimedOut(msg) from exc
        except aiohttp.ClientError as exc:
            # The class only: the text of some aiohttp errors holds the URL, and the URL holds the token.
            msg = f"no answer from Telegram ({type(exc).__name__})"
            raise NetworkError(msg) from exc

    async def _send(
        self, url: str, method: str, request_data: RequestData | None, seconds: float | None
    ) -> tuple[int, bytes]:
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=5.0)
        async with self._open().request(method, url, data=_form(request_data), timeout=timeout) as answer:
            return answer.status, await answer.read()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)
        return self._session


def _form(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


def never_left(exc: BaseException) -> bool:
    """Say whether a failed request certainly did not reach Telegram, so that a repeat cannot be a copy."""
    cause = exc.__cause__
    return isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
