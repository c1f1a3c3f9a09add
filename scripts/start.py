"""./run: prepares the machine on the first start, then keeps the web server and the background worker running."""

import argparse
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from scripts import address, environment, installation, native
from scripts.installation import DEMO, REAL, Installation
from scripts.messages import Refusal, complain, say
from scripts.supervisor import Service, supervise

HELP = """\
./run [--port CỔNG] [--host ĐỊA_CHỈ] [--no-demo] [--setup-only]

Khởi động phần mềm Vinh danh. Lần đầu: cài những gì còn thiếu, lập cơ sở dữ liệu và nạp dữ liệu dùng thử.
Mọi dữ liệu nằm trong thư mục var/. Dừng bằng Ctrl-C.

  --port CỔNG      cổng của trang web (mặc định 8000)
  --host ĐỊA_CHỈ   địa chỉ lắng nghe (mặc định 127.0.0.1: chỉ máy này; 0.0.0.0: mọi máy trong mạng nội bộ)
  --no-demo        lập hệ thống trống của cơ quan, hỏi quản trị viên đầu tiên; các lần sau chỉ cần ./run
  --setup-only     chỉ cài đặt (thư mục .venv, thư viện, phông chữ) rồi dừng
  --help           in hướng dẫn này"""
START_SECONDS = 120  # an old machine under load; a server that ends is noticed at once
WORKERS, THREADS = 2, 4
HAS_USERS = """
import django
django.setup()
from django.contrib.auth import get_user_model
raise SystemExit(0 if get_user_model().objects.exists() else 3)
"""


