/** The phones on which the daybook is open, and another one. */
import { LockKeyhole, LogOut, Scale } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { Device, Words } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Chips } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { back, openScreen, openSheet } from "../router.ts";
import { Screen, Sheet } from "../screen.tsx";
import { useKeeper, useStatus } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { useRun } from "../more/run.ts";
import { Square } from "../../ui/square.tsx";
import { WordLists } from "./way-back.tsx";
import { dayInWords } from "./when.ts";

/** Signs for a phone: four letters each, since that is all that a label holds; shown in her language. */
const SIGNS = ["tree", "wave", "home", "book", "moon", "star"];

/** The sign of a phone in words; one that another client gave stays as it is. */
export const signInWords = (label: string): string => (SIGNS.includes(label) ? t(`devices.sign-${label}`) : label);

/** Asks once, then does it. */
function Ask({ title, says, onYes }: { title: string; says: string; onYes(): void }) {
  const yes = () => {
    back();
    onYes();
  };
  return (
    <Sheet title={title} action={{ label: title, kind: "care", onPress: yes }}>
      <p>{says}</p>
    </Sheet>
  );
}

export function Devices() {
  const keeper = useKeeper();
  const [devices, setDevices] = useState<Device[]>([]);
  const { busy, wrong, run } = useRun();
  const read = () => run(async () => setDevices(await keeper.devices()));
  useEffect(() => void read(), []);
  const then = (work: () => Promise<void>) => () => void run(work).then((done) => done && read());
  const ask = (title: string, says: string, work: () => Promise<void>) =>
    openSheet(<Ask title={title} says={says} onYes={then(work)} />);
  const current = devices.find((one) => one.current);
  return (
    <Screen title={t("more.devices")}>
      <TroubleLine text={wrong} />
      <p>{t("devices.says")}</p>
      {busy && devices.length === 0 && <p class="second">{t("more.loading")}</p>}
      {devices.map((device) => (
        <Card key={device.id}>
          <h2>
            {t(device.current ? "devices.this" : "devices.other")}
            {device.label && `: ${signInWords(device.label)}`}
          </h2>
          <p class="second">
            {t("devices.days", { first: dayInWords(device.firstDay), last: dayInWords(device.lastDay) })}
          </p>
          {!device.current && (
            <div>
              <Button
                label={t("devices.end")}
                onPress={() => ask(t("devices.end"), t("devices.end-says"), () => keeper.endDevice(device.id))}
              />
            </div>
          )}
        </Card>
      ))}
      {current && (
        <Chips
          label={t("devices.sign")}
          hint={t("devices.sign-hint")}
          value={current.label}
          choices={[
            { value: "", label: t("devices.sign-none") },
            ...SIGNS.map((value) => ({ value, label: signInWords(value) })),
          ]}
          onValue={(label) => then(() => keeper.nameDevice(label))()}
        />
      )}
      <List name={t("more.devices")}>
        {devices.length > 1 && (
          <ListRow
            icon={LogOut}
            title={t("devices.end-all")}
            second={t("devices.end-all-second")}
            onPress={() => ask(t("devices.end-all"), t("devices.end-all-says"), () => keeper.endOthers())}
          />
        )}
        <ListRow
          icon={LockKeyhole}
          title={t("devices.lock-all")}
          second={t("devices.lock-all-second")}
          onPress={() => ask(t("devices.lock-all"), t("devices.lock-all-says"), () => keeper.lockAll())}
        />
        <ListRow
          icon={Scale}
          title={t("devices.compare")}
          second={t("devices.compare-second")}
          onPress={() => openScreen(<Compare />)}
        />
      </List>
    </Screen>
  );
}

/** Six groups of digits that are the same on two phones which hold the same. */
function Compare() {
  const keeper = useKeeper();
  const status = useStatus();
  const [groups, setGroups] = useState<string[]>([]);
  const { wrong, run } = useRun();
  useEffect(
    () =>
      void run(async () => {
        await keeper.sync();
        setGroups(await keeper.checkGroups());
      }),
    [],
  );
  const uncertain = status.unsent > 0 || status.reach === "offline";
  return (
    <Screen title={t("devices.compare")}>
      <TroubleLine text={wrong} />
      <p>{t("devices.compare-says")}</p>
      {groups.length > 0 ? <p class="code">{groups.join(" ")}</p> : <p class="second">{t("more.loading")}</p>}
      {uncertain && <p class="second">{t("devices.compare-unsent")}</p>}
      <p class="second">{t("devices.compare-differs")}</p>
    </Screen>
  );
}

/** How to open it on a second phone: the address to scan, and her words. */
export function AnotherPhone() {
  const keeper = useKeeper();
  const [words, setWords] = useState<Words | null>(null);
  const { wrong, run } = useRun();
  const address = location.origin + import.meta.env.BASE_URL;
  return (
    <Screen title={t("more.another")}>
      <TroubleLine text={wrong} />
      <ol class="steps">
        <li>
          {t("another.open")} <strong dir="ltr">{address}</strong>
        </li>
        <li>{t("another.have-one", { name: t("front.have-one") })}</li>
        <li>{t("another.words")}</li>
      </ol>
      <Square text={address} name={t("another.square")} />
      {words ? (
        <WordLists words={words} />
      ) : (
        <div>
          <Button label={t("another.show")} onPress={() => void run(async () => setWords(await keeper.words()))} />
        </div>
      )}
    </Screen>
  );
}
