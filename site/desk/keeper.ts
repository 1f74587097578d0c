/** The worker that holds the vault key: runs the desk's engine. */
import { answerCalls, told } from "../core/answers.ts";
import { DeskEngine } from "../core/desk/desk-engine.ts";

answerCalls(DeskEngine.begin({}, told));
