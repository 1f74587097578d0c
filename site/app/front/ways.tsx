/** What the ways on lead to; each is a part of its own, loaded when wanted. */
import { onAct } from "../acts.ts";
import { later } from "../later.ts";
import { linesBefore } from "./kept.ts";
import { openPlain, openScreen } from "../router.ts";

const keep = () =>
  later(
    () => import("../keep/keep.tsx"),
    ({ Keep }) => openScreen(<Keep />),
  );
const haveOne = () =>
  later(
    () => import("../keep/have-one.tsx"),
    ({ HaveOne }) => openScreen(<HaveOne />),
  );
const gone = () =>
  later(
    () => import("../keep/gone.tsx"),
    ({ Gone }) => openScreen(<Gone />),
  );

const breathe = () =>
  later(
    () => import("../calm/breathe.tsx"),
    ({ Breathe }) => openPlain(<Breathe />),
  );
const numbers = () =>
  later(
    () => import("../numbers/before.tsx"),
    ({ NumbersBefore }) => (linesBefore.get() ? openScreen : openPlain)(<NumbersBefore />),
  );

onAct("keep", () => void keep());
onAct("open-words", () => void haveOne());
onAct("gone", () => void gone());
onAct("breathe", () => void breathe());
onAct("numbers", () => void numbers());
