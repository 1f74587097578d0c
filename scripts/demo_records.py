"""Records of invented people, made through the Python client: what the samples have in common."""

import secrets
from datetime import date, timedelta
from typing import Any

from protocol.links import word_list

ORDER = "VWXYZ"  # sort keys of a few things made at once
Plain = dict[str, Any]


def words(count: int) -> list[str]:
    """Random words without hyphens of their own, so that they are read and typed the same way."""
    plain = [word for word in word_list() if "-" not in word]
    return [secrets.choice(plain) for _ in range(count)]


def record(type_: str, today: date, **members: Any) -> Plain:
    return {"type": type_, "v": 1, "created": today.isoformat(), "by": {}, **members}


def things(day: str, *texts: tuple[str, str | None]) -> list[Plain]:
    """Steps or stages in order; `day` names the member that holds the day on which each was done."""
    return [
        {"id": secrets.token_hex(16), "text": text, day: done, "order": order}
        for order, (text, done) in zip(ORDER, texts, strict=False)
    ]


def goal(today: date, title: str, area: str, *steps: tuple[str, str | None]) -> Plain:
    return record(
        "goal", today, title=title, area=area, state="active", steps=things("done_on", *steps),
        target_date=None, template=None, **{"from": None},
    )  # fmt: skip


def appointment(today: date, days: int, time: str, zone: str, **members: Any) -> Plain:
    start = {"date": (today + timedelta(days=days)).isoformat(), "time": time, "zone": zone}
    given = {"needs": [], "bring": [], "minutes": 30, "lead_times": [1440, 60]} | members
    return record("appointment", today, start=start, repeat={"every": "none", "until": None}, state="planned", **given)
