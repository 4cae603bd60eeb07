"""A bus over Redis: publish and subscribe. Redis keeps nothing; it may be emptied, stopped and started at any time."""

from collections.abc import Iterator

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from elearn.web.live.across import BusGoneError

IDLE_SECONDS = 1.0
CONNECT_SECONDS = 2.0


class RedisBus:
    """One channel of a Redis."""

    def __init__(self, url: str, channel: str) -> None:
        self._channel = channel
        # A connection that hangs must not: the caller tries anew by itself, and meanwhile streams look at the log.
        self._client = redis.Redis.from_url(
            url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS, socket_keepalive=True, health_check_interval=10,
            retry=Retry(NoBackoff(), 0),
        )  # fmt: skip

    def send(self, text: str) -> None:
        try:
            self._client.publish(self._channel, text)
        except (redis.RedisError, OSError) as error:
            raise BusGoneError(str(error)) from error

    def listen(self) -> Iterator[str]:
        heard = self._client.pubsub()  # type: ignore[no-untyped-call]  # redis has not typed this one
        try:
            heard.subscribe(self._channel)
            answer = heard.get_message(timeout=CONNECT_SECONDS)
            if answer is None or answer["type"] != "subscribe":
                raise BusGoneError("Redis does not answer")
            yield ""  # only now is nothing missed, so only now is it worth looking at what was
            while True:
                message = heard.get_message(timeout=IDLE_SECONDS)
                yield message["data"].decode("utf-8", "replace") if message and message["type"] == "message" else ""
        except (redis.RedisError, OSError) as error:
            raise BusGoneError(str(error)) from error
        finally:
            heard.close()

    def close(self) -> None:
        self._client.close()
