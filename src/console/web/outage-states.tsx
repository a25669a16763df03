import { ACT_RULES, OUTAGE_ACTS, OUTAGE_TABLE } from "../../core/outages/outage-table.ts";
import { ACT_RULE_NAMES, OFFLINE_GRADE_NAMES, OUTAGE_ACT_NAMES } from "../../core/trade/words/outages.ts";
import type { OutageStandingView } from "../../station/live-message.ts";
import { stationAddress } from "./address.ts";
import { station } from "./live-store.ts";
import { picture } from "./news.ts";
import { withNames } from "./reason-words.ts";
import { momentOf } from "./station-clock.ts";
import { headed, said, text } from "./texts.ts";

/** In the header: which states stand, for whoever looks at any page. Nothing while all is normal. */
export function OutageBadge() {
  const outages = station.value?.outages ?? [];
  if (outages.length === 0 || picture.value.kind === "stale") return null;
  return (
    <a class="outage-badge" href={stationAddress()}>
      {outages.map(({ state, sinceWallMs }) => (
        <span key={state} class="outage-name">
          <span aria-hidden="true">▲</span> {headed(OUTAGE_TABLE[state].name)}{" "}
          <span class="soft">
            {text("since")} {momentOf(sinceWallMs)}
          </span>
        </span>
      ))}
    </a>
  );
}

/** On the page of the station: each state with what it means for the work, by the same table as the door. */
export function OutageSection() {
  const view = station.value;
  const isKnown = view !== null && picture.value.kind !== "stale";
  const outages = view?.outages ?? [];
  return (
    <section class="panel outages" aria-labelledby="outages-title">
      <h3 id="outages-title">{text("outageState")}</h3>
      {!isKnown && <p role="status">{text("outageUnknown")}</p>}
      {isKnown && outages.length === 0 && <p>{text("outageNormal")}</p>}
      {outages.map((outage) => (
        <Outage key={outage.state} outage={outage} />
      ))}
    </section>
  );
}

function Outage({ outage: { state, grade, sinceWallMs, because } }: { outage: OutageStandingView }) {
  const row = OUTAGE_TABLE[state];
  return (
    <article class="outage" data-state={state}>
      <h4>
        {headed(row.name)}
        {grade !== null && <span class="grade"> {said(OFFLINE_GRADE_NAMES[grade])}</span>}
      </h4>
      <p class="soft since">
        {text("since")} {momentOf(sinceWallMs)}
      </p>
      <dl>
        <dt>{text("outageWhy")}</dt>
        {because.map((why) => (
          <dd key={why.en}>{withNames(headed(why))}</dd>
        ))}
        <dt>{text("outageMay")}</dt>
        {ACT_RULES.map((rule) => {
          const acts = OUTAGE_ACTS.filter((act) => row.acts[act] === rule);
          if (acts.length === 0) return null;
          const names = acts.map((act) => said(OUTAGE_ACT_NAMES[act])).join(text("comma"));
          return (
            <dd key={rule} class={`rule ${rule}`}>
              <strong>{headed(ACT_RULE_NAMES[rule])}</strong>
              {text("colon")}
              {names}
            </dd>
          );
        })}
        <dt>{text("outageEnds")}</dt>
        <dd>{said(row.left)}</dd>
        <dt>{text("outageDo")}</dt>
        <dd>{said(row.remedy)}</dd>
      </dl>
    </article>
  );
}
