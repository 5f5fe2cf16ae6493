"""Servers that drip, hang, or show a bad certificate: one time-out each, told of, and the others go on."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from news_site import Answer, article, rows, run, scrapy_command, serve_site, site_report

SECONDS = 2
TIMEOUT = f"DOWNLOAD_TIMEOUT={SECONDS}"


def drip_body(out: BinaryIO) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    drip(out)


def drip_head(out: BinaryIO) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(out)


def drip(out: BinaryIO) -> None:
    while True:
        out.write(b"x")
        out.flush()
        time.sleep(0.1)


def say_nothing(out: BinaryIO) -> None:
    time.sleep(4 * SECONDS)


@contextmanager
def serve_raw(answer: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[float]]]:
    """A port whose connections are given to `answer`, one after another, and the times at which they came.

    They are closed in the end: one that `answer` does nothing with hangs."""
    came: list[float] = []
    connections: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                came.append(time.monotonic())
                connections.append(connection)
                with suppress(OSError):
                    answer(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield listener.getsockname()[1], came
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for connection in connections:
                connection.close()


def test_a_page_that_drips_or_hangs_costs_one_time_out_and_is_told_of(tmp_path: Path) -> None:
    with serve_site(6) as site:
        for number, send in ((1002, drip_body), (1003, drip_head), (1004, say_nothing)):
            site.answers[f"/news/{number}"] = Answer(b"", send=send)
        done = run(scrapy_command(site.base, tmp_path, TIMEOUT, "WARRAQ_BACKOFF_SECONDS=0.1"))
        assert done.returncode == 0, done.stderr
        assert [site.asked[f"/news/{number}"] for number in (1002, 1003, 1004)] == [1, 1, 1]
        began = min(hit.began for hit in site.hits if hit.path == "/news/1002")
        ended = max(hit.ended for hit in site.hits if hit.path == "/news/1006")
    assert ended - began < 3 * SECONDS + 2
    assert site_report(tmp_path)["errors"]["timeout"] == 3
    assert len(rows(tmp_path)) == 3


def test_a_handshake_that_hangs_costs_one_time_out(tmp_path: Path) -> None:
    with serve_raw(lambda connection: None) as (port, came):
        began = time.monotonic()
        done = run(scrapy_command(f"https://127.0.0.1:{port}/", tmp_path, TIMEOUT))
        seconds = time.monotonic() - began
    assert done.returncode == 1
    assert len(came) == 1
    assert "nothing could be fetched (timeout" in done.stdout
    assert seconds < SECONDS + 12, "the time-out, and the start of a process on a busy machine"


def test_a_certificate_that_has_lapsed_for_another_name_is_taken(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(lapsed_certificate(tmp_path))
    pages = {
        "/": '<a href="/news/1001">خبر رقم واحد عن أعمال الصيانة في السد</a>',
        "/news/1001": article(1001),
    }

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            path = tls.recv(65536).split(b" ")[1].decode()
            body = pages.get(path, "").encode()
            status = b"200 OK" if body else b"404 Not Found"
            tls.sendall(
                b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n" % status
                + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
            )

    with serve_raw(answer) as (port, _):
        done = run(scrapy_command(f"https://127.0.0.1:{port}/", tmp_path / "lapsed", TIMEOUT))
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path / "lapsed")) == 1


def test_broken_tls_is_told_of(tmp_path: Path) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 not TLS\r\n\r\n")
        connection.shutdown(socket.SHUT_RDWR)

    with serve_raw(answer) as (port, came):
        command = scrapy_command(
            f"https://127.0.0.1:{port}/", tmp_path, TIMEOUT, "WARRAQ_BACKOFF_SECONDS=0.1"
        )
        done = run(command)
    assert done.returncode == 1
    assert "nothing could be fetched (broken_connection" in done.stdout
    assert "Traceback" not in done.stderr
    assert len(came) <= 3


def lapsed_certificate(folder: Path) -> Path:
    """A certificate of its own making, for another name, that lapsed yesterday, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now - timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("192.0.2.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "lapsed.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
