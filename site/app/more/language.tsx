/** The language of the app, changed at any time; kept on this phone alone. */
import { useEffect } from "preact/hooks";
import { Languages } from "../front/languages.tsx";
import { Screen } from "../screen.tsx";
import { useStatus } from "../state.ts";
import { t } from "../words.ts";
import { tellLanguage } from "./push.ts";

export function LanguageScreen() {
  const { phase } = useStatus();
  // Drawn anew at each change: the server's neutral words are asked for in this language, too.
  useEffect(() => {
    if (phase === "open") void tellLanguage();
  }, [phase]);
  return (
    <Screen title={t("front.language")}>
      <Languages />
    </Screen>
  );
}
