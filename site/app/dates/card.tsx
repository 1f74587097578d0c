/** What she needs to know on the bus: when, where, with whom, what to bring, what is arranged. */
import type { ComponentChildren } from "preact";
import { now, useNow } from "../state.ts";
import { today } from "../daybook/hers.ts";
import { listed, t } from "../words.ts";
import { needWords, titleOf, whenOf, type Coming } from "./coming.ts";

function Line({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="line">
      <dt>{name}</dt>
      <dd dir="auto" translate={false}>
        {children}
      </dd>
    </div>
  );
}

/** The facts of one date, largest first. Empty ones take no room; `brief` leaves out what stands below by itself. */
export function Facts({ coming, level, brief }: { coming: Coming; level: 2 | 3; brief?: boolean }) {
  useNow();
  const Title = `h${level}` as "h2" | "h3";
  const title = coming.kind === "appointment" ? titleOf(coming.plain) : coming.plain.title || t("untitled");
  return (
    <>
      <p class="when">{whenOf(coming, now(), today())}</p>
      <Title dir="auto" translate={false}>
        {title}
      </Title>
      {coming.kind === "appointment" && <AppointmentFacts coming={coming} brief={brief} />}
    </>
  );
}

function AppointmentFacts({ coming, brief }: { coming: Coming & { kind: "appointment" }; brief: boolean | undefined }) {
  const { place, with: who, minutes, repeat } = coming.plain;
  const bring = brief ? [] : coming.plain.bring;
  const wanted = brief ? [] : coming.plain.needs.filter((need) => need.state !== "off");
  const long = minutes > 0 ? t("dates.minutes", { n: minutes }) : "";
  const often = repeat.every === "none" ? "" : t(`repeat.${repeat.every}`);
  if (!place && !who && !long && !often && bring.length === 0 && wanted.length === 0) return null;
  return (
    <dl class="facts">
      {place && <Line name={t("dates.place")}>{place}</Line>}
      {who && <Line name={t("dates.with")}>{who}</Line>}
      {(long || often) && <Line name={t("dates.how-long")}>{listed([long, often].filter(Boolean))}</Line>}
      {bring.length > 0 && (
        <Line name={t("dates.bring")}>
          <ul>
            {bring.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Line>
      )}
      {wanted.length > 0 && (
        <Line name={t("dates.needs")}>
          <ul>
            {wanted.map((need) => (
              <li key={need.id}>{needWords(need.kind, need.state, need.how)}</li>
            ))}
          </ul>
        </Line>
      )}
    </dl>
  );
}
