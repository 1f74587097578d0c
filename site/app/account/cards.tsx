/** What happened to her account, each as a card with its answers. */
import { useEffect, useState } from "preact/hooks";
import type { Notice } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { useRun } from "../more/run.ts";
import { openScreen } from "../router.ts";
import { useKeeper, useStatus } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { ChangeWords } from "./change-words.tsx";
import { signInWords } from "./devices.tsx";
import { LogScreen } from "./log.tsx";
import { dayInWords, instantInWords } from "./when.ts";

function sentence(notice: Notice): string {
  switch (notice.kind) {
    case "recovery":
      return t("news.recovery", { at: instantInWords(notice.opens) });
    case "device":
      return notice.label
        ? t("news.device-named", { day: dayInWords(notice.firstDay), sign: signInWords(notice.label) })
        : t("news.device", { day: dayInWords(notice.firstDay) });
    case "put-back":
      return t("news.put-back", { n: notice.count });
    default:
      return t(`news.${notice.kind}`);
  }
}

function NoticeCard({ notice, onDone }: { notice: Notice; onDone(): void }) {
  const keeper = useKeeper();
  const { busy, wrong, run } = useRun();
  const answer = (yes: boolean) => () => void run(() => keeper.answer(notice, yes)).then((done) => done && onDone());
  const { kind } = notice;
  return (
    <Card tone="care">
      <p>{sentence(notice)}</p>
      <TroubleLine text={wrong} />
      <div class="row">
        {(kind === "recovery" || kind === "device") && (
          <Button kind="care" label={t(`news.${kind}-no`)} busy={busy} onPress={answer(false)} />
        )}
        {kind === "helped" && (
          <Button label={t("news.helped-yes")} onPress={() => openScreen(<ChangeWords />, answer(true))} />
        )}
        {kind === "log" && <Button label={t("news.log-look")} onPress={() => openScreen(<LogScreen />)} />}
        <Button kind="plain" label={t(`news.${kind}-ok`)} busy={busy} onPress={answer(true)} />
      </div>
    </Card>
  );
}

export function Cards() {
  const keeper = useKeeper();
  const status = useStatus();
  const [notices, setNotices] = useState<Notice[]>([]);
  const read = () => void keeper.notices().then(setNotices, () => undefined);
  useEffect(read, [status]);
  return (
    <>
      {notices.map((notice) => (
        <NoticeCard key={JSON.stringify(notice)} notice={notice} onDone={read} />
      ))}
      {status.damaged > 0 && (
        <Card tone="care">
          <p>{t("news.damaged", { n: status.damaged })}</p>
        </Card>
      )}
    </>
  );
}
