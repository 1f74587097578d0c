/**
 * The plaintext of every type of record, its constructors and its readers.
 *
 * A `Plain` is what lies in the sealed body as JSON. Members that this client does not know stay in it
 * when it is written again. Dates are local days (`2026-05-12`), times local (`14:30`) with an IANA zone;
 * ids inside a record are 32 lower-case hexadecimal digits. Text is plain, never markup.
 *
 * Write to the `Plain` itself and read through `goalOf`, `appointmentOf`, …: a reader never throws, fills
 * what is missing or of a wrong shape with the default, and shows the first side of an open question.
 */

export * from "./records/plain.ts";
export * from "./records/goals.ts";
export * from "./records/dates.ts";
export * from "./records/own.ts";
export * from "./records/cards.ts";
export * from "./records/mood.ts";
export * from "./records/plan.ts";
export * from "./records/photos.ts";
