"""Makes a sample person, plainly invented, through the Python client, and prints how to open her daybook.

`scripts/run --demo` starts it with the address of the server and a one-time code of `handrail staff add`, with which a
case manager and twelve people are made too; by hand: `python scripts/demo.py http://localhost:8000 [CODE]`.
"""

import asyncio
import os
import secrets
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import httpx

from client import Device
from demo_desk import make_desk
from demo_records import appointment, goal, record, things, words
from protocol import codes

Plain = dict[str, Any]


def zone_of_this_machine() -> str:
    """The IANA zone here; UTC where the machine names none."""
    linked = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    for name in (os.environ.get("TZ", "").lstrip(":"), linked):
        try:
            if name and ZoneInfo(name):
                return name
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return "UTC"


def daybook(today: date, zone: str) -> list[Plain]:
    """Her records: three goals with steps, two appointments, a milestone with stages. Nobody real."""
    before = (today - timedelta(days=3)).isoformat()
    ride = {"id": secrets.token_hex(16), "kind": "transport", "state": "arranged", "how": "9:15, blue car"}
    return [
        goal(today, "Learn the bus to town", "me", ("Find line 4 on the map", before), ("Ride one stop", None),
             ("Ride all the way", None)),
        goal(today, "Finish the English course", "learning", ("Ask when it starts", before),
             ("Send the form", before), ("Buy a notebook", None)),
        goal(today, "Cook for a friend", "home", ("Choose a dish", None), ("Ask Sam for a day", None)),
        appointment(today, 1, "10:00", zone, title="Dentist", kind="doctor", place="Sample Street 4",
                    bring=["insurance card"], needs=[ride], **{"with": "Dr. Sample"}),
        appointment(today, 5, "14:30", zone, title="Course desk", kind="school", place="Example School, room 2",
                    bring=["school papers"], **{"with": ""}),
        record("milestone", today, track="money", title="Bank account", note="", certificate=None,
               stages=things("reached_on", ("Documents", before), ("Account", None), ("Card", None))),
    ]  # fmt: skip


async def main(origin: str, staff_code: str | None) -> None:
    """Makes her at the server with this address and prints her words; with a staff code, a case manager as well."""
    handle, passphrase, zone = "-".join(words(3)), " ".join(words(6)), zone_of_this_machine()
    async with httpx.AsyncClient(base_url=origin, timeout=30) as http:
        device = Device(http)
        shown = codes.show(await device.sign_up(handle, passphrase))
        for plain in daybook(datetime.now(ZoneInfo(zone)).date(), zone):
            device.save(plain)
        await device.sync()
        await device.sign_out()
    grouped = " ".join(shown[at : at + 4] for at in range(0, len(shown), 4))
    print(
        f"""
A sample person was made. Nobody real, nothing secret.

  Open:         {origin}/app/  and choose "I already have one", then "Words"
  Three words:  {handle}
  Six words:    {passphrase}
  PIN:          any you like

  Or by code:   {grouped}
"""
    )
    if staff_code:
        print(await make_desk(origin, staff_code, datetime.now(ZoneInfo(zone)).date(), zone))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1].rstrip("/"), sys.argv[2] if len(sys.argv) > 2 else None))  # noqa: PLR2004
