import { courseAddress, laneAddress, page, place, reviewAddress, stationAddress } from "./address.ts";
import { station } from "./live-store.ts";
import { mayDo } from "./permitted.ts";
import { toReview } from "./review-store.ts";
import { problemCount, problems } from "./station-store.ts";
import { text } from "./texts.ts";

interface PageLink {
  readonly address: string;
  readonly name: string;
  readonly isHere: boolean;
  /** So many wait there for somebody; `?` while nobody knows. */
  readonly count?: number | "?";
  /** Something there stops or voids. */
  readonly isGrave?: boolean;
  /** What the count counts, for whoever hears the page. */
  readonly counts?: string;
}

/** The pages of the console, those that this person may open, in the order of a working day. */
export function PagesNav() {
  return (
    <nav class="pages" aria-label={text("pages")}>
      <ul>
        {links().map(({ address, name, isHere, count, counts, isGrave }) => (
          <li key={address}>
            <a href={address} aria-current={isHere ? "page" : undefined}>
              {name}
              {count !== undefined && (
                <span class={isGrave === true ? "number grave" : "number"}>
                  {" "}
                  {count}
                  {counts !== undefined && <span class="unseen"> {counts}</span>}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function links(): readonly PageLink[] {
  const at = page.value;
  return [
    { address: "#", name: text("jobs"), isHere: at === "jobs" },
    { address: "#queue", name: text("queue"), isHere: at === "queue" || at === "check-in" },
    ...lanes(),
    ...courses(),
    ...(mayDo("inspection.sign")
      ? [
          {
            address: reviewAddress(),
            name: text("inReview"),
            isHere: at === "review",
            ...(toReview.value.length > 0 && { count: toReview.value.length }),
          },
        ]
      : []),
    { address: "#results", name: text("results"), isHere: at === "results" || at === "result" },
    stationLink(),
    ...(mayDo("screens.look")
      ? [{ address: "#screens", name: text("screens"), isHere: at === "screens" }]
      : []),
    ...(mayDo("people.look") ? [{ address: "#people", name: text("people"), isHere: at === "people" }] : []),
  ];
}

/** How many things are wrong: a number stands there only while it is known. */
function stationLink(): PageLink {
  const count = problemCount.value;
  const link = { address: stationAddress(), name: text("stationPage"), isHere: page.value === "station" };
  if (count === 0) return link;
  if (count === null) return { ...link, count: "?" };
  const isGrave = problems.value.some(({ gravity }) => gravity !== "warns");
  return { ...link, count, isGrave, counts: text(count === 1 ? "problemNow" : "problemsNow") };
}

/** A lane of one position is seen whole at its job. */
function lanes(): readonly PageLink[] {
  const here = place.value.page === "lane" ? place.value.site : null;
  return (station.value?.lanes ?? [])
    .filter(({ positions }) => positions.length > 1)
    .map(({ site }) => ({
      address: laneAddress(site),
      name: `${text("lanePage")} ${site}`,
      isHere: here === site,
    }));
}

/** A course with one car is seen whole at its job. */
function courses(): readonly PageLink[] {
  const cars = (station.value?.devices ?? []).filter(({ car }) => car !== null);
  const sites = [...new Set(cars.map(({ site }) => site))];
  const here = place.value.page === "course" ? place.value.site : null;
  return sites
    .filter((site) => new Set(cars.filter((one) => one.site === site).map(({ car }) => car)).size > 1)
    .map((site) => ({
      address: courseAddress(site),
      name: `${text("course")} ${site}`,
      isHere: here === site,
    }));
}
