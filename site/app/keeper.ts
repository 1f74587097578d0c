/** The worker that holds the vault key: runs the engine, with the words of reminders in her language. */
import { answerCalls, told } from "../core/answers.ts";
import { Engine } from "../core/engine.ts";
import type { ReminderWords } from "../core/remind.ts";
import ar from "../locales/ar/keeper.json";
import en from "../locales/en/keeper.json";
import es from "../locales/es/keeper.json";
import fr from "../locales/fr/keeper.json";
import type { Speak } from "./rpc.ts";

const all = { ar, en, es, fr };

const wordsIn = (language: keyof typeof all) => ({
  language,
  appointment: all[language]["notice.appointment"],
  deadline: all[language]["notice.deadline"],
  untitled: all[language]["notice.untitled"],
});

/** Of what is sealed from now on; reminders that are set already keep theirs until their date is written again. */
const words: ReminderWords = wordsIn("en");

self.addEventListener("message", ({ data }: MessageEvent<Partial<Speak>>) => {
  if (data.language) Object.assign(words, wordsIn(data.language));
});
answerCalls(Engine.start({}, words, told));
