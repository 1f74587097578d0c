/** What is drawn: the base, whatever lies on it, and the cross that closes everything. */
import { X } from "lucide";
import { Fragment, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../ui/icon.tsx";
import { useStore } from "../ui/store.ts";
import { Toasts } from "../ui/toast.tsx";
import { Front } from "./front/front.tsx";
import { later } from "./later.ts";
import { leave } from "./leave.ts";
import { layers, view } from "./router.ts";
import { spoken, t } from "./words.ts";

/** The daybook: a part of its own with its own texts, loaded when it is opened. */
function Inside() {
  const [Places, setPlaces] = useState<ComponentType | null>(null);
  useEffect(() => {
    void later(
      () => import("./inside.ts"),
      (part) => setPlaces(() => part.Places),
    );
  }, []);
  return Places ? <Places /> : <main class="scroll" aria-busy="true" />;
}

export function App() {
  const stack = useStore(layers);
  const where = useStore(view);
  const tongue = useStore(spoken);
  const top = stack.length - 1;
  const screen = stack.findLastIndex((layer) => layer.kind === "screen");
  const home = where === "front" && stack.length === 0;
  // In another language everything is drawn anew.
  return (
    <Fragment key={tongue}>
      {!home && (
        <button type="button" class="close" onClick={leave}>
          <Icon of={X} />
          <span class="aside">{t("front.close")}</span>
        </button>
      )}
      <div class="layer" inert={top >= 0} hidden={screen >= 0}>
        {where === "front" ? <Front /> : <Inside />}
      </div>
      {stack.map((layer, n) => (
        <div class={`layer ${layer.kind}`} key={layer.id} inert={n < top} hidden={n < screen}>
          {layer.node}
        </div>
      ))}
      <Toasts />
    </Fragment>
  );
}
