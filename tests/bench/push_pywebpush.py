"""Sends pushes with pywebpush: python push_pywebpush.py <job.json>, with a Python that has it.

16 threads, each with a session that keeps its connection. Prints `{"sent": …, "cpu": …}`: the CPU of the whole process
for `pushes` pushes, after `warm` that are not counted.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import requests
from py_vapid import Vapid
from pywebpush import webpush

THREADS = 16


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text())
    key = Vapid.from_string(job["privateKey"])
    sessions = [requests.Session() for _ in range(THREADS)]

    def send(thread: int, count: int) -> None:
        for at in range(thread, count, THREADS):
            answer = webpush(
                job["subscriptions"][at % len(job["subscriptions"])],
                job["payload"],
                vapid_private_key=key,
                vapid_claims={"sub": job["contact"]},
                ttl=3600,
                headers={"Topic": job["topic"], "Urgency": "high"},
                requests_session=sessions[thread],
            )
            assert answer.status_code == 201

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(send, range(THREADS), repeat(job["warm"])))
        before = time.process_time()
        list(pool.map(send, range(THREADS), repeat(job["pushes"])))
        print(json.dumps({"sent": job["pushes"], "cpu": time.process_time() - before}))


if __name__ == "__main__":
    main()
