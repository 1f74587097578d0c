/** The screens that open from a date, with their texts: a part of its own, loaded when one is first wanted. */
import { wants } from "../words.ts";
import "./meeting.css";

wants("meeting");

export { openAfter } from "./after.tsx";
export { openAppointment, newDate } from "./appointment.tsx";
export { openDeadline } from "./deadline.tsx";
