/** A picture on the whole screen, larger and smaller, moved with a finger or the arrow keys. */
import { ArrowLeft, ZoomIn, ZoomOut } from "lucide";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { back } from "../router.ts";
import { t } from "../words.ts";
import { usePicture } from "./picture.ts";
import "../milestones/milestone-texts.ts";

/** How much larger than the screen. */
const STEPS = [1, 1.5, 2, 3, 4];

export function Viewer({ id, title }: { id: string; title: string }) {
  const url = usePicture(id);
  const [step, setStep] = useState(0);
  const [frame, image, heading] = [
    useRef<HTMLDivElement>(null),
    useRef<HTMLImageElement>(null),
    useRef<HTMLHeadingElement>(null),
  ];
  useLayoutEffect(() => heading.current?.focus(), []);

  // What was in the middle stays in the middle.
  const size = () => {
    const [box, picture] = [frame.current, image.current];
    if (!box || !picture || picture.naturalWidth === 0) return;
    const [x, y] = [
      (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth,
      (box.scrollTop + box.clientHeight / 2) / box.scrollHeight,
    ];
    const fit = Math.min(box.clientWidth / picture.naturalWidth, box.clientHeight / picture.naturalHeight);
    picture.style.inlineSize = `${Math.floor(picture.naturalWidth * fit * STEPS[step]!)}px`;
    box.scrollTo(x * box.scrollWidth - box.clientWidth / 2, y * box.scrollHeight - box.clientHeight / 2);
  };
  useLayoutEffect(() => {
    size();
    addEventListener("resize", size);
    return () => removeEventListener("resize", size);
  }, [step]);

  const to = (next: number) => setStep(Math.max(0, Math.min(STEPS.length - 1, next)));
  return (
    <>
      <header class="bar">
        <button type="button" class="button plain" onClick={back}>
          <Icon of={ArrowLeft} turns />
          {t("front.back")}
        </button>
      </header>
      <main class="viewer" ref={frame} tabIndex={0} aria-label={t("photo.name", { title })}>
        <h1 class="aside" ref={heading} tabIndex={-1}>
          {t("photo.name", { title })}
        </h1>
        {url === "gone" && <p class="state">{t("photo.gone")}</p>}
        {url !== "gone" && url !== "wait" && (
          <img
            ref={image}
            src={url}
            alt={t("photo.name", { title })}
            onLoad={size}
            onDblClick={() => to(step ? 0 : 2)}
          />
        )}
      </main>
      <footer class="foot">
        <div class="page row viewer-foot">
          <Button label={t("photo.smaller")} icon={ZoomOut} busy={step === 0} onPress={() => to(step - 1)} />
          <Button
            label={t("photo.larger")}
            icon={ZoomIn}
            busy={step === STEPS.length - 1}
            onPress={() => to(step + 1)}
          />
        </div>
      </footer>
    </>
  );
}
