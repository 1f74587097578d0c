import { describe, expect, it } from "vitest";
import type { Item } from "../../site/core/keeper.ts";
import { newAppointment, newDeadline, newGoal, newMilestone, type Plain } from "../../site/core/records.ts";
import type { DeskLink } from "../../site/core/desk/desk-keeper.ts";
import { newProfile, newReply } from "../../site/core/sharing/messages.ts";
import { goneOn, newMeetingNote, notesAbout, overdue } from "../../site/core/desk/notes.ts";
import { comingDates, toArrange } from "../../site/desk/model/dates.ts";
import { changedSince, filtered, peopleOf, type Person, type Shared } from "../../site/desk/model/people.ts";
import { readable } from "../../site/desk/model/readable.ts";
import { stepWeeks, timelineOf } from "../../site/desk/model/timeline.ts";
import { before, bounds, quarterOf, rounded, totalsOf } from "../../site/desk/model/totals.ts";

const DAY = "2026-05-12";
const NOON = Date.parse("2026-05-12T12:00Z") / 1000;
const id = (n: number) => String(n).padStart(32, "0");

const item = (n: number, plain: Plain): Item => ({
  id: id(n),
  plain,
  unsent: false,
  conflict: [],
  newer: false,
});
const link = (n: number, given: Partial<DeskLink> = {}): DeskLink => ({
  ...{ id: id(n), account: id(900 + n), name: `Person ${n}`, since: NOON - 86_400, same_words: 1, ended: null },
  ...{ code: "", expires: 0, met: null, asked: null, ...given },
});
const shared = (n: number, plain: Plain, at = NOON, first = at): Shared => ({
  id: id(n),
  plain,
  at,
  first,
});
const person = (given: Partial<Person> = {}): Person => ({
  ...{
    record: id(1),
    account: id(901),
    name: "Person One",
    state: "open" as const,
  },
  ...{ since: NOON, ended: null, met: null, asked: null, shared: [], ...given },
});
const start = (date: string, time = "09:00") => ({
  date,
  time,
  zone: "Europe/Berlin",
});
const step = (n: number, text: string, done_on: string | null) => ({
  ...{
    id: id(n),
    text,
    done_on,
    dropped: false,
    order: String.fromCharCode(96 + n),
  },
});

describe("people", () => {
  it("carry the name they chose, and before they share one the name typed at the desk", () => {
    const came = new Map([[id(2), [shared(10, newProfile(DAY, { name: "Rose" }))]]]);
    const people = peopleOf([link(1), link(2)], (record) => came.get(record) ?? []);
    expect(people.map(({ name }) => name)).toEqual(["Person 1", "Rose"]);
  });

  it("are not there before Same words, and of one whose link ended nothing is shown", () => {
    const came = () => [shared(10, newGoal(DAY, { title: "Secret" }))];
    expect(peopleOf([link(1, { same_words: null })], came)).toEqual([]);
    expect(peopleOf([link(1, { account: null })], came)).toEqual([]);
    expect(peopleOf([link(1, { ended: NOON })], came)).toMatchObject([{ state: "ended", shared: [] }]);
  });

  it("are found by any part of a name, whatever its marks and case", () => {
    const people = [person({ name: "Zoë Ämil" }), person({ name: "Person Two" })];
    expect(filtered(people, "amil zoe")).toEqual([people[0]]);
    expect(filtered(people, "  ")).toHaveLength(2);
    expect(filtered(people, "three")).toEqual([]);
  });

  it("show what came on or after the day of the last meeting, the latest first", () => {
    const [old, same, late] = [NOON - 5 * 86_400, NOON, NOON + 86_400].map((at, n) =>
      shared(20 + n, newGoal(DAY, { title: `Goal ${n}` }), at),
    );
    const all = person({
      met: DAY,
      shared: [old!, late!, same!, shared(30, newProfile(DAY, { name: "x" }))],
    });
    expect(changedSince(all)).toEqual([late, same]);
    expect(changedSince({ ...all, met: null })).toHaveLength(3);
  });
});

describe("dates that come", () => {
  const ride = {
    id: id(50),
    kind: "transport" as const,
    state: "needed" as const,
    how: "",
  };
  const done = {
    id: id(51),
    kind: "interpreter" as const,
    state: "arranged" as const,
    how: "by phone",
  };
  const off = {
    id: id(52),
    kind: "other" as const,
    state: "off" as const,
    how: "",
  };
  const people = [
    person({
      shared: [
        shared(
          10,
          newAppointment(DAY, {
            title: "Dentist",
            start: start("2026-05-14"),
            needs: [ride, done, off],
          }),
        ),
        shared(
          11,
          newAppointment(DAY, {
            title: "Course",
            start: start("2026-05-01"),
            repeat: { every: "weekly", until: null },
          }),
        ),
        shared(
          12,
          newAppointment(DAY, {
            title: "Off",
            start: start("2026-05-13"),
            state: "off",
          }),
        ),
        shared(13, newDeadline(DAY, { title: "Form", day: "2026-05-15" })),
        shared(14, newDeadline(DAY, { title: "Past", day: "2026-05-11" })),
      ],
    }),
  ];

  it("come in order, with repeats, without what was called off or is over", () => {
    const found = comingDates(people, NOON, 7).map(({ day, title }) => `${day} ${title}`);
    expect(found).toEqual(["2026-05-14 Dentist", "2026-05-15 Form", "2026-05-15 Course"]);
    expect(comingDates(people, NOON, 1)).toEqual([]);
  });

  it("say by day what is to be arranged and what is", () => {
    const [day] = toArrange(comingDates(people, NOON, 7));
    expect(day).toMatchObject({
      day: "2026-05-14",
      needs: [
        { kind: "transport", arranged: false },
        { arranged: true, how: "by phone" },
      ],
    });
  });
});

