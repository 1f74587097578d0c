"""Reminders sent per second of the sender's CPU, over TLS: python tests/bench/pushes.py [pushes].

Ours is the finished server, from due rows in its database to rows marked as sent; node's `web-push` and `pywebpush`
are handed a subscription and a payload and only send. All send the same 1,536 bytes to the same push service on this
machine, which decrypts and checks each one in a process of its own; each push goes to a subscription of its own. The
two libraries come from npm and PyPI into `build/bench/peers`, and are driven as their documentation says, with
connections that are kept (their default is a new one for each push, which costs far more).
"""

import asyncio
import json
import os
import secrets
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from cryptography.hazmat.primitives.asymmetric import ec
from load import cpu_seconds, postgres
from push_sink import make_certificate
from rows import FOLDER, measured

from api import ids
from api.services.push import application_server_key, payload
from live_server import LiveServer

PUSHES = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
WARM = 300
ROUNDS = 5
NOTICE = 200  # bytes of a sealed notice
PEERS = FOLDER / "peers"
HERE = Path(__file__).resolve().parent
NPM, PIP = "web-push@3.6.7", "pywebpush==2.5.0"
BIN = Path(sys.executable).parent


class Store(Protocol):
    """A server's database, reached past it."""

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None: ...
    def make_due(self) -> None: ...
    def left(self) -> int: ...
    def cpu(self) -> float: ...


class InSqlite:
    """The file of a server that runs: it lets others write between its own transactions."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, timeout=30)

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        columns = list(rows[0])
        marks = ", ".join("?" for _ in columns)
        self._database.execute("BEGIN IMMEDIATE")
        text = f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({marks})'
        self._database.executemany(text, [list(row.values()) for row in rows])
        self._database.execute("COMMIT")

    def make_due(self) -> None:
        now = int(time.time())
        text = "UPDATE reminder SET at = ?, next_at = ?, expires = ?, attempt = 0, notice = randomblob(?)"
        self._database.execute(text, (now, now, now + 3600, NOTICE))

    def left(self) -> int:
        return int(self._database.execute("SELECT COUNT(*) FROM reminder WHERE attempt <> -1").fetchone()[0])

    def cpu(self) -> float:
        return 0.0  # it works inside the server


class InPostgres:
    """A connection of its own."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._database = self._loop.run_until_complete(asyncpg.connect(url))

    def _run(self, text: str, *values: Any) -> Any:
        return self._loop.run_until_complete(self._database.fetch(text, *values))

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        lines = [tuple(row.values()) for row in rows]
        copied = self._database.copy_records_to_table(table, records=lines, columns=list(rows[0]))
        self._loop.run_until_complete(copied)

    def make_due(self) -> None:
        now = int(time.time())
        text = "UPDATE reminder SET at = $1, next_at = $1, expires = $2, attempt = 0, notice = $3"
        self._run(text, now, now + 3600, secrets.token_bytes(NOTICE))

    def left(self) -> int:
        return int(self._run("SELECT COUNT(*) FROM reminder WHERE attempt <> -1")[0][0])

    def cpu(self) -> float:
        """Of all its processes but the one that serves this connection."""
        found = self._run("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        return sum(cpu_seconds(row["pid"]) for row in found)


def fill(store: Store, subscriptions: Iterable[dict[str, Any]]) -> None:
    """For each subscription an account, its session, and one reminder that is not due yet."""
    tables: dict[str, list[dict[str, Any]]] = {"account": [], "session": [], "subscription": [], "reminder": []}
    later = int(time.time()) + 30 * 86_400
    for one in subscriptions:
        account, token = secrets.token_hex(16), secrets.token_hex(32)
        row: dict[str, Any] = {name: secrets.token_hex(32) for name in ("lookup", "recovery_lookup")}
        row |= dict.fromkeys(("sign_in_hash", "recovery_hash"), "none")
        row |= dict.fromkeys(("public_key", "private_key", "slots", "vault_chain"), b"sealed")
        row |= dict.fromkeys(("recovery_wait", "clock", "floor", "events", "records", "stored", "paused_until"), 0)
        tables["account"].append({"id": account, "role": "survivor", "disabled": False, **row})
        tables["session"].append(
            {"token_hash": token, "id": secrets.token_hex(16), "account_id": account, "kind": "full"}
            | {"first_day": 20_000, "last_day": 20_000, "ends": later}
        )
        tables["subscription"].append(
            {"session_id": token, "account": account, "endpoint": one["endpoint"], "failures": 0}
            | {"endpoint_hash": secrets.token_hex(32), "lang": "en"}
            | {name: ids.from_base64url(one["keys"][name]) for name in ("p256dh", "auth")}
        )
        record = ids.record_name(account, secrets.token_hex(16))
        tables["reminder"].append(
            {"name": ids.numbered_name(record, later), "account": account, "record": record, "at": later}
            | {"notice": None, "next_at": later, "attempt": 0, "expires": later}
        )
    for table, rows in tables.items():
        store.insert(table, rows)


def dispatched(server: LiveServer, store: Store) -> tuple[float, float]:
    """Makes all reminders due and waits until all are marked as sent; gives CPU seconds: server's, database's."""
    before, its = cpu_seconds(server.pid), store.cpu()
    store.make_due()
    end = time.monotonic() + 120
    while left := store.left():
        assert time.monotonic() < end, f"{left} reminders are not sent"
        time.sleep(0.25)
    return cpu_seconds(server.pid) - before, store.cpu() - its


def installed() -> tuple[list[str], list[str]]:
    """Gives what starts either library's sender; installs them at the first time."""
    node, python = PEERS / "node", PEERS / "python"
    if not (node / "node_modules" / "web-push").is_dir():
        node.mkdir(parents=True, exist_ok=True)
        npm = [str(BIN / "npm"), "install", "--prefix", str(node), "--ignore-scripts", "--no-audit", "--no-fund"]
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        subprocess.run([*npm, NPM], check=True, capture_output=True, env=os.environ | {"PATH": path})
    if not (python / "lib").is_dir():
        subprocess.run([sys.executable, "-m", "venv", str(python)], check=True)
        subprocess.run([str(python / "bin" / "pip"), "install", "--quiet", PIP], check=True, capture_output=True)
    return (
        [str(BIN / "node"), str(HERE / "push_node.mjs"), "{job}", str(node)],
        [str(python / "bin" / "python"), str(HERE / "push_pywebpush.py"), "{job}"],
    )


def peer(command: list[str], job: Path, trust: dict[str, str]) -> float:
    """CPU seconds that a library takes for all pushes."""
    words = [str(job) if word == "{job}" else word for word in command]
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=os.environ | trust, timeout=300)
    assert done.returncode == 0, done.stderr
    return float(json.loads(done.stdout)["cpu"])


