/** Reminders with their texts: a part of its own, loaded when she looks at them or is asked about them. */
import { wants } from "../words.ts";

wants("reminding");

export { askForReminders } from "./reminder-ask.tsx";
export { Reminders } from "./reminders.tsx";
