/** One picture of hers on a screen: opened when it is wanted, forgotten with the screen. */
import { useEffect, useState } from "preact/hooks";
import { unbase64 } from "../../core/bytes.ts";
import { getKeeper } from "../state.ts";

/** The address of a picture while a screen shows it; "wait" until it is opened, "gone" where it cannot be. */
export function usePicture(id: string): string {
  const [url, setUrl] = useState("wait");
  useEffect(() => {
    let [made, here] = ["", true];
    const open = async () => {
      const photo = await getKeeper().photo(id);
      if (!here) return;
      if (!photo || photo.bytes === "") return setUrl("gone");
      made = URL.createObjectURL(new Blob([unbase64(photo.bytes)], { type: photo.media_type }));
      setUrl(made);
    };
    setUrl("wait");
    open().catch(() => here && setUrl("gone"));
    return () => {
      here = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id]);
  return url;
}
