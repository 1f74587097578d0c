/** Dragging a row of a list by its handle: the others make room, the page scrolls along, nothing is moved until the end. */

/** How near the edge of the page it scrolls, and how far in each frame. */
const EDGE = 72;
const PACE = 8;

/**
 * Follows the pointer that pressed `handle` inside `row`. Where the row is let go at another place, `drop` gets that
 * place (0 is first); a cancelled drag leaves all as it was.
 */
export function startDrag(
  event: PointerEvent,
  handle: HTMLElement,
  row: HTMLElement,
  drop: (to: number) => void,
): void {
  const list = row.parentElement;
  const page = row.closest<HTMLElement>(".scroll");
  if (!list || !page || event.button !== 0) return;
  const rows = [...list.children] as HTMLElement[];
  const from = rows.indexOf(row);
  const tops = rows.map((one) => one.offsetTop);
  const heights = rows.map((one) => one.offsetHeight);
  const start = event.clientY + page.scrollTop;
  let [at, to, running] = [event.clientY, from, true];

  const place = () => {
    const down = at + page.scrollTop - start;
    const [upper, lower] = [tops[from]! + down, tops[from]! + down + heights[from]!];
    const middle = (n: number) => tops[n]! + heights[n]! / 2;
    to = from;
    while (to < rows.length - 1 && lower > middle(to + 1)) to++;
    while (to > 0 && to <= from && upper < middle(to - 1)) to--;
    row.style.transform = `translateY(${down}px)`;
    rows.forEach((one, n) => {
      if (n === from) return;
      const gap = n > from && n <= to ? -heights[from]! : n < from && n >= to ? heights[from]! : 0;
      one.style.transform = gap === 0 ? "" : `translateY(${gap}px)`;
    });
  };
  const scroll = () => {
    if (!running) return;
    const { top, bottom } = page.getBoundingClientRect();
    const by = at < top + EDGE ? -PACE : at > bottom - EDGE ? PACE : 0;
    if (by !== 0) {
      page.scrollTop += by;
      place();
    }
    requestAnimationFrame(scroll);
  };
  const move = (next: PointerEvent) => {
    at = next.clientY;
    place();
  };
  const end = (last: Event) => {
    if (!running) return;
    running = false;
    handle.removeEventListener("pointermove", move);
    for (const kind of ENDS) handle.removeEventListener(kind, end);
    row.classList.remove("dragged");
    for (const one of rows) one.style.transform = "";
    if (last.type === "pointerup" && to !== from) drop(to);
  };
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener("pointermove", move);
  for (const kind of ENDS) handle.addEventListener(kind, end);
  row.classList.add("dragged");
  requestAnimationFrame(scroll);
}

const ENDS = ["pointerup", "pointercancel", "lostpointercapture"] as const;
