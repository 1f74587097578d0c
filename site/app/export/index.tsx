/** Copies to keep: sealed, readable, and putting a sealed one in. */
import { FileInput, FileLock, FileText } from "lucide";
import { List, ListRow } from "../../ui/list.tsx";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { useStatus } from "../state.ts";
import { t } from "../words.ts";
import "./export-words.ts";
import { PutIn } from "./put-in.tsx";
import { Readable } from "./readable.tsx";
import { Sealed } from "./sealed.tsx";

export function Copies() {
  const { damaged } = useStatus();
  return (
    <Screen title={t("export.title")}>
      <p>{t("export.says")}</p>
      <List name={t("export.title")}>
        <ListRow
          icon={FileLock}
          title={t("export.sealed")}
          second={t("export.sealed-second")}
          onPress={() => openScreen(<Sealed />)}
        />
        <ListRow
          icon={FileText}
          title={t("export.read")}
          second={t("export.read-second")}
          onPress={() => openScreen(<Readable />)}
        />
        <ListRow
          icon={FileInput}
          title={t("export.in")}
          second={t("export.in-second")}
          onPress={() => openScreen(<PutIn />)}
        />
      </List>
      {damaged > 0 && <p class="second">{t("export.left", { n: damaged })}</p>}
      <p class="second">{t("export.shares-stay")}</p>
    </Screen>
  );
}
