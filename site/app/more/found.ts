/** Finds out, for *Are my reminders working?*, how this phone, the network and her dates stand. */
import { isKnown } from "../../core/records.ts";
import { planReminders } from "../../core/remind.ts";
import { localOf } from "../../core/when.ts";
import { lookAround } from "../keep/surroundings.ts";
import { getKeeper, items, now, status } from "../state.ts";
import { pushState } from "./push.ts";
import { settingsIn } from "./settings.ts";
import type { Found } from "./working.ts";

/** The server has so long, in milliseconds; what came by then counts. */
const PATIENCE = 12_000;

async function phone(): Promise<Found["phone"]> {
  const around = await lookAround();
  if (around === "in-app") return "in-app";
  if (around === "install-first") return "install";
  const push = await pushState();
  if (push === "no") return "none";
  return push === "off" && Notification.permission === "default" ? "ask" : push;
}

/** When the next reminder comes, as far as the dates on this phone say. */
function nextReminder(): number | null {
  const { quiet, zone } = settingsIn(items.get());
  const words = { language: "en", appointment: "", deadline: "", untitled: "" }; // only the times count here
  const all = items
    .get()
    .flatMap(({ plain }) => (isKnown(plain) ? planReminders(plain, { quiet, zone }, now(), words) : []));
  return all.length > 0 ? Math.min(...all.map((one) => one.nominal)) : null;
}

/** Asks the browser and, for at most twelve seconds, the server. */
export async function findOut(): Promise<Found> {
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const [here] = await Promise.all([phone(), Promise.race([getKeeper().sync(), patience])]);
  const { reach, unsent, clockAhead } = await getKeeper().status();
  const settings = settingsIn(items.get());
  status.set(await getKeeper().status());
  return {
    phone: here,
    reach,
    unsent,
    clockAhead,
    pausedUntil: settings.paused_until ?? 0,
    quiet: settings.quiet,
    time: localOf(now(), settings.zone).time,
    onlyDates: settings.only_dates,
    next: nextReminder(),
    now: now(),
  };
}

/** Resolves to true when a push comes to this phone, to false after `seconds` without one. */
export function pushComes(seconds: number): { came: Promise<boolean>; stop(): void } {
  let end: (came: boolean) => void = () => undefined;
  const came = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  const heard = ({ data }: MessageEvent) => data === "pushed" && stop(true);
  const timer = setTimeout(() => stop(false), seconds * 1000);
  function stop(result: boolean): void {
    clearTimeout(timer);
    navigator.serviceWorker?.removeEventListener("message", heard);
    end(result);
  }
  navigator.serviceWorker?.addEventListener("message", heard);
  return { came, stop: () => stop(false) };
}
