/** Putting things in order: drag a row by its lines, press its arrows, or use the arrow keys on the lines. */
import { ArrowDown, ArrowUp, GripVertical } from "lucide";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/icon.tsx";
import { showToast } from "../../ui/toast.tsx";
import "../goals/goal-texts.ts";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";
import { startDrag } from "./drag.ts";
import type { OrderOf } from "./ordering.ts";

export function showOrder(of: OrderOf): void {
  openScreen(<OrderScreen of={of} />);
}

type Part = "handle" | "up" | "down";

function OrderScreen({ of }: { of: OrderOf }) {
  const stored = of.useThings();
  // What she did shows at once; what is stored follows a moment later and then counts.
  const [wanted, setWanted] = useState<string[] | null>(null);
  const told = stored.map((one) => one.id).join();
  useLayoutEffect(() => setWanted(null), [told]);
  const shown = wanted ? [...stored].sort((a, b) => wanted.indexOf(a.id) - wanted.indexOf(b.id)) : stored;

  // A row that is moved in the page loses the focus: it gets it back.
  const list = useRef<HTMLUListElement>(null);
  const focused = useRef<[id: string, part: Part] | null>(null);
  const order = shown.map((one) => one.id).join();
  useLayoutEffect(() => {
    const [id, part] = focused.current ?? [];
    const row = [...(list.current?.children ?? [])].find((one) => (one as HTMLElement).dataset.id === id);
    row?.querySelector<HTMLElement>(`.${part}`)?.focus();
  }, [order]);

  const move = (id: string, to: number, part: Part | null) => {
    const from = shown.findIndex((one) => one.id === id);
    if (from < 0 || to < 0 || to >= shown.length || to === from) return;
    const before = shown.map((one) => one.id);
    const rest = before.filter((one) => one !== id);
    focused.current = part && [id, part];
    setWanted([...rest.slice(0, to), id, ...rest.slice(to)]);
    const undo = of.move(id, to);
    const run = () => {
      focused.current = null;
      setWanted(before);
      undo();
    };
    showToast(t("order.now", { text: shown[from]!.text, place: to + 1, all: shown.length }), {
      label: t("front.undo"),
      run,
    });
  };
  const press = (event: KeyboardEvent, id: string, n: number) => {
    const to = { ArrowUp: n - 1, ArrowDown: n + 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(id, to, "handle");
  };

  return (
    <Screen title={t("order.title")} under={of.name} action={{ label: t("order.done"), onPress: back }}>
      <p id="order-how" class="second">
        {t("order.how")}
      </p>
      <ul class="list ordered" aria-label={of.name} ref={list}>
        {shown.map(({ id, text }, n) => (
          <li key={id} data-id={id} class="order-row">
            <button
              type="button"
              class="button plain handle"
              aria-label={t("order.handle", { text })}
              aria-describedby="order-how"
              onKeyDown={(event) => press(event, id, n)}
              onPointerDown={(event) =>
                startDrag(event, event.currentTarget, event.currentTarget.closest("li")!, (to) => move(id, to, null))
              }
            >
              <Icon of={GripVertical} />
            </button>
            <span class="entry-text" dir="auto" translate={false}>
              {text}
            </span>
            <button
              type="button"
              class="button plain up"
              aria-label={t("order.up-name", { text })}
              aria-disabled={n === 0}
              onClick={() => move(id, n - 1, "up")}
            >
              <Icon of={ArrowUp} />
            </button>
            <button
              type="button"
              class="button plain down"
              aria-label={t("order.down-name", { text })}
              aria-disabled={n === shown.length - 1}
              onClick={() => move(id, n + 1, "down")}
            >
              <Icon of={ArrowDown} />
            </button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
