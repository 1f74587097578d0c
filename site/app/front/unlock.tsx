/** Locked: the PIN opens it. */
import { useState } from "preact/hooks";
import type { Opening } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { useStore } from "../../ui/store.ts";
import { settleWorker } from "../installed.ts";
import { later } from "../later.ts";
import { leave } from "../leave.ts";
import { goInside, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { progress, readItems, useKeeper } from "../state.ts";
import { t, wordsReady } from "../words.ts";
import { PinPad } from "./pin-pad.tsx";

/** The sentence for an opening that failed. */
export function openingText(opening: Extract<Opening, { ok: false }>): string {
  if (opening.why === "wrong") {
    return opening.left === undefined ? t("opening.wrong") : t("opening.wrong-left", { n: opening.left });
  }
  return t(`opening.${opening.why}`);
}

/** After an opening that went well: into the daybook. */
export async function enter(): Promise<void> {
  await readItems();
  goInside();
  void settleWorker();
}

/** How far the key has been worked out. */
export function Working({ text }: { text: string }) {
  const part = useStore(progress);
  return (
    <div class="working" role="status">
      <p>{text}</p>
      <progress max={1} value={part} aria-label={text} />
    </div>
  );
}

export function Unlock() {
  const keeper = useKeeper();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const open = async (pin: string) => {
    setBusy(true);
    setWrong(undefined);
    progress.set(0);
    // The key takes a slow phone a second or more: meanwhile what comes after it is fetched and read.
    void import("../inside.ts").then(wordsReady).catch(() => undefined);
    const opening = await keeper.unlock(pin).catch(() => ({ ok: false, why: "busy" }) as const);
    setBusy(false);
    if (opening.ok) await enter();
    else if (opening.why === "front") leave();
    else setWrong(openingText(opening));
  };
  return (
    <Screen title={t("front.pin-title")}>
      <PinPad label={t("front.open")} busy={busy} wrong={wrong} onPin={(pin) => void open(pin)} />
      {busy && <Working text={t("opening.working")} />}
      <div class="center">
        <Button
          kind="plain"
          label={t("front.pin-forgot")}
          onPress={() =>
            void later(
              () => import("../keep/forgot.tsx"),
              ({ Forgot }) => openScreen(<Forgot />),
            )
          }
        />
      </div>
    </Screen>
  );
}
