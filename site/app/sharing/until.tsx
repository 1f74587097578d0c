/** Until when something is shared: a few choices, thirty days first. */
import { Chips } from "../../ui/field.tsx";
import { now } from "../state.ts";
import { t } from "../words.ts";
import "./words.ts";

const DAY = 86_400;
export const CHOICES = ["7", "30", "90", "open"] as const;
/** For a first share. */
export const FIRST = "30";

/** The second until which a choice lasts; 0 for *until I stop*. */
export const untilOf = (choice: string): number => (choice === "open" ? 0 : now() + Number(choice) * DAY);

export function Until({ value, onValue }: { value: string; onValue(value: string): void }) {
  return (
    <Chips
      label={t("share.until")}
      hint={t(value === "open" ? "share.until-open-hint" : "share.until-hint")}
      value={value}
      choices={CHOICES.map((choice) => ({ value: choice, label: t(`share.for-${choice}`) }))}
      onValue={onValue}
    />
  );
}
