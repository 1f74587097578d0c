/**
 * A router in memory: which screens and sheets lie on top of each other.
 *
 * No screen has an address and none enters the browser's history. So that the phone's Back closes the top layer, one
 * second entry with the same address and title stands in the history while anything is open; Back takes that entry,
 * the top layer closes, and the entry is put back if another layer is left. It holds nothing and names nothing.
 */
import type { VNode } from "preact";
import { Store } from "../ui/store.ts";

export interface Layer {
  id: number;
  /** A screen covers what is below; a sheet lets it be seen. */
  kind: "screen" | "sheet";
  node: VNode;
  /** Where the focus was; it goes back there. */
  from: Element | null;
  /** Called when the layer has gone, however it went. */
  gone?: (() => void) | undefined;
  /** Nothing of hers is on it: it may stay while she is away. */
  plain?: boolean;
}

export type Place = "today" | "goals" | "dates" | "more";

/** What lies on top of the base, lowest first. */
export const layers = new Store<Layer[]>([]);
/** The base: the ordinary page, or the four places of the daybook. */
export const view = new Store<"front" | "inside">("front");
export const place = new Store<Place>("today");

let last = 0;
let guarded = false;
let dropping = false;

function guard(): void {
  const wanted = layers.get().length > 0 || view.get() === "inside";
  if (wanted && !guarded && !dropping) {
    history.pushState(null, "", location.pathname);
    guarded = true;
  } else if (!wanted && guarded && !dropping) {
    dropping = true;
    history.back();
  }
}

function change(next: Layer[]): void {
  const before = layers.get();
  layers.set(next);
  guard();
  const removed = before.filter((layer) => !next.includes(layer));
  for (const layer of removed) layer.gone?.();
  const lowest = removed[0];
  if (lowest) queueMicrotask(() => refocus(lowest.from));
}

function refocus(element: Element | null): void {
  requestAnimationFrame(() => {
    if (element instanceof HTMLElement && element.isConnected && !element.closest("[inert]")) element.focus();
    else focusHeading();
  });
}

/** Puts the focus on the heading of what lies on top. */
export function focusHeading(): void {
  const visible = [...document.querySelectorAll<HTMLElement>("h1[tabindex]")].filter((h) => !h.closest("[inert]"));
  visible.at(-1)?.focus();
}

function open(kind: Layer["kind"], node: VNode, gone?: () => void, plain = false): void {
  change([...layers.get(), { id: ++last, kind, node, from: document.activeElement, gone, plain }]);
}

/** Puts a screen on top. `gone` is called once when it has been closed. */
export function openScreen(node: VNode, gone?: () => void): void {
  open("screen", node, gone);
}

/** Puts a screen on top with nothing of hers on it. */
export function openPlain(node: VNode): void {
  open("screen", node, undefined, true);
}

/** Puts a sheet on top. */
export function openSheet(node: VNode, gone?: () => void): void {
  open("sheet", node, gone);
}

/** Takes the top layer away, as Back does. */
export function back(): void {
  change(layers.get().slice(0, -1));
}

/** Closes the top layer and opens `node` in its place, so that Back leads to what was below. */
export function replaceScreen(node: VNode): void {
  const below = layers.get().slice(0, -1);
  change([...below, { id: ++last, kind: "screen", node, from: layers.get().at(-1)?.from ?? null }]);
}

/** Takes every layer away. */
export function closeAll(): void {
  change([]);
}

/** Shows a place of the daybook, with nothing on top. */
export function goTo(next: Place): void {
  closeAll();
  place.set(next);
  requestAnimationFrame(focusHeading);
}

/** From the ordinary page into the daybook. */
export function goInside(): void {
  view.set("inside");
  goTo("today");
}

/** To the ordinary page, with nothing on top. */
export function goFront(): void {
  view.set("front");
  closeAll();
  place.set("today");
  requestAnimationFrame(focusHeading);
}

/** Starts to listen for Back and Escape; `leave` closes the daybook when Back is pressed on one of its places. */
export function startRouter(leave: () => void): void {
  history.replaceState(null, "", location.pathname);
  addEventListener("popstate", () => {
    guarded = false;
    if (dropping) {
      dropping = false;
      guard();
      return;
    }
    if (layers.get().length > 0) back();
    else if (view.get() === "inside" && place.get() !== "today") goTo("today");
    else if (view.get() === "inside") leave();
    guard();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && layers.get().length > 0) back();
  });
}
