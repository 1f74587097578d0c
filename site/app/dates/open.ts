/** Opens what belongs to a date. Its screens are loaded when first wanted, so that Today stands at once. */
import { later } from "../later.ts";
import { view } from "../router.ts";
import type { Appointment, Start } from "../../core/records.ts";
import type { Coming } from "./coming.ts";

let asked = 0;

/** Loads a part, then opens it: not if another was asked for or the daybook was closed meanwhile. */
function wanted<T>(load: () => Promise<T>, open: (part: T) => void): void {
  const mine = ++asked;
  void later(load, (part) => {
    if (mine === asked && view.get() === "inside") open(part);
  });
}

const meeting = () => import("./meeting.ts");

/** Opens a date to read. */
export function openDate(coming: Coming): void {
  wanted(meeting, (part) =>
    coming.kind === "appointment" ? part.openAppointment(coming.id) : part.openDeadline(coming.id),
  );
}

/** Opens an appointment to fill in, with what is `given`. */
export const newDate = (given: Partial<Appointment> = {}): void => wanted(meeting, (part) => part.newDate(given));

/** Opens an empty deadline to fill in. */
export const newDeadline = (): void => wanted(meeting, (part) => part.openDeadline(null));

/** Opens the deadline `id`. */
export const openDeadline = (id: string): void => wanted(meeting, (part) => part.openDeadline(id));

/** Opens what was said at the appointment `id` on the local day `day`. */
export const openAfter = (id: string, day: string): void => wanted(meeting, (part) => part.openAfter(id, day));

/** Opens what can be shown to somebody; `place` stands first. */
export const openShow = (place = ""): void =>
  wanted(
    () => import("./show.tsx"),
    (part) => part.openShow(place),
  );

/** Opens the making of a calendar file for `next` and, of a repeat, what comes after it. */
export const openCalendarFile = (appointment: Appointment, next: Start): void =>
  wanted(
    () => import("./calendar-file.tsx"),
    (part) => part.openCalendarFile(appointment, next),
  );
