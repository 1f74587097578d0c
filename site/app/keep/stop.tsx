/** One plain screen for each thing that stands in the way. */
import { Copy } from "lucide";
import { Button } from "../../ui/button.tsx";
import { showToast } from "../../ui/toast.tsx";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";
import type { Surroundings } from "./surroundings.ts";
import "./words.ts";

export function Stop({ why }: { why: Exclude<Surroundings, "good"> }) {
  const copy = () =>
    void navigator.clipboard?.writeText(location.origin + import.meta.env.BASE_URL).then(
      () => showToast(t("stop.copied")),
      () => undefined,
    );
  const steps = why === "install-first" ? [t("stop.install-1"), t("stop.install-2"), t("stop.install-3")] : [];
  return (
    <Screen title={t(`stop.${why}-title`)}>
      <p>{t(`stop.${why}`)}</p>
      {steps.length > 0 && (
        <ol class="steps">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {why === "in-app" && <Button label={t("stop.copy")} icon={Copy} onPress={copy} />}
    </Screen>
  );
}
