/** Where the ways to what is hers alone lead; each is a part of its own, loaded when wanted. */
import { onAct } from "../acts.ts";
import { later } from "../later.ts";
import { openScreen } from "../router.ts";

onAct("breathe-inside", () => {
  void later(
    () => import("../calm/breathe-inside.tsx"),
    ({ BreatheInside }) => openScreen(<BreatheInside />),
  );
});
onAct("numbers-inside", () => {
  void later(
    () => import("../numbers/numbers-inside.tsx"),
    ({ NumbersInside }) => openScreen(<NumbersInside />),
  );
});
const own = () => import("../personal.ts");
onAct("plan", () => void later(own, (part) => part.openPlan()));
onAct("notes", () => void later(own, (part) => part.openNotes()));
onAct("progress", () => void later(own, (part) => part.openProgress()));
onAct("mood", () => void later(own, (part) => part.openMood()));