class Options(argparse.ArgumentParser):
    """The options of ./run; a mistake is answered in Vietnamese."""

    def __init__(self) -> None:
        super().__init__(add_help=False, allow_abbrev=False)
        self.add_argument("--help", "-h", action="store_true")
        self.add_argument("--port", type=self._port, default=8000)
        self.add_argument("--host", default="127.0.0.1")
        self.add_argument("--no-demo", action="store_true")
        self.add_argument("--setup-only", action="store_true")

    @staticmethod
    def _port(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
            raise argparse.ArgumentTypeError("cổng là một số từ 1 đến 65535")
        return int(text)

    def error(self, message: str) -> NoReturn:
        """Leave with the help text; argparse's own English message says nothing that the arguments do not."""
        complain(f"Không hiểu các tham số: {' '.join(sys.argv[1:])}\n\n{HELP}")
        sys.exit(2)


def main() -> int:
    """Run the command and return its exit code."""
    options = Options().parse_args()
    if options.help:
        say(HELP)
        return 0
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if not options.setup_only:
            address.check_free(options.host, options.port)
        environment.prepare(("runtime",), native.PDF, "./run")
        if options.setup_only:
            say("Đã cài đủ. Đồng chí chạy ./run để khởi động.")
            return 0
        variables = address.environment(options.host, options.port)
        setup = _set_up(options.no_demo, variables)
        _serve(options.host, options.port, setup, variables)
        say("Đã dừng.")
        return 0
    except Refusal as refusal:
        complain(str(refusal))
        return 1
    except KeyboardInterrupt:
        complain("\nĐã dừng.")
        return 130


def _interrupt(*_) -> NoReturn:
    raise KeyboardInterrupt


def _set_up(no_demo: bool, variables: dict) -> Installation:
    """Bring the database up to date, fill it on the first start, and return what kind of installation this is.

    The kind is settled once: a demo never becomes an office's own system and the other way round, and a database in
    which somebody already has an account is never filled with demo data.
    """
    setup = installation.load()
    if setup.kind == DEMO and no_demo:
        raise Refusal(
            f"Thư mục {installation.var_folder()} đang giữ bản dùng thử. Để lập hệ thống của cơ quan, đồng chí dời nó đi "
            f"(ví dụ: mv {installation.var_folder()} {installation.var_folder()}-dung-thu) rồi chạy lại ./run --no-demo."
        )
    setup.save()  # makes var/
    if not setup.kind:
        say("Đang lập cơ sở dữ liệu. Lần đầu mất khoảng một phút …")
    _manage("lập cơ sở dữ liệu", variables, "migrate", "--no-input", "--skip-checks", "--verbosity", "0")
    if not setup.kind:
        setup = _settle(no_demo, variables)
        setup.save()
    variables["VINHDANH_DEMO"] = "1" if setup.kind == DEMO else "0"
    if not setup.is_filled:
        if setup.kind == DEMO:
            say("Đang nạp dữ liệu dùng thử …")
            _manage("nạp dữ liệu dùng thử", variables, "seed_demo")
        else:
            _manage("lập người quản trị đầu tiên", variables, "first_administrator")
        setup = replace(setup, is_filled=True)
        setup.save()
    return setup


def _settle(no_demo: bool, variables: dict) -> Installation:
    """Decide on the first start what this installation is; a database with users in it is an office's own."""
    asked = subprocess.run(
        [environment.PYTHON, "-c", HAS_USERS], env=_django(variables), cwd=environment.ROOT, check=False
    )
    if asked.returncode not in (0, 3):
        raise Refusal("Không đọc được cơ sở dữ liệu (lý do ở ngay phía trên).")
    if asked.returncode == 0:
        say("Cơ sở dữ liệu đã có người dùng từ trước: mở như hệ thống của cơ quan, không nạp dữ liệu dùng thử.")
        return Installation(REAL, is_filled=True)
    return Installation(REAL if no_demo else DEMO)


def _django(variables: dict) -> dict:
    return {"DJANGO_SETTINGS_MODULE": "config.settings.dev"} | variables


def _manage(step: str, variables: dict, *arguments: str) -> None:
    """Run a management command at this terminal; raise Refusal that names `step` when it fails."""
    done = subprocess.run(
        [environment.PYTHON, "manage.py", *arguments], env=variables, cwd=environment.ROOT, check=False
    )
    if done.returncode:
        raise Refusal(
            f"Chưa {step} được (lý do ở ngay phía trên). "
            "Đồng chí xử lý theo đó rồi chạy lại ./run; việc đã làm không mất."
        )


def _serve(host: str, port: int, setup: Installation, variables: dict) -> None:
    """Keep the web server and the worker running until somebody stops them."""
    logs = installation.var_folder() / "log"
    python = str(environment.PYTHON)
    options = f"--preload --workers {WORKERS} --threads {THREADS} --graceful-timeout 5 --no-control-socket".split()
    web = Service(
        "Máy chủ web",
        (python, "-m", "gunicorn", "config.wsgi", "--bind", address.listen_on(host, port), *options),
        logs / "web.log",
    )
    # nice: a batch of certificates leaves the processor to whoever waits for a page
    worker = Service("Bộ chạy việc nền", ("nice", python, "manage.py", "worker"), logs / "worker.log")
    accounts = None
    if setup.kind == DEMO:
        accounts = subprocess.Popen(
            [python, "manage.py", "demo_accounts", "--skip-checks"],
            env=variables,
            cwd=environment.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def greet(check: Callable[[], None]) -> None:
        _wait_for_answer(host, port, check, web)
        say(f"\nVinh danh đang chạy tại {address.link(host, port)}")
        if not address.is_local(host):
            say(_network_warning(host, port, setup))
        if accounts:
            say("\nTài khoản dùng thử:\n" + accounts.communicate()[0].rstrip())
        say(f"\nNhật ký: {logs}\nDừng bằng Ctrl-C.")

    supervise((web, worker), variables, greet)


def _wait_for_answer(host: str, port: int, check: Callable[[], None], web: Service) -> None:
    """Return when the first page is served; raise Refusal when it is an error page or takes too long."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        check()
        connection = http.client.HTTPConnection(name, port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/")
            status = connection.getresponse().status
        except OSError:
            time.sleep(0.05)
            continue
        finally:
            connection.close()
        if status >= 500:
            raise Refusal(
                f"Trang đầu báo lỗi {status}. Chi tiết trong {web.log}; đồng chí gửi tệp đó cho người phụ trách kỹ thuật."
            )
        return
    raise Refusal(f"Máy chủ web không trả lời sau {START_SECONDS} giây. Chi tiết trong {web.log}.")


def _network_warning(host: str, port: int, setup: Installation) -> str:
    """Return the warning for a server that other machines can reach without encryption."""
    where = address.outward_address() if host in address.ANY else ""
    lines = ["", "CẢNH BÁO: mọi máy trong mạng mở được trang này, và mật khẩu đi qua mạng không được mã hóa."]
    if where:
        lines.append(f"  Địa chỉ cho máy khác: {address.link(where, port)}")
    if setup.kind == DEMO:
        lines.append("  Mật khẩu dùng thử ai cũng biết: không nhập dữ liệu thật vào bản dùng thử.")
    else:
        lines.append("  Dùng lâu dài phải có máy chủ HTTPS đứng trước (config/settings/prod.py).")
    return "\n".join(lines)


if __name__ == "__main__":
    os.umask(0o077)  # whatever lands in var/ is for the office's own account
    sys.exit(main())
