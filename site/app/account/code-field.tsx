/** A code of 27 characters, typed or scanned. */
import { Camera } from "lucide";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Scan } from "../keep/scan.tsx";
import { openScreen } from "../router.ts";
import { t } from "../words.ts";
import "./account-words.ts";

export function CodeField({
  label,
  hint,
  value,
  onValue,
  maxLength = 60,
}: {
  label: string;
  hint?: string;
  value: string;
  onValue(code: string): void;
  maxLength?: number;
}) {
  const scan = t("way.scan-back");
  return (
    <div class="stack tight">
      <Field label={label} {...(hint ? { hint } : {})} value={value} onValue={onValue} maxLength={maxLength} />
      <div>
        <Button
          label={scan}
          name={`${scan}: ${label}`}
          icon={Camera}
          onPress={() => openScreen(<Scan onCode={onValue} />)}
        />
      </div>
    </div>
  );
}
