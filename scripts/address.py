"""Where the web server listens, and by which names people reach it."""

import errno
import os
import socket
from contextlib import suppress

from scripts.messages import Refusal

LOOPBACK = ("127.", "::1", "localhost")
ANY = ("0.0.0.0", "::")


def check_free(host: str, port: int) -> None:
    """Raise Refusal with a sentence when the server could not listen on `host` and `port`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
    except OSError as error:
        raise Refusal(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Cổng {port} đang có chương trình khác dùng (có thể ./run đã chạy ở cửa sổ khác). "
            f"Đồng chí dừng chương trình đó hoặc chọn cổng khác, ví dụ: ./run --port {port + 1 if port < 65535 else 8001}"
        )
    if error.errno == errno.EACCES:
        return f"Không có quyền mở cổng {port}. Đồng chí chọn cổng từ 1024 trở lên, ví dụ: ./run --port 8000"
    return (
        f"Máy này không có địa chỉ {host}. Đồng chí dùng --host 127.0.0.1 (chỉ máy này) "
        "hoặc --host 0.0.0.0 (mọi máy trong mạng nội bộ)."
    )


def is_local(host: str) -> bool:
    """Tell whether only this machine can reach a server on `host`."""
    return host.startswith(LOOPBACK)


def link(host: str, port: int) -> str:
    """Return the address to open in a browser on this machine."""
    name = "127.0.0.1" if host in ANY else host
    return f"http://{_bracketed(name)}:{port}/"


def listen_on(host: str, port: int) -> str:
    """Return `host` and `port` as the web server's option spells them."""
    return f"{_bracketed(host)}:{port}"


def allowed_hosts(host: str) -> list[str]:
    """Return the names under which a browser may ask for a server on `host`: with ANY, all of this machine's."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host not in ANY:
        return list(dict.fromkeys([*names, _bracketed(host)]))
    name = socket.gethostname()
    names += [name, f"{name}.local"]
    with suppress(OSError):
        names += socket.gethostbyname_ex(name)[2]
    outward = outward_address()
    return list(dict.fromkeys([*names, outward] if outward else names))


def outward_address() -> str:
    """Return this machine's address in the office network, or nothing; no packet is sent to find out."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address that documentation may use and nobody has (RFC 5737)
        return probe.getsockname()[0]
    return ""


def environment(host: str, port: int) -> dict:
    """Return the process environment for a server on `host`; what the administrator set is kept.

    VINHDANH_ADDRESS is what letters print: none for a server that only this machine can reach.
    """
    outward = "" if is_local(host) else outward_address() if host in ANY else host
    address = f"http://{_bracketed(outward)}:{port}" if outward else ""
    return {"VINHDANH_HOSTS": ",".join(allowed_hosts(host)), "VINHDANH_ADDRESS": address} | dict(os.environ)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
