/**
 * *Read to me*: the screen on top, spoken by a voice of this phone. Only where there is one in the language of the app
 * that the browser calls local: others send every word to a server. It never starts by itself, and ends with the screen.
 */
import { Square, Volume2 } from "lucide";
import { useEffect } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Store, useStore } from "../ui/store.ts";
import { layers, place, view } from "./router.ts";
import { language, t } from "./words.ts";

const speech = (): SpeechSynthesis | undefined => globalThis.speechSynthesis;
/** How many voices were told of; some browsers find theirs late. */
const voices = new Store(0);
const reading = new Store(false);

const localVoice = (): SpeechSynthesisVoice | undefined =>
  speech()
    ?.getVoices()
    .find((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language);

/** What is not read: what she types, pictures, lists to choose from, and words and codes that open the daybook. */
const UNREAD = "input, select, textarea, svg, .aside, .code, .words, .pin, [aria-hidden=true], [hidden]";

/** The texts of the screen on top, in order, each of its own block. */
function textsOf(screen: Element): string[] {
  const walker = document.createTreeWalker(screen, NodeFilter.SHOW_TEXT);
  const found: { block: Element; text: string }[] = [];
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode as Text;
    if (!parent || !data.trim() || parent.closest(UNREAD) || !parent.checkVisibility()) continue;
    const block = parent.closest("p, li, h1, h2, h3, button, label, legend, dt, dd, summary, td, th") ?? parent;
    const last = found.at(-1);
    if (last?.block === block) last.text += ` ${data.trim()}`;
    else found.push({ block, text: data.trim() });
  }
  return found.map(({ text }) => text);
}

/** Ends the reading, at once. */
export function stopReading(): void {
  if (!reading.get()) return;
  reading.set(false);
  speech()?.cancel();
}

function read(): void {
  const voice = localVoice();
  const screen = [...document.querySelectorAll("main")].filter((main) => !main.closest("[inert], [hidden]")).at(-1);
  if (!voice || !screen) return;
  speech()!.cancel();
  const texts = textsOf(screen);
  for (const [n, text] of texts.entries()) {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    if (n === texts.length - 1) utterance.onend = () => reading.set(false);
    utterance.onerror = () => reading.set(false);
    speech()!.speak(utterance);
  }
  reading.set(texts.length > 0);
}

/** Watches for voices, and for all that ends a reading: another screen, closing, or the page out of sight. */
export function startReadAloud(): void {
  speech()?.addEventListener?.("voiceschanged", () => voices.set(speech()!.getVoices().length));
  for (const store of [layers, place, view]) (store as Store<unknown>).watch(stopReading);
  document.addEventListener("visibilitychange", stopReading);
  addEventListener("pagehide", stopReading);
}

/** The button in the bar of a screen; nothing where this phone has no such voice. */
export function ReadAloud() {
  useStore(voices);
  const on = useStore(reading);
  useEffect(() => stopReading, []);
  if (!localVoice()) return null;
  return (
    <Button
      kind="plain"
      label={t(on ? "front.read-stop" : "front.read")}
      icon={on ? Square : Volume2}
      onPress={on ? stopReading : read}
    />
  );
}
