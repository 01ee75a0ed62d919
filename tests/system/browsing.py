"""A headless Chromium over its DevTools protocol: widths, light and dark, what the console says, pictures."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Look:
    """How a page is looked at, and what is asked of it: `ask` is a JavaScript expression."""

    ask: str = "null"
    width: int = 1280
    dark: bool = False
    script: bool = True
    picture: bool = False


@dataclass(frozen=True)
class Seen:
    """What the page answered, what the console complained of, and the picture (PNG), if one was asked for."""

    answer: Any
    complaints: list[str]
    picture: bytes


class Browser:
    """Opens each address in a tab of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def look(self, address: str, **how: Any) -> Seen:
        """What is seen at the address; `how` are the fields of Look."""
        return asyncio.run(self._look(address, Look(**how)))

    async def _look(self, address: str, how: Look) -> Seen:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            async with session.put(f"http://127.0.0.1:{self.port}/json/new?about:blank") as answer:
                target = await answer.json(content_type=None)
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                tab = _Tab(socket)
                for name in ("Page", "Runtime", "Log"):
                    await tab.do(f"{name}.enable")
                metrics = {"width": how.width, "height": 900, "deviceScaleFactor": 1, "mobile": how.width < 600}
                await tab.do("Emulation.setDeviceMetricsOverride", **metrics)
                scheme = {"name": "prefers-color-scheme", "value": "dark" if how.dark else "light"}
                await tab.do("Emulation.setEmulatedMedia", features=[scheme])
                await tab.do("Emulation.setScriptExecutionDisabled", value=not how.script)
                await tab.do("Page.navigate", url=address)
                await tab.until("Page.loadEventFired")
                found = await tab.do("Runtime.evaluate", expression=how.ask, returnByValue=True, awaitPromise=True)
                shot = {"data": ""}
                if how.picture:
                    shot = await tab.do("Page.captureScreenshot", format="png", captureBeyondViewport=True)
            async with session.get(f"http://127.0.0.1:{self.port}/json/close/{target['id']}"):
                pass
        return Seen(found["result"].get("value"), tab.complaints, base64.b64decode(shot["data"]))


class _Tab:
    def __init__(self, socket: Any) -> None:
        self.socket, self.numbers, self.complaints = socket, itertools.count(1), []  # type: ignore[var-annotated]
        self.seen: list[str] = []

    async def do(self, method: str, **params: Any) -> Any:
        number = next(self.numbers)
        await self.socket.send_str(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = await self._next()
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]

    async def until(self, method: str) -> None:
        while method not in self.seen:
            await self._next()

    async def _next(self) -> Any:
        message = json.loads((await self.socket.receive()).data)
        self.seen.append(message.get("method", ""))
        if message.get("method") == "Log.entryAdded":
            self.complaints.append(message["params"]["entry"]["text"])
        if message.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(message["params"]["exceptionDetails"]["text"])
        return message


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser of one's own, ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as folder:
        command = [PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
        command += ["--disable-background-networking", f"--user-data-dir={folder}", "--remote-debugging-port=0"]
        process = subprocess.Popen([*command, "about:blank"], stderr=subprocess.PIPE, text=True)
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "DevTools listening on" in line)
            yield Browser(int(line.split("127.0.0.1:")[1].split("/")[0]))
        finally:
            process.terminate()
            process.wait(15)
            process.stderr.close()  # type: ignore[union-attr]
