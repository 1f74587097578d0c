/** One line on how the desk stands with the server; nothing while all is well. */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { useStore } from "../ui/store.ts";
import { getKeeper, progress, received, status } from "./state.ts";
import { t } from "./words.ts";

export function StatusLine() {
  const [told, part] = [useStore(status), useStore(progress)];
  const [long, setLong] = useState(false);
  const sending = told?.sending ?? false;
  useEffect(() => {
    setLong(false);
    if (!sending) return;
    // A short look is not worth a word.
    const timer = setTimeout(() => setLong(true), 1500);
    return () => clearTimeout(timer);
  }, [sending]);
  const came = useStore(received).length;
  if (!told) return null;
  const lines: string[] = [];
  if (sending && long) lines.push(t("line.fetching", { n: came }));
  if (told.full) lines.push(t("line.full"));
  if (told.reach === "offline") lines.push(t("line.offline"));
  if (told.reach === "signed-out") lines.push(t("line.signed-out"));
  if (told.reach === "old-client") lines.push(t("line.old-client"));
  if (told.unsent > 0 && told.reach !== "online") lines.push(t("line.unsent", { n: told.unsent }));
  if (told.damaged > 0) lines.push(t("line.damaged", { n: told.damaged }));
  return (
    <div class="status-line no-print" role="status">
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
      {told.reach === "offline" && (
        <Button kind="plain" label={t("line.again")} onPress={() => void getKeeper().sync()} />
      )}
      {part > 0 && part < 1 && <progress value={part} aria-label={t("line.opening")} />}
    </div>
  );
}
