/** Reminders: on or off here, what they say, when they rest, whether they work. */
import { Bell, BellOff, BellRing } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Check, Chips, Field } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { showToast } from "../../ui/toast.tsx";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { now, useKeeper, useStatus } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { locale, t } from "../words.ts";
import { pushState, turnOff, turnOn, type PushState } from "./push.ts";
import { HonestWords, pushTrouble } from "./reminder-ask.tsx";
import { useRun } from "./run.ts";
import { useSettings } from "./settings.ts";
import { Working } from "./working-screen.tsx";

const DAY = 86_400;
const ALWAYS = 365 * DAY;

export function Reminders() {
  const keeper = useKeeper();
  const status = useStatus();
  const [settings, change] = useSettings();
  const [push, setPush] = useState<PushState | null>(null);
  const [cover, setCover] = useState(settings.cover);
  const [details, setDetails] = useState(status.details);
  const { busy, wrong, run } = useRun(pushTrouble);
  useEffect(() => void pushState().then(setPush), []);

  const until = settings.paused_until ?? 0;
  const paused = until > now();
  const pause = (seconds: number | null) =>
    run(async () => {
      const next = seconds === null ? null : now() + seconds;
      await keeper.pauseReminders(next);
      await change({ paused_until: next });
    });
  const look = () => openScreen(<Working />, () => void pushState().then(setPush));
  const pausedUntil = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(
    until * 1000,
  );

  return (
    <Screen title={t("more.reminders")}>
      <TroubleLine text={wrong} />
      <Card>
        <p>{t(`remind.state-${push ?? "off"}`)}</p>
        {push === "off" && (
          <Button
            kind="main"
            label={t("remind.turn-on")}
            icon={Bell}
            busy={busy}
            onPress={() => void run(async () => setPush(await turnOn()))}
          />
        )}
        {push === "on" && (
          <div class="row">
            <Button
              kind="plain"
              label={t("remind.turn-off")}
              icon={BellOff}
              busy={busy}
              onPress={() => void run(async () => setPush(await turnOff()))}
            />
          </div>
        )}
      </Card>
      <List>
        <ListRow icon={BellRing} title={t("remind.working")} second={t("remind.working-second")} onPress={look} />
      </List>
      <div class="stack tight">
        <HonestWords />
      </div>
      <section class="stack tight">
        <h2>{t("remind.rest-title")}</h2>
        <p>
          {paused
            ? t(until - now() > 2 * 30 * DAY ? "remind.rest-long" : "remind.rests", { until: pausedUntil })
            : t("remind.rest-none")}
        </p>
        <div class="row">
          {paused ? (
            <Button label={t("remind.rest-end")} busy={busy} onPress={() => void pause(null)} />
          ) : (
            <>
              <Button label={t("remind.rest-day")} busy={busy} onPress={() => void pause(DAY)} />
              <Button label={t("remind.rest-week")} busy={busy} onPress={() => void pause(7 * DAY)} />
              <Button label={t("remind.rest-always")} busy={busy} onPress={() => void pause(ALWAYS)} />
            </>
          )}
        </div>
        <p class="second">{t("remind.rest-says")}</p>
      </section>
      <section class="stack tight">
        <h2>{t("remind.says-title")}</h2>
        <Field
          label={t("remind.cover")}
          hint={t("remind.cover-hint")}
          value={cover}
          onValue={setCover}
          maxLength={80}
          sentence
        />
        <div>
          <Button
            label={t("remind.cover-save")}
            busy={busy || cover === settings.cover}
            onPress={() =>
              void run(async () => {
                await keeper.setCover(cover.trim());
                await change({ cover: cover.trim() });
                showToast(t("more.saved"));
              })
            }
          />
        </div>
        <Check
          label={t("remind.details")}
          hint={t("remind.details-hint")}
          checked={details}
          onChange={(on) => {
            setDetails(on);
            void run(() => keeper.setNoticeDetails(on)).then((done) => done || setDetails(!on));
          }}
        />
      </section>
      <section class="stack tight">
        <h2>{t("remind.quiet-title")}</h2>
        <Chips
          label={t("remind.quiet")}
          value={settings.quiet ? "on" : "off"}
          choices={[
            { value: "off", label: t("remind.quiet-off") },
            { value: "on", label: t("remind.quiet-on") },
          ]}
          onValue={(value) => void run(() => change({ quiet: value === "on" ? { from: "22:00", to: "07:00" } : null }))}
        />
        {settings.quiet && (
          <div class="fields">
            <Field
              label={t("remind.quiet-from")}
              type="time"
              value={settings.quiet.from}
              onValue={(from) => from && void run(() => change({ quiet: { from, to: settings.quiet!.to } }))}
            />
            <Field
              label={t("remind.quiet-to")}
              type="time"
              value={settings.quiet.to}
              onValue={(to) => to && void run(() => change({ quiet: { from: settings.quiet!.from, to } }))}
            />
          </div>
        )}
        <Check
          label={t("remind.only-dates")}
          hint={t("remind.only-dates-hint")}
          checked={settings.only_dates}
          onChange={(only_dates) => void run(() => change({ only_dates }))}
        />
      </section>
    </Screen>
  );
}
