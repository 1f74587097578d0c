/** Beside a thing of hers: who sees it, said in the same words everywhere, and the way to share it or to stop. */
import { Share2 } from "lucide";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { dayInWords } from "../account/when.ts";
import { laterInside } from "../later.ts";
import { useStatus } from "../state.ts";
import { t } from "../words.ts";
import { useSharing, type LedgerLine } from "./known.ts";

const NOBODY: Record<string, LedgerLine[]> = {};

/** The live shares of a record; nothing is asked while she is linked with nobody. */
export function useShared(id: string): LedgerLine[] {
  return useSharing("shared", NOBODY, useStatus().links > 0)[id] ?? [];
}

/** The local day of a second, as "2026-05-12". */
export const dayOf = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** "Only you", or "You and …, until 12 May 2026". */
export function whoSees(lines: LedgerLine[]): string {
  if (lines.length === 0) return t("who.only-you");
  const names = [...new Set(lines.map((line) => line.name))].join(", ");
  const ends = lines.map((line) => line.until).filter((until) => until > 0);
  if (ends.length < lines.length) return t("who.with", { names });
  return t("who.with-until", { names, day: dayInWords(dayOf(Math.max(...ends))) });
}

/** The quiet line under the title of a thing. */
export const useWho = (id: string): string => whoSees(useShared(id));

/** Where a shared thing is changed: beside what keeps it. */
export function SeesToo({ id }: { id: string }) {
  if (useShared(id).length === 0) return null;
  return (
    <Card tone="care">
      <p>{t("who.sees-too")}</p>
    </Card>
  );
}

/** To the share screen of one thing, where there is somebody to share with. */
export function ShareButton({ id, flush }: { id: string; flush(): void }) {
  const links = useSharing("links", [], useStatus().links > 0);
  const shared = useShared(id).length > 0;
  if (!shared && !links.some((link) => link.good)) return null;
  const open = () => {
    flush();
    void laterInside(
      () => import("./share.tsx"),
      ({ openShare }) => openShare(id),
    );
  };
  return (
    <div>
      <Button label={t(shared ? "who.shared" : "who.share")} icon={Share2} onPress={open} />
    </div>
  );
}