def write_job(path: Path, subscriptions: list[dict[str, Any]]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    notice = secrets.token_bytes(NOTICE)
    text = payload(tag="T" * 32, lang="en", navigate="https://daybook.example/app/", notice=notice).decode()
    private = ids.to_base64url(key.private_numbers().private_value.to_bytes(32))
    keys = {"publicKey": application_server_key(key), "privateKey": private, "contact": "mailto:operator@example.org"}
    work = {"subscriptions": subscriptions, "payload": text, "topic": "T" * 32, "pushes": PUSHES, "warm": WARM}
    path.write_text(json.dumps(work | keys))


def main() -> None:
    node, python = installed()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="handrail-bench-")))
        make_certificate(folder)
        command = [sys.executable, str(HERE / "push_sink.py"), str(folder), str(PUSHES)]
        sink = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        stack.callback(sink.wait)
        assert sink.stdin
        assert sink.stdout
        stack.callback(sink.stdin.close)
        told = json.loads(sink.stdout.readline())
        trust = dict.fromkeys(("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"), str(folder / "cert.pem"))
        job = folder / "job.json"
        write_job(job, told["subscriptions"])
        url = stack.enter_context(postgres())
        servers: dict[str, tuple[LiveServer, Store]] = {}
        for engine, more in (("SQLite", {}), ("PostgreSQL", {"HANDRAIL_DATABASE_URL": url})):
            server = LiveServer(told["origin"], **trust, **more)
            stack.callback(server.remove)
            store: Store = InPostgres(url) if more else InSqlite(server.data / "handrail.sqlite3")
            fill(store, told["subscriptions"])
            servers[engine] = (server, store)
        rates: dict[str, list[float]] = {}
        database: list[float] = []

        def note(name: str, spent: float, came: int) -> None:
            sink.stdin.write("\n")
            sink.stdin.flush()
            seen = json.loads(sink.stdout.readline())
            assert seen == {"pushes": came, "wrong": [], "bytes": [1536]}, seen
            rates.setdefault(name, []).append(PUSHES / spent)

        for turn in range(ROUNDS + 1):
            for engine, (server, store) in servers.items():
                spent, its = dispatched(server, store)
                note(engine, spent, PUSHES)
                if engine == "PostgreSQL" and turn:
                    database.append(PUSHES / (spent + its))
            if not turn:  # a round to warm up; the libraries warm up in each of theirs
                rates.clear()
                continue
            note("web-push", peer(node, job, trust), PUSHES + WARM)
            note("pywebpush", peer(python, job, trust), PUSHES + WARM)
    report(rates, database)


def report(rates: dict[str, list[float]], database: list[float]) -> None:
    unit = "pushes/CPU s"
    for engine in ("SQLite", "PostgreSQL"):
        measured(f"{engine}: reminders, from due row to marked sent, over TLS", rates[engine], unit)
    measured("PostgreSQL: the same, with the database's own CPU", database, unit)
    measured("node web-push, 64 at once, connections kept", rates["web-push"], unit)
    measured("pywebpush, 16 threads, connections kept", rates["pywebpush"], unit)
    for engine in ("SQLite", "PostgreSQL"):
        ratios = [mine / its for mine, its in zip(rates[engine], rates["web-push"], strict=True)]
        measured(f"{engine}: reminders sent per CPU second, against node web-push", ratios, "×", at_least=2)
        others = [mine / its for mine, its in zip(rates[engine], rates["pywebpush"], strict=True)]
        print(f"{engine}: {statistics.median(others):.1f} × pywebpush", flush=True)


if __name__ == "__main__":
    main()
