"""The thread that drives the llama.cpp contexts on one device.

Two contexts computing at once on one device only take turns at its caches and cores, so they really take turns: a
forward pass of each model that has something to do, in rotation. Only contexts that keep one core busy each have lanes
beside one another. Work reaches the lane in posts, one a turn of the event loop, so that what was queued together is
batched together.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue

from specrc_cli.backends.llama.deliveries import Delivery
from specrc_cli.backends.llama.scheduler import Scheduler

Command = Callable[[], None]
"""Something to be done on the lane's thread between two passes."""

_LANES: dict[tuple[str, int], Lane] = {}
_LANES_LOCK = threading.Lock()
_STOP_SECONDS = 2.0


class Client:
    """One context on a lane: its scheduler, the event loop it reports to, and whom to tell when it breaks."""

    def __init__(self, scheduler: Scheduler, *, on_error: Callable[[BaseException], None]) -> None:
        self.scheduler = scheduler
        self.loop = asyncio.get_running_loop()
        self.on_error = on_error
        self._posts: list[Command] = []

    def post(self, lane: Lane, command: Command) -> None:
        """Queue a command; all of one turn of the event loop reach the lane together."""
        if not self._posts:
            self.loop.call_soon(self._send, lane)
        self._posts.append(command)

    def submit(self, lane: Lane, command: Command) -> None:
        """Have a command done on the lane before the next pass, if the model is still driven then. From any thread."""
        lane.submit(partial(self._run_if_driven, lane, command))

    def _run_if_driven(self, lane: Lane, command: Command) -> None:
        if lane.drives(self):
            self._run(lane, [command])

    def _send(self, lane: Lane) -> None:
        posts, self._posts = self._posts, []
        lane.submit(partial(self._run, lane, posts))

    def _run(self, lane: Lane, posts: list[Command]) -> None:
        try:
            for command in posts:
                command()
        except Exception as error:
            lane.give_up(self, error)

    def tell(self, deliveries: list[Delivery]) -> None:
        """Have deliveries made on the event loop's thread, in order; a loop that is gone hears nothing."""
        if deliveries:
            with suppress(RuntimeError):
                self.loop.call_soon_threadsafe(_deliver, deliveries)


class Lane:
    """A thread, its inbox, and the contexts it drives."""

    def __init__(self, name: str) -> None:
        self._inbox: SimpleQueue[Command] = SimpleQueue()
        self._clients: list[Client] = []
        self._running = True
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @staticmethod
    def of(device: str, place: int = 0) -> Lane:
        """A lane of a device, the first or one beside it; the process has one of each."""
        key = device, place
        with _LANES_LOCK:
            if key not in _LANES:
                _LANES[key] = Lane(f"specrc-{device}-{place}" if place else f"specrc-{device}")
                atexit.register(_LANES[key].stop)
            return _LANES[key]

    def submit(self, command: Command) -> None:
        self._inbox.put(command)

    def add(self, client: Client) -> None:
        """Drive one more context. To be submitted as a command."""
        self._clients.append(client)

    def drives(self, client: Client) -> bool:
        """Whether a context is driven. On the lane's thread."""
        return client in self._clients

    def remove(self, client: Client) -> None:
        """Drive a context no more, and free it. To be submitted as a command."""
        if client in self._clients:
            self._clients.remove(client)
            client.scheduler.free()

    def give_up(self, client: Client, error: Exception) -> None:
        """Drive a context no more that cannot go on, and tell its model why. On the lane's thread."""
        self.remove(client)
        client.tell([partial(client.on_error, error)])

    def stop(self) -> None:
        """End the thread, breaking off a pass under way, before the interpreter takes its ground away."""
        self._running = False
        for client in self._clients:
            client.scheduler.abort()
        self.submit(lambda: None)
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        idle = True
        while self._running:
            self._take_posts(wait=idle)
            idle = True
            for client in list(self._clients):
                if self._step(client):
                    idle = False

    def _take_posts(self, *, wait: bool) -> None:
        """Do what has been posted by now; what is posted meanwhile waits for the next pass."""
        posted = max(self._inbox.qsize(), 1 if wait else 0)
        for _ in range(posted):
            self._inbox.get()()

    def _step(self, client: Client) -> bool:
        try:
            worked, deliveries = client.scheduler.step()
        except Exception as error:
            self.give_up(client, error)
            return False
        client.tell(deliveries)
        return worked


def _deliver(deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        delivery()
