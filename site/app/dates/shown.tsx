/** One text, as large as the screen lets it be, black on white in every scheme. */
import { ArrowLeft } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../ui/icon.tsx";
import { back } from "../router.ts";
import { t } from "../words.ts";
import { directionOf } from "./languages.ts";
import { longestWord, sizeOf } from "./size.ts";

export function Shown({ text, language }: { text: string; language: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="shown">
      <header class="bar">
        <button type="button" class="button plain" onClick={back}>
          <Icon of={ArrowLeft} turns />
          {t("front.back")}
        </button>
      </header>
      <main class="scroll">
        <h1
          ref={heading}
          tabIndex={-1}
          class={`size-${sizeOf(text)}`}
          style={{ "--longest": longestWord(text) }}
          translate={false}
          lang={language || undefined}
          dir={directionOf(language, text)}
        >
          {text}
        </h1>
      </main>
    </div>
  );
}