describe("the timeline", () => {
  const mine = [
    shared(
      10,
      newGoal("2026-04-01", {
        title: "Bus",
        steps: [step(1, "Map", "2026-05-04"), step(2, "Ride", null)],
      }),
    ),
    shared(
      11,
      newMilestone("2026-04-02", {
        title: "Bank",
        stages: [{ ...step(3, "Papers", null), reached_on: "2026-05-12" }],
      }),
    ),
    shared(12, newReply("2026-05-03", { about: id(1), answer: "late" })),
    shared(13, { type: "settings", v: 1, created: DAY, by: {} }),
  ];

  it("has what was shared on one line, the latest first, and nothing that was not done", () => {
    expect(timelineOf(mine).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      ...["stage Papers", "step Map", "reply late", "milestone Bank", "goal Bus"],
    ]);
  });

  it("counts steps by weeks that begin on Monday", () => {
    const weeks = stepWeeks(mine, DAY, 3);
    expect(weeks.map(({ from }) => from)).toEqual(["2026-04-27", "2026-05-04", "2026-05-11"]);
    expect(weeks.map(({ steps }) => steps.map(({ text }) => text))).toEqual([[], ["Map"], ["Papers"]]);
  });

  it("can be read as a text", () => {
    const text = readable(person({ shared: mine }), (key) => key);
    expect(text).toContain("kind.goal: Bus\n[x] Map\n[ ] Ride\n");
    expect(text).toContain("2026-05-12  event.stage  Papers");
  });
});

describe("notes for the next meeting", () => {
  const notes = [
    item(1, newMeetingNote(DAY, id(901), DAY, "Ask")),
    item(2, newMeetingNote(DAY, id(902), DAY, "Other")),
  ];

  it("are gone thirty days after it, and not a day before", () => {
    expect(goneOn(DAY)).toBe("2026-06-12");
    expect(overdue(notes, "2026-06-11")).toEqual([]);
    expect(overdue(notes, "2026-06-12")).toEqual([id(1), id(2)]);
  });

  it("belong to one person", () => {
    expect(notesAbout(notes, id(901)).map(({ text }) => text)).toEqual(["Ask"]);
  });
});

describe("totals", () => {
  const reply = (n: number, given: object) =>
    item(n, {
      ...newReply(DAY, {
        about: id(n % 7),
        answer: "arranged",
        need: id(100 + n),
      }),
      kind: "transport",
      ...given,
    });

  it("are rounded to five, and fewer than five are not told", () => {
    expect([0, 4, 5, 7, 8, 12, 13].map(rounded)).toEqual(["fewer", "fewer", 5, 5, 10, 10, 15]);
  });

  it("count what this desk arranged in the quarter, each need once", () => {
    const replies = Array.from({ length: 13 }, (_, n) => reply(n, {}));
    const again = { ...replies[0]!, id: id(500) };
    const older = reply(60, { created: "2026-03-31" });
    const hers = reply(61, { answer: "thank-you" });
    const totals = totalsOf([], [...replies, again, older, hers], {
      year: 2026,
      quarter: 2,
    });
    expect(totals.needs.find(({ kind }) => kind === "transport")?.count).toBe(15);
    expect(totals.needs.find(({ kind }) => kind === "childcare")?.count).toBe("fewer");
    expect(totals.appointments).toBe(5);
  });

  it("count a person in every quarter in which the link held", () => {
    const people = Array.from({ length: 5 }, () => person({ ended: NOON, state: "ended" }));
    expect(totalsOf(people, [], { year: 2026, quarter: 2 }).people).toBe(5);
    expect(totalsOf(people, [], { year: 2026, quarter: 3 }).people).toBe("fewer");
    expect(totalsOf(people, [], { year: 2026, quarter: 1 }).people).toBe("fewer");
  });

  it("know their quarters", () => {
    expect(quarterOf("2026-12-31")).toEqual({ year: 2026, quarter: 4 });
    expect(before({ year: 2026, quarter: 1 })).toEqual({
      year: 2025,
      quarter: 4,
    });
    expect(bounds({ year: 2026, quarter: 4 })).toEqual(["2026-10-01", "2027-01-01"]);
  });
});
