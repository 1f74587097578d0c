/** Keys of the desk: `/` finds, `?` shows them, numbers change the place, Escape closes. */
import { X } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { chosen, goTo, type Place } from "./state.ts";
import { t } from "./words.ts";

const PLACES: Place[] = ["week", "people", "connect", "totals", "account"];

/** Listens while the desk is open. `onHelp` is called for `?`. */
export function useKeys(onHelp: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key === "Escape" && typing) (event.target as HTMLElement).blur();
      if (typing) return;
      if (event.key === "?") onHelp();
      else if (event.key === "/") {
        event.preventDefault();
        if (document.querySelector("#find") === null) goTo("people");
        requestAnimationFrame(() => document.querySelector<HTMLElement>("#find input")?.focus());
      } else if (/^[1-5]$/.test(event.key)) goTo(PLACES[Number(event.key) - 1]!);
      else if (event.key === "Escape") chosen.set(null);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onHelp]);
}

export function Keys({ onClose }: { onClose(): void }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal();
  }, []);
  return (
    <dialog ref={box} class="keys" aria-label={t("keys.title")} onClose={onClose}>
      <h2>{t("keys.title")}</h2>
      <dl>
        {["/", "↑ ↓", "Enter", "1–5", "Esc", "?"].map((key, n) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{t(`keys.${n + 1}`)}</dd>
          </div>
        ))}
      </dl>
      <Button icon={X} label={t("close")} onPress={() => box.current?.close()} />
    </dialog>
  );
}
