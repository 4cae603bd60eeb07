"""Streams by themselves: a thousand that are open and silent, and thousands that are opened and closed, with no more than a socket each."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

from bench.learners import Learner

HELD_AT_ONCE = 20
"""streams that are being opened in the same moment"""
Held = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def opened(learner: Learner) -> Held:
    """One more stream of a learner who is signed in, of which the first event has come. Raises RuntimeError when it is not let in."""
    url = urlsplit(str(learner.http.base_url))
    cookies = "; ".join(f"{each.name}={each.value}" for each in learner.http.cookies.jar)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    asked = (
        f"GET /live{learner.path}?since=0&mine=0 HTTP/1.1\r\nHost: {url.netloc}\r\nCookie: {cookies}\r\nAccept: text/event-stream\r\n\r\n"
    )
    writer.write(asked.encode())
    status = await reader.readline()
    if b" 200 " not in status:
        writer.close()
        raise RuntimeError(f"a stream was answered {status!r}")
    await reader.readuntil(b"event: ")
    return reader, writer


async def closed(held: Held) -> None:
    """Go away, as a browser does whose window is shut."""
    held[1].close()
    await asyncio.gather(held[1].wait_closed(), return_exceptions=True)


async def held(learners: Sequence[Learner], count: int) -> list[Held]:
    """So many streams, open and left alone."""
    at_once = asyncio.Semaphore(HELD_AT_ONCE)

    async def one(number: int) -> Held:
        async with at_once:
            return await opened(learners[number % len(learners)])

    return await asyncio.gather(*(one(number) for number in range(count)))


async def cycles(learners: Sequence[Learner], count: int) -> None:
    """Open and close, so many times."""
    at_once = asyncio.Semaphore(HELD_AT_ONCE)

    async def one(number: int) -> None:
        async with at_once:
            await closed(await opened(learners[number % len(learners)]))

    await asyncio.gather(*(one(number) for number in range(count)))
