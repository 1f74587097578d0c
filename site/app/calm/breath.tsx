/** A longer breath out: a circle that grows and shrinks, dots that fill by the second, words, and a tone if she asks. */
import { Play, Square } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";
import { useLit } from "./awake.ts";
import { breathAt, IN, OUT } from "./breath-times.ts";
import { SoundCheck, useTones } from "./sound.tsx";

export function Breath() {
  const [second, setSecond] = useState<number | null>(null);
  const [done, setDone] = useState(false);
  const { tones, on, turn } = useTones();
  const running = second !== null;
  useLit(running);
  useEffect(() => {
    if (!running) return;
    const began = Date.now();
    const timer = setInterval(() => setSecond(Math.floor((Date.now() - began) / 1000)), 200);
    return () => clearInterval(timer);
  }, [running]);
  const at = breathAt(second ?? 0);
  useEffect(() => {
    if (running && !at.over) tones.glide(at.way, at.way === "in" ? IN : OUT);
  }, [running, at.way, at.over]);
  useEffect(() => {
    if (!running || !at.over) return;
    setSecond(null);
    setDone(true);
  }, [running, at.over]);
  const start = () => {
    setDone(false);
    setSecond(0);
  };
  const stop = () => {
    tones.silence();
    setSecond(null);
  };
  const word = running ? t(`breathe.${at.way}`) : done ? t("breathe.breath-over") : t("breathe.breath-ready");
  return (
    <Screen
      title={t("breathe.breath")}
      action={
        running
          ? { label: t("breathe.stop"), icon: Square, onPress: stop }
          : { label: t(done ? "breathe.again" : "breathe.start"), icon: Play, onPress: start }
      }
    >
      <div class={`breath ${running ? at.way : "rest"}`}>
        <svg viewBox="0 0 200 200" aria-hidden="true" focusable="false">
          <circle class="edge" cx="100" cy="100" r="96" />
          <circle class="edge" cx="100" cy="100" r="40" />
          <circle class="ball" cx="100" cy="100" r="96" />
        </svg>
        <p class="now" role="status">
          {word}
        </p>
        <p class="dots" aria-hidden="true">
          {Array.from({ length: at.way === "in" ? IN : OUT }, (_, n) => (
            <span key={n} class={running && n <= at.dot ? "dot full" : "dot"} />
          ))}
        </p>
      </div>
      <SoundCheck on={on} turn={turn} />
      <p class="second">{t("breathe.breath-says")}</p>
    </Screen>
  );
}
