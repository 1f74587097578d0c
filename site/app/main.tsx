/** The first bundle: the ordinary page, the PIN, and the frame. Nothing here tells what lies behind the PIN. */
import "../ui/tokens.css";
import "../ui/base.css";
import "./app.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { openAsked, startAsked } from "./asked.ts";
import { startAway } from "./away.ts";
import { drop, leave } from "./leave.ts";
import { startReadAloud } from "./read-aloud.tsx";
import { startRouter } from "./router.ts";
import { startKeeper } from "./start.ts";
import { startLanguage } from "./tongue.ts";

startAsked();
startRouter(leave);
startAway(leave, drop);
startReadAloud();
// In three turns, so that a slow phone can answer a finger in between: what was read, the first screen, the keeper.
void startLanguage().then(async () => {
  await turn();
  render(<App />, document.getElementById("app")!);
  await turn();
  void startKeeper();
  openAsked();
});

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
