"""JSON Schemas (2020-12) of the plaintext of each type of record; examples, right or with one thing wrong."""

from typing import Any

Schema = dict[str, Any]

ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}
TIME: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}
FLAG: Schema = {"type": "boolean"}
ORDER: Schema = {"type": "string", "minLength": 1}
KEY: Schema = {"type": "string", "pattern": "^[A-Za-z0-9+/]{43}=$"}  # 32 bytes
LONGEST_PHOTO = 280 * 1024  # bytes


def one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    """A set: texts or numbers, each once."""
    return {"type": "array", "items": schema, "uniqueItems": True}


def held(schema: Schema) -> Schema:
    """A register: a value, or the values between which she is asked to choose."""
    sides = {"type": "array", "items": schema, "minItems": 2}
    question = {"type": "object", "properties": {"conflict": sides}, "required": ["conflict"]}
    return {"anyOf": [schema, {**question, "additionalProperties": False}]}


def thing(optional: Schema | None = None, **members: Schema) -> Schema:
    """One thing of a list that merges by id; members that a client does not know are allowed."""
    properties = {"id": ID} | {name: held(schema) for name, schema in {**members, **(optional or {})}.items()}
    return {"type": "object", "properties": properties, "required": ["id", *members]}


def things(optional: Schema | None = None, **members: Schema) -> Schema:
    return {"type": "array", "items": thing(optional, **members)}


