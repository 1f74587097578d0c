import "../ui/tokens.css";
import "../ui/base.css";
import "./desk.css";
import { render } from "preact";
import { Desk } from "./desk.tsx";
import { startIdle } from "./idle.ts";
import { lock, start, status } from "./state.ts";

render(<Desk />, document.getElementById("desk")!);
startIdle(
  () => status.get()?.phase === "open",
  () => void lock(),
);
void start();
