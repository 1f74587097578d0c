"""A case manager and twelve plainly invented people at different stages, for `scripts/run --demo`. Nobody real."""

import secrets
from datetime import date, timedelta
from typing import Any

import httpx

from client import Device
from demo_records import appointment, goal, record, things, words
from protocol.inviter import Invitation, set_up_second_step
from protocol.sharer import Sharer

Plain = dict[str, Any]
NAMES = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
#: From which person on each is shared.
CONTACT, GOAL, DATE, DEADLINE, MILESTONE = 1, 2, 3, 6, 8
#: From which person on there was a meeting already; who asks that a date be moved; about whom there is a note.
MET, ASKS, NOTED = 4, 7, 9
WORKER, HOUSE = "Sample Worker", "Sample House"


def need(kind: str, how: str = "") -> Plain:
    """A need of a date; arranged where it is said how."""
    return {"id": secrets.token_hex(16), "kind": kind, "state": "arranged" if how else "needed", "how": how}


def shared_by(number: int, today: date, zone: str) -> list[Plain]:
    """What the person with this number (0 to 11) shares: the higher the number, the longer on the way."""
    before = (today - timedelta(days=number)).isoformat()
    earlier = (today - timedelta(days=7 + 3 * number)).isoformat()
    shares = [record("profile", today, name=f"Person {NAMES[number]}")]
    if number < CONTACT:  # has only just begun
        return shares
    contact = {"how": "A message", "when": "Weekdays, 10 to 12", "others": "Nobody else", "check_phrase": "blue teapot"}
    shares.append(record("contact", today, **contact, what_to_say="It is about the form", last_confirmed=before))
    if number >= GOAL:
        shares.append(
            goal(today, "Learn the bus to town", "me", ("Find the stop", earlier), ("Ride one stop", before),
                 ("Ride all the way", None))
        )  # fmt: skip
    if number >= DATE:
        needs = [need("transport"), need("childcare")] if number % 2 else [need("interpreter", "by phone")]
        shares.append(
            appointment(today, 1 + number % 6, "10:00", zone, title="Dentist", kind="doctor", place="Sample Street 4",
                        needs=needs, bring=["a card"], **{"with": ""})
        )  # fmt: skip
    if number >= DEADLINE:
        shares.append(record("deadline", today, title="Hand in the form", lead_days=[14, 3], state="open",
                             day=(today + timedelta(days=number)).isoformat()))  # fmt: skip
    if number >= MILESTONE:
        shares.append(record("milestone", today, track="money", title="Bank account", note="", certificate=None,
                             stages=things("reached_on", ("Documents", earlier), ("Account", None))))  # fmt: skip
    return shares


async def make_desk(origin: str, staff_code: str, today: date, zone: str) -> str:
    """Makes the account with a one-time code, the people, and the links; gives how to open the desk, in words."""
    handle, passphrase = "-".join(words(3)), " ".join(words(6))
    async with httpx.AsyncClient(base_url=origin, timeout=60) as http:
        desk = Device(http)
        await desk.sign_up(handle, passphrase, staff_code=staff_code)
        secret = await set_up_second_step(desk)
        desk.save(record("settings", today, desk_name=WORKER, desk_organisation=HOUSE))
        for number, name in enumerate(NAMES):
            invitation = await Invitation.make(desk, WORKER, HOUSE)
            async with httpx.AsyncClient(base_url=origin, timeout=60) as hers:
                person = Device(hers)
                await person.sign_up("-".join(words(3)), " ".join(words(6)))
                sharer = await Sharer.accept(person, invitation.code)
                ids = {plain["type"]: sharer.share(plain) for plain in shared_by(number, today, zone)}
                if number == ASKS:
                    sharer.share(record("reply", today, about=ids["appointment"], answer="please-move", text=""))
                await person.sync()
                await person.sign_out()
            met = (today - timedelta(days=3 + number)).isoformat() if number >= MET else None
            link = await invitation.record(f"Person {name}")
            desk.save(link | {"met": met})
            if number == NOTED:
                text = "Ask how the ride to town went. Bring the form."
                desk.save(record("meeting-note", today, about=link["account"], day=today.isoformat(), text=text))
        await desk.sync()
        await desk.sign_out()
    return f"""
A case manager was made, with twelve invented people. Use another browser, or a private window.

  Desk:         {origin}/desk/  and choose "Sign in on this laptop"
  Sign-in name: {handle}
  Passphrase:   {passphrase}
  Second step:  put this key into a code app: {secret}
"""
