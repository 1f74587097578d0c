/** Leaving: taking it off this phone, and deleting everything. */
import { Copy } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Check } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { forgetKept } from "../front/kept.ts";
import { removeWorker } from "../installed.ts";
import { laterInside } from "../later.ts";
import { goFront, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { forgetItems, getKeeper, useKeeper, useStatus } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { dropPush } from "../more/push.ts";
import { useRun } from "../more/run.ts";
import { WayBack } from "./way-back.tsx";

function gone(text: string): void {
  goFront();
  forgetItems();
  showToast(text);
}

/** Takes everything of this app off this phone; what needs the network is queued, and the last words say so. */
export async function takeOff(): Promise<void> {
  await dropPush();
  await getKeeper().signOut();
  await forgetKept();
  await removeWorker();
  const rest = (await indexedDB.databases?.().catch(() => [])) ?? [];
  gone(t(rest.length > 0 ? "going.taken-off-later" : "going.taken-off"));
}

/** What will be gone, what stays, and what cannot be cleared from here. */
export function WhatStays() {
  const status = useStatus();
  const keeper = useKeeper();
  return (
    <>
      {status.unsent > 0 && (
        <Card tone="care">
          <p>{t("going.unsent", { n: status.unsent })}</p>
          <div>
            <Button label={t("going.send")} onPress={() => void keeper.sync()} />
          </div>
        </Card>
      )}
      {status.reach === "offline" && (
        <Card tone="care">
          <p>{t("going.offline")}</p>
        </Card>
      )}
      <p>{t("going.again", { name: t("front.have-one") })}</p>
      <p class="code small">{location.origin + import.meta.env.BASE_URL}</p>
      <p class="second">{t("going.traces")}</p>
    </>
  );
}

export function SignOut() {
  const { busy, wrong, run } = useRun();
  const tried = useStatus().wayBack === "tried";
  if (!tried) {
    return (
      <Screen title={t("more.sign-out")} action={{ label: t("way.title"), onPress: () => openScreen(<WayBack />) }}>
        <p>{t("going.way-first")}</p>
      </Screen>
    );
  }
  return (
    <Screen
      title={t("more.sign-out")}
      action={{ label: t("more.sign-out"), kind: "care", busy, onPress: () => void run(takeOff) }}
    >
      <TroubleLine text={wrong} />
      <p>{t("going.take-off-says")}</p>
      <WhatStays />
    </Screen>
  );
}

const copyFirst = () =>
  void laterInside(
    () => import("../export/index.tsx"),
    ({ Copies }) => openScreen(<Copies />),
  );

export function DeleteAll() {
  const [days, setDays] = useState<number | null>(null);
  useEffect(() => {
    void getKeeper()
      .backupDays()
      .then(setDays)
      .catch(() => undefined);
  }, []);
  return (
    <Screen
      title={t("more.delete")}
      action={{ label: t("going.go-on"), kind: "care", onPress: () => openScreen(<DeleteNow />) }}
    >
      <p>{t("going.delete-says")}</p>
      <Card tone="care">
        <p>{t("going.copy-says")}</p>
        <div>
          <Button label={t("going.copy-first")} icon={Copy} onPress={copyFirst} />
        </div>
      </Card>
      <ul class="says stack">
        <li>{t("going.delete-here")}</li>
        <li>{t("going.delete-there")}</li>
        <li>{days === null ? t("going.delete-backups") : t("going.delete-backups-days", { n: days })}</li>
        <li>{t("going.delete-phones")}</li>
        <li>{t("going.delete-shared")}</li>
      </ul>
      <p class="second">{t("going.traces")}</p>
    </Screen>
  );
}

function DeleteNow() {
  const keeper = useKeeper();
  const { busy, wrong, run, setWrong } = useRun();
  const [sure, setSure] = useState(false);
  const remove = async () => {
    if (!sure) {
      setWrong(t("going.tick-first"));
      return;
    }
    const done = await run(async () => {
      await dropPush();
      await keeper.deleteEverything();
      await forgetKept();
      await removeWorker();
    });
    if (done) gone(t("going.deleted"));
  };
  return (
    <Screen
      title={t("going.sure-title")}
      action={{ label: t("more.delete"), kind: "care", busy, onPress: () => void remove() }}
    >
      <TroubleLine text={wrong} />
      <Check label={t("going.sure")} checked={sure} onChange={setSure} />
    </Screen>
  );
}
