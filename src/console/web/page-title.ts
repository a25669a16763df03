import { computed, effect } from "@preact/signals";
import { place, type StationSection } from "./address.ts";
import { chosenJob, jobs, station } from "./live-store.ts";
import { standing } from "./session-store.ts";
import { STATION_SECTION_NAMES } from "./station-sections.ts";
import { type TextKey, text } from "./texts.ts";

const NAMES = {
  people: "people",
  results: "results",
  result: "oneResult",
  review: "inReview",
  course: "carsOnCourse",
  screens: "screens",
  slip: "slip",
  queue: "queueTitle",
  "check-in": "checkInTitle",
  lane: "lanePage",
} as const satisfies Partial<Record<string, TextKey>>;

/** What the browser calls the page: behind a lock, nothing of the station but its product. */
const title = computed(() => {
  if (standing.value.kind !== "open") return "Proofmark";
  const at = place.value;
  const site = at.page === "course" || at.page === "lane" ? at.site : "";
  const what =
    at.page === "jobs" ? jobTitle() : at.page === "station" ? stationTitle(at.section) : text(NAMES[at.page]);
  return [what, site, "Proofmark", station.value?.station ?? ""].filter((part) => part !== "").join(" · ");
});

function stationTitle(section: StationSection): string {
  const name = STATION_SECTION_NAMES[section === "device" ? "devices" : section];
  return `${text(name)} · ${text("stationTitle")}`;
}

/** Plate or name first: of several tabs little more is seen. */
function jobTitle(): string {
  const job = jobs.value.find((candidate) => candidate.job === chosenJob.value);
  if (job === undefined) return text("jobs");
  return `${Object.values(job.subject)[0] ?? job.job} · ${text(job.kind)}`;
}

export function followTitle(): void {
  effect(() => {
    document.title = title.value;
  });
}
