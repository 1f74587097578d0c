/** The frame of every screen: a bar with Back, the title, the text, and one main action at the bottom. */
import { ArrowLeft, X, type IconNode } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { ReadAloud } from "./read-aloud.tsx";
import { back } from "./router.ts";
import { StatusLine } from "./status-line.tsx";
import { t } from "./words.ts";

export interface ScreenAction {
  label: string;
  icon?: IconNode;
  turns?: boolean;
  busy?: boolean;
  kind?: "main" | "care";
  onPress(): void;
}

export interface ScreenProps {
  title: string;
  /** A quiet line under the title: who sees it, which day. */
  under?: string | undefined;
  /** The one main action, at the bottom, in reach of a thumb. */
  action?: ScreenAction | undefined;
  /** False on the places and the ordinary page, which have nothing to go back to. */
  backable?: boolean;
  /** Called instead of going back: to keep a draft or ask first. */
  onBack?: () => void;
  children?: ComponentChildren;
}

/** One whole screen. The heading takes the focus when a layer opens. */
export function Screen({ title, under, action, backable = true, onBack = back, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (backable && !heading.current?.closest(".layer")?.contains(document.activeElement)) heading.current?.focus();
  }, []);
  return (
    <>
      <header class="bar">
        {backable && (
          <button type="button" class="button plain" onClick={onBack}>
            <Icon of={ArrowLeft} turns />
            {t("front.back")}
          </button>
        )}
        <ReadAloud />
      </header>
      <StatusLine />
      <main class="scroll">
        <div class="page stack">
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {under && <p class="second">{under}</p>}
          </div>
          {children}
        </div>
      </main>
      {action && (
        <footer class="foot">
          <div class="page">
            <Button
              wide
              kind={action.kind ?? "main"}
              label={action.label}
              icon={action.icon}
              turns={action.turns}
              busy={action.busy}
              onPress={action.onPress}
            />
          </div>
        </footer>
      )}
    </>
  );
}

/** A sheet from the bottom: a title, a text, an action. Back, Escape and a touch beside it close it. */
export function Sheet({ title, action, children }: Omit<ScreenProps, "backable" | "under">) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!heading.current?.closest(".layer")?.contains(document.activeElement)) heading.current?.focus();
  }, []);
  return (
    <>
      <div class="beside" onClick={back} />
      <section class="sheet" role="dialog" aria-label={title}>
        <div class="sheet-head">
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <Button kind="plain" label={t("front.cancel")} icon={X} onPress={back} />
        </div>
        <div class="stack">{children}</div>
        {action && (
          <Button
            wide
            kind={action.kind ?? "main"}
            label={action.label}
            icon={action.icon}
            busy={action.busy}
            onPress={action.onPress}
          />
        )}
      </section>
    </>
  );
}
