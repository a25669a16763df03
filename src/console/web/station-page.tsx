import { place, STATION_SECTIONS, type StationSection, stationAddress } from "./address.ts";
import { OutageSection } from "./outage-states.tsx";
import { mayDo } from "./permitted.ts";
import { ProblemsSection } from "./problem-list.tsx";
import { DeviceSection } from "./station-device.tsx";
import { DevicesSection } from "./station-devices.tsx";
import { KeepingSection } from "./station-keeping.tsx";
import { LogSection } from "./station-log.tsx";
import { OrdersSection } from "./station-orders.tsx";
import { STATION_SECTION_NAMES } from "./station-sections.ts";
import { problemCount, useReport } from "./station-store.ts";
import { text } from "./texts.ts";

/** How the station itself stands, for whoever keeps it running. */
export function StationPage() {
  const at = place.value;
  const { section, detail } = at.page === "station" ? at : { section: "problems" as const, detail: null };
  const { isOld } = useReport();
  const tab = section === "device" ? "devices" : section;
  return (
    <div class={`station-page${isOld ? " old" : ""}`}>
      <div class="review-title">
        <h2>{text("stationTitle")}</h2>
        <a class="plain" href="#jobs">
          {text("backToJobs")}
        </a>
      </div>
      <ul class="station-tabs" aria-label={text("stationParts")}>
        {STATION_SECTIONS.map((name) => (
          <li key={name}>
            <a class="plain" href={stationAddress(name)} aria-current={name === tab ? "page" : undefined}>
              {text(STATION_SECTION_NAMES[name])}
              {name === "problems" && <Count />}
            </a>
          </li>
        ))}
      </ul>
      {isOld && (
        <p class="notice" role="status">
          {text("reportOld")}
        </p>
      )}
      <Section section={section} detail={detail} />
    </div>
  );
}

function Count() {
  const count = problemCount.value;
  return count === 0 ? null : <span class="number"> {count ?? "?"}</span>;
}

function Section({ section, detail }: { section: StationSection; detail: string | null }) {
  switch (section) {
    case "problems":
      return (
        <>
          <OutageSection />
          <ProblemsSection />
        </>
      );
    case "orders":
      return <OrdersSection />;
    case "devices":
      return <DevicesSection />;
    case "device":
      return <DeviceSection device={detail ?? ""} />;
    case "keeping":
      return <KeepingSection />;
    case "log":
      return <LogSection words={detail ?? ""} />;
    case "users":
      return <UsersSection />;
  }
}

/** How many are signed in, and who for those who may see it. */
function UsersSection() {
  const { body } = useReport();
  if (body === null)
    return (
      <p class="panel" role="status">
        {text("loading")}
      </p>
    );
  const { here, locked, names } = body.people;
  return (
    <section class="panel station-users">
      <p class="prompt">
        {here} {text("hereNow")}
        {locked > 0 && `${text("comma")}${locked} ${text("lockedNow")}`}
      </p>
      {names === null ? (
        <p class="soft">{text("namesForOthers")}</p>
      ) : (
        <ul class="who-here">
          {names.map((name, at) => (
            <li key={`${name} ${at}`} class="who">
              {name}
            </li>
          ))}
        </ul>
      )}
      {mayDo("people.look") && (
        <a class="button" href="#people">
          {text("toPeople")}
        </a>
      )}
    </section>
  );
}
