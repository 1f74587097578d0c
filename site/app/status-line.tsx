/** One quiet line inside the daybook: what is not sent yet, and anything that keeps it from being sent. */
import type { Status } from "../core/keeper.ts";
import { Button } from "../ui/button.tsx";
import { useStore } from "../ui/store.ts";
import { act } from "./acts.ts";
import { reloadNewer } from "./installed.ts";
import { view } from "./router.ts";
import { useStatus } from "./state.ts";
import { t } from "./words.ts";

/** Minutes by which a clock may be wrong without a word. */
const WRONG_BY = 5;

function sentence(status: Status): string | null {
  if (status.phase === "looking") return t("line.not-kept");
  if (status.full) return t("line.full");
  if (status.reach === "old-client") return t("line.old-client");
  if (status.reach === "signed-out") return t("line.signed-out", { n: status.unsent });
  if (status.unsent > 0)
    return t(status.reach === "offline" ? "line.unsent-offline" : "line.unsent", { n: status.unsent });
  if (status.reach === "offline") return t("line.offline");
  return clockSentence(status.clockAhead);
}

/** A wrong clock is told where it could make her late; reminders and ends follow the server's. */
function clockSentence(ahead: number): string | null {
  const minutes = Math.round(Math.abs(ahead) / 60);
  if (minutes < WRONG_BY) return null;
  const direction = ahead > 0 ? "fast" : "slow";
  if (minutes < 100) return t(`line.clock-${direction}-minutes`, { n: minutes });
  return t(`line.clock-${direction}-hours`, { n: Math.round(minutes / 60) });
}

export function StatusLine() {
  const status = useStatus();
  const where = useStore(view);
  const text = where === "inside" ? sentence(status) : null;
  return (
    <div class="status-line" role="status">
      {text && <p>{text}</p>}
      {text && status.phase === "looking" && (
        <Button kind="plain" label={t("front.keep")} onPress={() => act("keep")} />
      )}
      {text && status.reach === "old-client" && (
        <Button kind="plain" label={t("line.reload")} onPress={() => void reloadNewer()} />
      )}
      {text && status.reach === "signed-out" && (
        <Button kind="plain" label={t("line.sign-in")} onPress={() => act("open-words")} />
      )}
    </div>
  );
}
