/** The picture of a paper: to take or choose, to see large, to replace, to remove. */
import { Camera, Expand, Image as ImageIcon, Trash2 } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { milestoneOf } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useStore } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import { holdAway } from "../away.ts";
import type { Draft } from "../daybook/draft.ts";
import { laterInside } from "../later.ts";
import { openScreen } from "../router.ts";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";
import { putPicture, removePicture } from "./keeping.ts";
import { usePicture } from "./picture.ts";
import { NoPicture } from "./shrink.ts";
import "../milestones/milestone-texts.ts";

/** How long the camera may be in front before the daybook closes, in milliseconds. */
const CAMERA = 120_000;

const sentence = (error: unknown) => (error instanceof NoPicture ? t(error.key) : troubleText(error));

function undoable(text: string, undo: () => Promise<void>): void {
  const run = () => void undo().catch((error: unknown) => showToast(sentence(error)));
  showToast(text, { label: t("front.undo"), run });
}

/** Two ways to a file: the camera, and what lies on the phone. The browser asks for what it needs by itself. */
function Ways({ busy, onFile, replaces }: { busy: boolean; onFile(file: File): void; replaces: boolean }) {
  const [camera, stored] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  useEffect(() => () => holdAway(0), []);
  const ask = (input: HTMLInputElement | null) => {
    // The camera stands in front of this page: that is not being away.
    holdAway(CAMERA);
    input?.click();
  };
  const props = {
    type: "file",
    accept: "image/*",
    hidden: true,
    tabIndex: -1,
    "aria-hidden": true,
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      holdAway(0);
      const file = event.currentTarget.files?.[0];
      event.currentTarget.value = "";
      if (file) onFile(file);
    },
    onCancel: () => holdAway(0),
  } as const;
  return (
    <div class="row">
      <input {...props} ref={camera} capture="environment" />
      <input {...props} ref={stored} />
      <Button
        label={t(replaces ? "photo.take-new" : "photo.take")}
        icon={Camera}
        busy={busy}
        onPress={() => ask(camera.current)}
      />
      <Button
        label={t(replaces ? "photo.choose-new" : "photo.choose")}
        icon={ImageIcon}
        busy={busy}
        onPress={() => ask(stored.current)}
      />
    </div>
  );
}

function Thumb({ id, title }: { id: string; title: string }) {
  const url = usePicture(id);
  if (url === "gone") return <p class="state">{t("photo.gone")}</p>;
  if (url === "wait") return <div class="paper-wait" aria-busy="true" />;
  const open = () =>
    void laterInside(
      () => import("./viewer.tsx"),
      ({ Viewer }) => openScreen(<Viewer id={id} title={title} />),
    );
  return (
    <button type="button" class="paper" onClick={open}>
      <img src={url} alt={t("photo.name", { title })} />
      <span class="label">
        <Icon of={Expand} />
        {t("photo.see")}
      </span>
    </button>
  );
}

export function Paper({ draft }: { draft: Draft }) {
  const { certificate, title } = milestoneOf(useStore(draft.plain));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const run = async (work: () => Promise<() => Promise<void>>, done: string) => {
    setBusy(true);
    setWrong("");
    try {
      undoable(done, await work());
    } catch (error) {
      setWrong(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="stack tight">
      <div>
        <h2>{t("photo.title")}</h2>
        <p class="second">{t("photo.what")}</p>
      </div>
      {certificate && <Thumb key={certificate} id={certificate} title={title || t("milestones.one")} />}
      <Ways
        busy={busy}
        replaces={certificate !== null}
        onFile={(file) =>
          void run(() => putPicture(draft, file), t(certificate === null ? "photo.put" : "photo.replaced"))
        }
      />
      {certificate && (
        <div class="flush">
          <Button
            kind="plain"
            label={t("photo.remove")}
            icon={Trash2}
            busy={busy}
            onPress={() => void run(() => removePicture(draft), t("photo.removed"))}
          />
        </div>
      )}
      <div role="status">
        {busy && <p class="second">{t("photo.adding")}</p>}
        {wrong && <p class="trouble">{wrong}</p>}
      </div>
    </section>
  );
}