def exact(**members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": list(members)}


def record(kind: str, sets: Schema | None = None, optional: Schema | None = None, /, **registers: Schema) -> Schema:
    """The schema of one type: lists and sets as they are, all else as registers; `optional` ones may be missing."""
    head = {"type": {"const": kind}, "v": {"const": 1}, "created": DAY}
    counters = {"type": "object", "additionalProperties": WHOLE}
    members = {name: held(schema) for name, schema in registers.items()} | (sets or {})
    may = {name: each if each.get("type") == "array" else held(each) for name, each in (optional or {}).items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind,
        "type": "object",
        "properties": {**head, "by": counters, **members, **may},
        "required": ["type", "v", "created", "by", *members],
    }


START = exact(date=DAY, time=TIME, zone={"type": "string", "minLength": 1})
REPEAT = exact(every=one_of("none", "weekly", "monthly"), until=or_null(DAY))
NEEDS = things(
    kind=one_of("transport", "childcare", "interpreter", "company", "other"),
    state=one_of("needed", "arranged", "off"),
    how=TEXT,
)
PHOTO = {"type": "string", "contentEncoding": "base64", "maxLength": (LONGEST_PHOTO + 2) // 3 * 4}
LEDGER = things(record=ID, **{"from": WHOLE}, until=WHOLE, ended=or_null(WHOLE))

SCHEMAS: dict[str, Schema] = {
    "goal": record(
        "goal",
        {"steps": things({"dropped": FLAG}, text=TEXT, done_on=or_null(DAY), order=ORDER)},
        {"order": TEXT},
        title=TEXT,
        area=TEXT,
        state=one_of("active", "paused", "done", "let-go"),
        target_date=or_null(DAY),
        template=or_null(TEXT),
        **{"from": or_null(ID)},
    ),
    "appointment": record(
        "appointment",
        {"lead_times": many(WHOLE), "needs": NEEDS, "bring": many(TEXT)},
        title=TEXT,
        kind=TEXT,
        place=TEXT,
        **{"with": TEXT},
        start=START,
        minutes=WHOLE,
        repeat=REPEAT,
        state=one_of("planned", "moved", "off"),
    ),
    "deadline": record(
        "deadline",
        {"lead_days": many(WHOLE)},
        {"about": ID},
        title=TEXT,
        day=DAY,
        state=one_of("open", "done", "off"),
    ),
    "milestone": record(
        "milestone",
        {"stages": things({"dropped": FLAG}, text=TEXT, reached_on=or_null(DAY), order=ORDER)},
        {
            "numbers": things(name=TEXT, value=TEXT, order=ORDER),
            "expires": or_null(DAY),
            "template": or_null(TEXT),
        },
        track=one_of("learning", "work", "papers", "home", "money", "health", "other"),
        title=TEXT,
        note=TEXT,
        certificate=or_null(ID),
    ),
    "photo": record("photo", media_type={"type": "string", "pattern": "^image/"}, bytes=PHOTO),
    "plan": record(
        "plan", {name: many(TEXT) for name in ("signs", "helps", "people", "places", "take")}, {"sentence": TEXT}
    ),
    "mood": record("mood", day=DAY, value={"type": "integer", "minimum": 1, "maximum": 5}, note=TEXT),
    "note": record("note", about=or_null(ID), role=one_of("why", "questions", "after", "free"), title=TEXT, text=TEXT),
    "contact": record(
        "contact", how=TEXT, when=TEXT, others=TEXT, what_to_say=TEXT, check_phrase=TEXT, last_confirmed=or_null(DAY)
    ),
    "reply": record(
        "reply",
        None,
        {"text": TEXT, "need": TEXT},
        about=ID,
        answer=one_of("cannot-come", "please-move", "late", "thank-you", "arranged", "moved"),
    ),
    "card": record("card", text=TEXT, language=TEXT),
    "settings": record(
        "settings",
        {"lead_times": many(WHOLE), "area_order": many(TEXT)},
        {"plan_today": FLAG, "moods": FLAG, "moods_in_progress": FLAG, "area_names": things(area=TEXT, name=TEXT)},
        cover=TEXT,
        quiet=or_null(exact(**{"from": TIME}, to=TIME)),
        zone=TEXT,
        language=TEXT,
    ),
    "link": record(
        "link",
        {"shared": LEDGER},
        {
            "organisation": TEXT,
            "contact": TEXT,
            "made": FLAG,
            "same_words": or_null(WHOLE),
            "ended_by": or_null(one_of("me", "them", "organisation")),
            "answered": many(ID),
        },
        link=ID,
        secret=KEY,
        account=or_null(ID),
        public_key=or_null(KEY),
        name=TEXT,
        since=WHOLE,
        ended=or_null(WHOLE),
    ),
    "suggestion": record(
        "suggestion",
        **{"for": one_of("goal", "step", "appointment", "milestone", "link")},
        about=or_null(ID),
        proposal={"type": "object"},
        why=TEXT,
    ),
    "meeting-note": record("meeting-note", about=ID, day=DAY, text=TEXT),
    "profile": record("profile", name=TEXT),
    "deleted": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "deleted",
        "type": "object",
        "properties": {"type": {"const": "deleted"}},
        "required": ["type"],
        "additionalProperties": False,
    },
}

HEAD = {"v": 1, "created": "2026-05-12", "by": {"3f6c1b0e8d2a4975b1c0d3e2f4a59687": 2}}
AN_ID, ANOTHER_ID, A_KEY = "0b" * 16, "1c" * 16, "A" * 43 + "="
RIGHT: dict[str, Schema] = {
    "goal": {
        "title": "Learn to drive", "area": "learning", "state": "active", "target_date": None, "template": None,
        "from": None,
        "steps": [{"id": AN_ID, "text": "Book a lesson", "done_on": "2026-05-13", "dropped": False, "order": "V"}],
    },
    "appointment": {
        "title": "Dentist", "kind": "doctor", "place": "Mill Road 4", "with": "Dr. Example", "minutes": 30,
        "start": {"date": "2026-05-20", "time": "14:30", "zone": "Europe/London"},
        "repeat": {"every": "none", "until": None}, "lead_times": [1440, 60], "bring": ["card"], "state": "planned",
        "needs": [{"id": AN_ID, "kind": "transport", "state": "needed", "how": ""}],
    },
    "deadline": {"title": "Send the form", "day": "2026-06-30", "lead_days": [30, 14, 3], "state": "open"},
    "milestone": {
        "track": "papers", "title": "Bank account", "note": "", "certificate": None,
        "stages": [{"id": AN_ID, "text": "Letter with my address", "reached_on": None, "order": "V"}],
    },
    "photo": {"media_type": "image/jpeg", "bytes": "AAAA"},
    "plan": {"signs": ["I stop eating"], "helps": ["walk"], "people": [], "places": [], "take": ["phone"]},
    "mood": {"day": "2026-05-12", "value": 4, "note": ""},
    "note": {"about": AN_ID, "role": "why", "title": "", "text": "so that I can visit my sister"},
    "contact": {"how": "text", "when": "after six", "others": "nobody", "what_to_say": "the library",
                "check_phrase": "", "last_confirmed": None},
    "reply": {"about": AN_ID, "answer": "late"},
    "card": {"text": "I need an interpreter", "language": "en"},
    "settings": {"cover": "", "quiet": {"from": "21:00", "to": "08:00"}, "zone": "", "language": "en",
                 "lead_times": [60], "area_order": ["learning"]},
    "link": {"link": AN_ID, "secret": A_KEY, "account": ANOTHER_ID, "public_key": A_KEY, "name": "A. Example",
             "since": 1_778_000_000, "ended": None,
             "shared": [{"id": ANOTHER_ID, "record": AN_ID, "from": 1_778_000_000, "until": 0, "ended": None}]},
    "suggestion": {"for": "goal", "about": None, "proposal": {"title": "Learn to swim"}, "why": ""},
    "meeting-note": {"about": ANOTHER_ID, "day": "2026-05-12", "text": "asked about the course"},
    "profile": {"name": "Sam"},
}  # fmt: skip
LATER: dict[str, tuple[str, Schema]] = {
    "a goal with a place among others": ("goal", {"order": "V"}),
    "a paper with a number and a day on which it runs out": (
        "milestone",
        {
            "numbers": [{"id": AN_ID, "name": "Card", "value": "000 000", "order": "V"}],
            "expires": "2027-05-12",
            "template": "papers",
        },
    ),
    "a deadline made for a paper": ("deadline", {"about": AN_ID}),
    "an invitation that waits for somebody": (
        "link",
        {
            "account": None,
            "public_key": None,
            "organisation": "Example House",
            "contact": "",
            "made": True,
            "same_words": None,
            "ended_by": None,
            "answered": [AN_ID],
        },
    ),
    "an answer with words of its own": ("reply", {"answer": "arranged", "text": "Ride 9:15", "need": AN_ID}),
    "a name of her own for a part of life": (
        "settings",
        {"area_names": [{"id": AN_ID, "area": "home", "name": "My place"}]},
    ),
}
WRONG: dict[str, tuple[str, Schema]] = {
    "a state that no goal has": ("goal", {"state": "late"}),
    "a step without an id": ("goal", {"steps": [{"text": "x", "done_on": None, "order": "V"}]}),
    "a title that is no text": ("goal", {"title": 5}),
    "a question with one side": ("goal", {"title": {"conflict": ["x"]}}),
    "a day that is none": ("goal", {"target_date": "2026-13-01"}),
    "a version that this page does not know": ("goal", {"v": 2}),
    "a counter below zero": ("goal", {"by": {"d": -1}}),
    "a time of day that is none": (
        "appointment", {"start": {"date": "2026-05-20", "time": "24:00", "zone": "Europe/London"}},
    ),
    "a start without a zone": ("appointment", {"start": {"date": "2026-05-20", "time": "14:30"}}),
    "a lead time below zero": ("appointment", {"lead_times": [-5]}),
    "a thing to bring twice": ("appointment", {"bring": ["card", "card"]}),
    "a kind of need that is none": (
        "appointment", {"needs": [{"id": AN_ID, "kind": "lift", "state": "needed", "how": ""}]},
    ),
    "a track that is none": ("milestone", {"track": "fun"}),
    "a certificate that is no id": ("milestone", {"certificate": "x"}),
    "a number without a value": ("milestone", {"numbers": [{"id": AN_ID, "name": "Card", "order": "V"}]}),
    "a day of running out that is none": ("milestone", {"expires": "2027-02-30T00:00"}),
    "a mood of six": ("mood", {"value": 6}),
    "a plan whose sentence is no text": ("plan", {"sentence": 5}),
    "a choice that is neither yes nor no": ("settings", {"moods": "often"}),
    "a role that no note has": ("note", {"role": "secret"}),
    "an answer that is none of the six": ("reply", {"answer": "declined"}),
    "an end by nobody": ("link", {"ended_by": "nobody"}),
    "a secret of 31 bytes": ("link", {"secret": "A" * 42 + "=="}),
    "quiet hours without an end": ("settings", {"quiet": {"from": "21:00"}}),
}  # fmt: skip


def examples() -> list[Schema]:
    """Plaintexts that are right, then plaintexts with one thing wrong."""
    right = {kind: {"type": kind, **HEAD, **members} for kind, members in RIGHT.items()}
    right["deleted"] = {"type": "deleted"}
    question = {**right["goal"], "title": {"conflict": ["Learn to drive", "Learn to swim"]}, "colour": "blue"}
    found = [{"name": f"a {kind}", "type": kind, "plain": plain, "valid": True} for kind, plain in right.items()]
    spoken = {**right["plan"], "sentence": "This passes. It passed before."}
    found.append({"name": "a plan with a sentence of her own", "type": "plan", "plain": spoken, "valid": True})
    found.append({"name": "an open question and an unknown member", "type": "goal", "plain": question, "valid": True})
    found += [
        {"name": name, "type": kind, "plain": {**right[kind], **members}, "valid": True}
        for name, (kind, members) in LATER.items()
    ]
    found += [
        {"name": name, "type": kind, "plain": {**right[kind], **change}, "valid": False}
        for name, (kind, change) in WRONG.items()
    ]
    said = {"type": "deleted", "title": "Learn to drive"}
    return [*found, {"name": "a deletion that says more", "type": "deleted", "plain": said, "valid": False}]
