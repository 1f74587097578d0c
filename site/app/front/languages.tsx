/** The languages by their own names: on the first screen, and under *More*. */
import { showToast } from "../../ui/toast.tsx";
import { chooseLanguage } from "../tongue.ts";
import { language, languages, t, type Language } from "../words.ts";

/** Changes the language; everything is drawn anew, so the focus is put back on the name that was pressed. */
async function change(next: Language): Promise<void> {
  try {
    await chooseLanguage(next);
  } catch {
    showToast(t("front.not-loaded"));
    return;
  }
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`.layer:not([inert]) [data-language="${next}"]`)?.focus(),
  );
}

export function Languages() {
  return (
    <section class="stack tight" aria-label={t("front.language")}>
      <div class="languages">
        {languages.map(([tag, name]) => (
          <button
            type="button"
            key={tag}
            class="button plain"
            lang={tag}
            data-language={tag}
            aria-pressed={tag === language}
            onClick={() => void change(tag)}
          >
            {name}
          </button>
        ))}
      </div>
      <Machine />
    </section>
  );
}

/** In every language but the first one: who translated it, and that nobody has checked it. */
export function Machine() {
  return language === "en" ? null : <p class="second">{t("front.machine")}</p>;
}
