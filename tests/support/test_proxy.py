"""The wire that tests spoil does what it says."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.proxy import Proxy, proxy_to

WITHIN = 5.0


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(WITHIN)
        yield listening


@pytest.fixture
def proxy(listener: socket.socket) -> Iterator[Proxy]:
    with proxy_to(listener.getsockname()[1]) as opened:
        yield opened


@contextmanager
def _both(proxy: Proxy, listener: socket.socket) -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of a connection, by which something has passed both ways."""
    with socket.create_connection(("127.0.0.1", proxy.port), WITHIN) as one, listener.accept()[0] as other:
        other.settimeout(WITHIN)
        for sender, taker in ((one, other), (other, one)):
            sender.sendall(b"hello")
            assert taker.recv(100) == b"hello"
        yield one, other


def test_it_passes_on_what_is_said_and_that_one_is_done(proxy: Proxy, listener: socket.socket) -> None:
    with _both(proxy, listener) as (one, other):
        assert proxy.count == 1
        one.shutdown(socket.SHUT_WR)
        assert other.recv(100) == b""
        other.sendall(b"goodbye")
        other.close()
        assert (one.recv(100), one.recv(100)) == (b"goodbye", b"")


def test_a_reset_breaks_off_both_sides(proxy: Proxy, listener: socket.socket) -> None:
    with _both(proxy, listener) as ends:
        proxy.reset()
        for end in ends:
            with pytest.raises(ConnectionResetError):
                end.recv(100)


def test_a_cut_lets_so_many_bytes_pass_and_breaks_off_in_the_middle(proxy: Proxy, listener: socket.socket) -> None:
    with _both(proxy, listener) as (one, other):
        proxy.cut(after=4)
        one.sendall(b"a frame")
        assert other.recv(100) == b"a fr"
        for end in (one, other):
            with pytest.raises(ConnectionResetError):
                end.recv(100)


def test_a_half_open_connection_is_silent_and_who_comes_again_is_led_on(proxy: Proxy, listener: socket.socket) -> None:
    with _both(proxy, listener) as (one, other):
        proxy.half_open()
        one.sendall(b"is anybody there?")
        one.close()
        other.settimeout(0.3)
        with pytest.raises(TimeoutError):
            other.recv(100)
        assert proxy.count == 0
        with _both(proxy, listener):
            assert proxy.count == 1


def test_while_it_is_dropped_nothing_passes_for_who_comes_either_and_then_all_are_broken_off(
    proxy: Proxy, listener: socket.socket
) -> None:
    with _both(proxy, listener) as (one, other):
        proxy.drop()
        with socket.create_connection(("127.0.0.1", proxy.port), WITHIN) as late, listener.accept()[0] as led:
            for sender, taker in ((one, other), (late, led)):
                sender.sendall(b"is anybody there?")
                taker.settimeout(0.1)
                with pytest.raises(TimeoutError):
                    taker.recv(100)
            proxy.restore()
            for end in (one, other, late, led):
                end.settimeout(WITHIN)
                with pytest.raises(ConnectionResetError):
                    end.recv(100)
    with _both(proxy, listener):
        assert proxy.count == 1
