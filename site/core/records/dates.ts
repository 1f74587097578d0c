/** Appointments and deadlines. */
import {
  CLOCK,
  day,
  head,
  isObject,
  make,
  oneOf,
  shown,
  text,
  texts,
  things,
  whole,
  wholes,
  type Given,
  type Plain,
} from "./plain.ts";

export interface Start {
  /** "" while the day is not known. */
  date: string;
  /** "" while the time is not known. */
  time: string;
  /** An IANA zone. */
  zone: string;
}

export interface Repeat {
  every: "none" | "weekly" | "monthly";
  /** The last local day on which it may start, or null. */
  until: string | null;
}

export type NeedKind = "transport" | "childcare" | "interpreter" | "company" | "other";
export type NeedState = "needed" | "arranged" | "off";

export interface Need {
  id: string;
  kind: NeedKind;
  state: NeedState;
  /** How it is arranged: "9:15, blue car". */
  how: string;
}

export type AppointmentState = "planned" | "moved" | "off";

export interface Appointment extends Plain {
  type: "appointment";
  title: string;
  /** One of `tracks.KINDS`. */
  kind: string;
  place: string;
  with: string;
  start: Start;
  /** How long it takes, in minutes; 0 where nobody knows. */
  minutes: number;
  repeat: Repeat;
  /** Days of a repeat on which it does not take place: "not this time". */
  skips: string[];
  /** Reminders, in whole minutes before the start. */
  lead_times: number[];
  needs: Need[];
  bring: string[];
  state: AppointmentState;
}

export type DeadlineState = "open" | "done" | "off";

export interface Deadline extends Plain {
  type: "deadline";
  title: string;
  /** "" while it is not known. */
  day: string;
  /** Reminders, in whole days before the day. */
  lead_days: number[];
  state: DeadlineState;
  /** The record that it was made for: a milestone whose paper runs out. Only where there is one. */
  about?: string | undefined;
}

const appointmentDefaults = () => ({
  title: "",
  kind: "other",
  place: "",
  with: "",
  minutes: 0,
  repeat: { every: "none", until: null } as Repeat,
  skips: [] as string[],
  lead_times: [] as number[],
  needs: [] as Need[],
  bring: [] as string[],
  state: "planned" as AppointmentState,
});
const deadlineDefaults = () => ({ title: "", lead_days: [] as number[], state: "open" as DeadlineState });

/** An appointment made on the local day `today`. */
export function newAppointment(today: string, given: Given<Appointment> & { start: Start }): Appointment {
  return make("appointment", today, appointmentDefaults(), given);
}

/** A deadline made on the local day `today`, with reminders 30, 14 and 3 days before. */
export function newDeadline(today: string, given: Given<Deadline> & { day: string }): Deadline {
  return make("deadline", today, { ...deadlineDefaults(), lead_days: [30, 14, 3] }, given);
}

/** The appointment to show. */
export function appointmentOf(plain: Plain): Appointment {
  const start = shown(plain.start);
  const repeat = shown(plain.repeat);
  return {
    ...head(plain),
    type: "appointment",
    title: text(plain.title),
    kind: text(plain.kind, "other"),
    place: text(plain.place),
    with: text(plain.with),
    start: {
      date: (isObject(start) && day(start.date)) || "",
      time: isObject(start) && CLOCK.test(text(start.time)) ? text(start.time) : "",
      zone: isObject(start) ? text(start.zone) : "",
    },
    minutes: whole(plain.minutes),
    repeat: isObject(repeat)
      ? { every: oneOf(repeat.every, ["none", "weekly", "monthly"]), until: day(repeat.until) }
      : { every: "none", until: null },
    skips: texts(plain.skips).filter((one) => day(one) !== null),
    lead_times: wholes(plain.lead_times).filter((minutes) => minutes >= 0),
    needs: things(plain.needs).map((need) => ({
      ...need,
      kind: oneOf(need.kind, ["other", "transport", "childcare", "interpreter", "company"]),
      state: oneOf(need.state, ["needed", "arranged", "off"]),
      how: text(need.how),
    })),
    bring: texts(plain.bring),
    state: oneOf(plain.state, ["planned", "moved", "off"]),
  };
}

/** The deadline to show. */
export function deadlineOf(plain: Plain): Deadline {
  return {
    ...head(plain),
    type: "deadline",
    title: text(plain.title),
    day: day(plain.day) ?? "",
    lead_days: wholes(plain.lead_days).filter((days) => days >= 0),
    state: oneOf(plain.state, ["open", "done", "off"]),
  };
}
