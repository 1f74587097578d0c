/** More: everything that is not a date or a goal. */
import {
  Bell,
  FileText,
  Handshake,
  Info,
  Languages,
  KeyRound,
  LifeBuoy,
  LogOut,
  Luggage,
  ScrollText,
  Settings2,
  Smartphone,
  Tablet,
  Trash2,
} from "lucide";
import type { VNode } from "preact";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { act } from "../acts.ts";
import { Machine } from "../front/languages.tsx";
import { later } from "../later.ts";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { useStatus } from "../state.ts";
import { languages, language, t } from "../words.ts";
import { LanguageScreen } from "./language.tsx";
import { OwnRows } from "./own.tsx";

/** What is done about her account, and reminders: parts of their own, loaded when wanted. */
const part = <T,>(load: () => Promise<T>, node: (part: T) => VNode) => {
  return () => void later(load, (loaded) => openScreen(node(loaded)));
};
const wayBack = part(
  () => import("../account/way-back.tsx"),
  ({ WayBack }) => <WayBack />,
);
const lock = part(
  () => import("../account/lock.tsx"),
  ({ Lock }) => <Lock />,
);
const devices = part(
  () => import("../account/devices.tsx"),
  ({ Devices }) => <Devices />,
);
const another = part(
  () => import("../account/devices.tsx"),
  ({ AnotherPhone }) => <AnotherPhone />,
);
const log = part(
  () => import("../account/log.tsx"),
  ({ LogScreen }) => <LogScreen />,
);
const signOut = part(
  () => import("../account/going.tsx"),
  ({ SignOut }) => <SignOut />,
);
const journey = part(
  () => import("../account/journey.tsx"),
  ({ Journey }) => <Journey />,
);
const deleteAll = part(
  () => import("../account/going.tsx"),
  ({ DeleteAll }) => <DeleteAll />,
);
const copies = part(
  () => import("../export/index.tsx"),
  ({ Copies }) => <Copies />,
);
const preferences = part(
  () => import("./preferences.tsx"),
  ({ Preferences }) => <Preferences />,
);
const about = part(
  () => import("./about.tsx"),
  ({ About }) => <About />,
);
const sharing = part(
  () => import("../sharing/index.tsx"),
  ({ People }) => <People />,
);
const reminders = part(
  () => import("./reminding.ts"),
  ({ Reminders }) => <Reminders />,
);

/** The language by its own name, and who translated it. */
function LanguageRow() {
  const name = languages.find(([tag]) => tag === language)![1];
  return (
    <ListRow icon={Languages} title={t("front.language")} end={name} onPress={() => openScreen(<LanguageScreen />)} />
  );
}

/** From the third visit: a way back is offered, quietly, until one was tried. */
export function WayBackOffer() {
  const status = useStatus();
  if (status.phase !== "open" || status.wayBack === "tried" || status.visits < 3) return null;
  return (
    <Card tone="care">
      <p>{t("way.offer")}</p>
      <div>
        <Button label={t("way.title")} icon={LifeBuoy} onPress={wayBack} />
      </div>
    </Card>
  );
}

export function More() {
  const status = useStatus();
  if (status.phase !== "open") {
    return (
      <Screen
        title={t("places.more")}
        backable={false}
        action={{ label: t("front.keep"), icon: Smartphone, onPress: () => act("keep") }}
      >
        <p>{t("more.not-kept")}</p>
        <OwnRows />
        <List name={t("places.more")}>
          <ListRow icon={KeyRound} title={t("front.have-one")} onPress={() => act("open-words")} />
          <LanguageRow />
        </List>
        <Machine />
      </Screen>
    );
  }
  return (
    <Screen title={t("places.more")} backable={false}>
      <WayBackOffer />
      <OwnRows />
      <List name={t("more.daily")}>
        <ListRow icon={Handshake} title={t("more.sharing")} second={t("more.sharing-second")} onPress={sharing} />
        <ListRow icon={Bell} title={t("more.reminders")} second={t("more.reminders-second")} onPress={reminders} />
        <ListRow
          icon={Settings2}
          title={t("more.preferences")}
          second={t("more.preferences-second")}
          onPress={preferences}
        />
        <LanguageRow />
      </List>
      <List name={t("more.keys")}>
        <ListRow icon={LifeBuoy} title={t("way.title")} second={t(`way.short-${status.wayBack}`)} onPress={wayBack} />
        <ListRow icon={KeyRound} title={t("more.pin")} onPress={lock} />
        <ListRow icon={Tablet} title={t("more.another")} onPress={another} />
        <ListRow icon={Smartphone} title={t("more.devices")} onPress={devices} />
        <ListRow icon={ScrollText} title={t("more.log")} second={t("more.log-second")} onPress={log} />
      </List>
      <List name={t("more.end")}>
        <ListRow icon={Info} title={t("more.about")} onPress={about} />
        <ListRow icon={Luggage} title={t("more.journey")} second={t("more.journey-second")} onPress={journey} />
        <ListRow icon={LogOut} title={t("more.sign-out")} second={t("more.sign-out-second")} onPress={signOut} />
        <ListRow icon={FileText} title={t("more.copy")} second={t("more.copy-second")} onPress={copies} />
        <ListRow icon={Trash2} title={t("more.delete")} onPress={deleteAll} />
      </List>
      <Machine />
    </Screen>
  );
}
