/** The camera, only while a code is scanned; pictures are looked at on the phone and go nowhere. */
import { useEffect, useRef, useState } from "preact/hooks";
import { back } from "../router.ts";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";
import "./words.ts";

type Read = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

/** The browser's own reader where it has one for these codes, else jsQR, loaded now. */
async function makeReader(): Promise<Read> {
  const Native = (
    globalThis as { BarcodeDetector?: { new (options: object): Detector; getSupportedFormats(): Promise<string[]> } }
  ).BarcodeDetector;
  if (Native && (await Native.getSupportedFormats().catch((): string[] => [])).includes("qr_code")) {
    const detector = new Native({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { default: jsQR } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  return async (video) => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    if (canvas.width === 0) return null;
    context.drawImage(video, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height)?.data ?? null;
  };
}

/** Looks through the camera until a code is read, hands it over and goes back. */
export function Scan({ onCode }: { onCode(code: string): void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [wrong, setWrong] = useState<string>();
  useEffect(() => {
    let stream: MediaStream | null = null;
    let ended = false;
    const look = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
        const read = await makeReader();
        if (!video.current || ended) return;
        video.current.srcObject = stream;
        await video.current.play();
        while (!ended) {
          const code = await read(video.current).catch(() => null);
          if (code && !ended) {
            ended = true;
            back();
            onCode(code);
          }
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      } catch {
        setWrong(t("scan.no-camera"));
      } finally {
        for (const track of stream?.getTracks() ?? []) track.stop();
      }
    };
    void look();
    return () => {
      ended = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  return (
    <Screen title={t("scan.title")}>
      {wrong ? (
        <p class="trouble" role="alert">
          {wrong}
        </p>
      ) : (
        <>
          <video class="camera" ref={video} muted playsInline aria-label={t("scan.picture")} />
          <p class="second">{t("scan.says")}</p>
        </>
      )}
    </Screen>
  );
}
