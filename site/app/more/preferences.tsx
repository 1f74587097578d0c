/** Her zone, and how long before a date she is reminded unless she says otherwise. */
import { ManyChips, Select } from "../../ui/field.tsx";
import { Screen } from "../screen.tsx";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { useRun } from "./run.ts";
import { useSettings } from "./settings.ts";

const LEAD_TIMES = [30, 60, 120, 180, 1440, 2880, 10080];

export function Preferences() {
  const [settings, change] = useSettings();
  const { wrong, run } = useRun();
  const leads = [...new Set([...LEAD_TIMES, ...settings.lead_times])].sort((a, b) => a - b);
  const zones = Intl.supportedValuesOf("timeZone");
  const phone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Screen title={t("more.preferences")} under={t("more.at-once")}>
      <TroubleLine text={wrong} />
      <ManyChips
        label={t("prefer.leads")}
        hint={t("prefer.leads-hint")}
        values={settings.lead_times.map(String)}
        choices={leads.map((minutes) => ({ value: String(minutes), label: leadText(minutes) }))}
        onValues={(values) => void run(() => change({ lead_times: values.map(Number).sort((a, b) => b - a) }))}
      />
      <Select
        label={t("prefer.zone")}
        hint={t("prefer.zone-hint")}
        value={settings.zone}
        choices={[
          { value: "", label: t("prefer.zone-phone", { zone: phone }) },
          ...zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
        ]}
        onValue={(zone) => void run(() => change({ zone }))}
      />
    </Screen>
  );
}

/** Minutes before, in words: minutes, hours or days. */
export function leadText(minutes: number): string {
  if (minutes % 1440 === 0) return t("prefer.days", { n: minutes / 1440 });
  if (minutes % 60 === 0) return t("prefer.hours", { n: minutes / 60 });
  return t("prefer.minutes", { n: minutes });
}
