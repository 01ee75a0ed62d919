"""aiohttp alone, as a yardstick for benchmarks: no checks, no signatures, no records."""

import asyncio
import time

import aiohttp


def bare_posts(url: str, body: bytes, number: int, at_once: int) -> float:
    """Posts a second, `number` of them in all."""

    async def all_of_them() -> float:
        slots = asyncio.Semaphore(at_once)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def one() -> None:
                async with slots, session.post(url, data=body) as answer:
                    await answer.read()

            start = time.perf_counter()
            await asyncio.gather(*(one() for _ in range(number)))
            return number / (time.perf_counter() - start)

    return asyncio.run(all_of_them())
