import type { Prompt, SessionInput } from "../session.ts";
import type { Told } from "../trade/reason-shape.ts";
import { toldOnce } from "../trade/told-once.ts";
import type { CurrentItem, InspectionEvent } from "./inspection-state.ts";

/** A whole inspection on one line of time, to be looked through afterwards. All times: milliseconds of the station's wall clock. */
export interface JobTimeline {
  readonly fromMs: number;
  readonly toMs: number;
  /** In the order in which they began. */
  readonly spans: readonly TimelineSpan[];
  /** Rising. */
  readonly marks: readonly TimelineMark[];
  /** What the person with the vehicle was asked for, from then on. */
  readonly prompts: readonly { readonly atMs: number; readonly text: Told }[];
}

/**
 * `run`: an item, from its start to its result; `part`: somebody has a part that is looked at by hand; `position`: the vehicle waits for
 * a position of its lane; `review`: it waits for the signatory; `fault`: of a device; `stood`: the station did not run, and nobody
 * knows what happened.
 */
export interface TimelineSpan {
  readonly what: "run" | "part" | "position" | "review" | "fault" | "stood";
  /** Code of the item, key of the part, name of the position, id of the device; empty for the others. */
  readonly of: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Of a run: how it ended. `again`: it is measured once more; `put-back`: the station was started again in it. */
  readonly end?: "measured" | "void" | "again" | "put-back";
  /** Of a run that ended otherwise than measured. */
  readonly why?: Told;
  /** Of a run: what it did, from then on. */
  readonly stages?: readonly TimelineStage[];
  /** Of a run that drew a curve. */
  readonly curve?: TimelineCurve;
  /** Of a fault. */
  readonly code?: string;
  /** Of a part: who had it. */
  readonly by?: string;
  /** Of a job that runs: it has not ended. Absent otherwise. */
  readonly goesOn?: true;
}

export interface TimelineStage {
  readonly atMs: number;
  /** On the way to its place, waiting for something to be well again, or measuring. */
  readonly stage: CurrentItem["stage"];
  readonly waits: CurrentItem["waits"];
}

/** Its samples among all of their curve, [from, to), and when the first of them was. */
export interface TimelineCurve {
  readonly from: number;
  readonly to: number;
  readonly beginsMs: number;
}

export interface TimelineMark {
  /** `entered`: something that was looked at is in order. */
  readonly what: "act" | "photo" | "defect" | "entered" | "sent-back";
  /** Code of the desk act, number of the photo, or code of the item. */
  readonly of: string;
  /** Of an act: what it was about; else the part. */
  readonly at: string | null;
  readonly atMs: number;
  /** A person's id. */
  readonly by: string;
}

type Open = { -readonly [Key in keyof Omit<TimelineSpan, "toMs">]: TimelineSpan[Key] } & {
  isOpen: boolean;
  toMs: number;
};

interface Noted {
  readonly input: SessionInput<unknown>;
  readonly events: readonly InspectionEvent[];
  /** Of the entry, by the job's own clock. */
  readonly atMs: number;
  /** Code of an item by its place in the plan. */
  codeOf(index: number): string;
}

interface ActDone {
  readonly act: string;
  readonly of?: string;
  readonly by: string;
  readonly wallMs: number;
}

/** Takes down the entries of one inspection, in their order. */
export class TimelineTaken {
  readonly #fromMs: number;
  #lastMs: number;
  readonly #spans: Open[] = [];
  readonly #marks: TimelineMark[] = [];
  readonly #prompts: { atMs: number; text: Told }[] = [];
  readonly #drawn = new Map<string, number>();

  constructor(openedMs: number) {
    this.#fromMs = openedMs;
    this.#lastMs = openedMs;
  }

  note(noted: Noted): void {
    const { input, events, atMs } = noted;
    if (input.kind === "resumed") {
      this.#begin({ what: "stood", of: "", fromMs: this.#lastMs });
      this.#end("stood", atMs);
    }
    for (const event of events) this.#take(event, noted);
    this.#lastMs = Math.max(this.#lastMs, atMs);
  }

  /** A sample of this curve, at that moment. */
  sampled(curve: string, atMs: number): void {
    const count = this.#drawn.get(curve) ?? 0;
    this.#drawn.set(curve, count + 1);
    const run = this.#opened("run");
    if (run === undefined) return;
    const { from = count, beginsMs = atMs } = run.curve ?? {};
    run.curve = { from, to: count + 1, beginsMs };
  }

  /** What people did beside what they entered. */
  acted(acts: readonly ActDone[]): void {
    this.#marks.push(...marksOf(acts));
  }

  /** Of a job that is over. */
  get timeline(): JobTimeline {
    return this.#until(this.#lastMs, this.#marks, {});
  }

  /** Of a job that runs, as it is at that moment of the station's wall clock; `acts`: what people did so far. */
  running(nowMs: number, acts: readonly ActDone[]): JobTimeline {
    const marks = [...this.#marks, ...marksOf(acts)];
    return this.#until(Math.max(nowMs, this.#lastMs), marks, { goesOn: true });
  }

  #until(endMs: number, noted: readonly TimelineMark[], open: { readonly goesOn?: true }): JobTimeline {
    const spans = this.#spans
      .map(({ isOpen, ...span }) => (isOpen ? { ...span, toMs: endMs, ...open } : span))
      .filter(({ what, fromMs, toMs }) => what !== "position" || toMs > fromMs);
    const within = (atMs: number): number => Math.min(endMs, Math.max(this.#fromMs, atMs));
    const marks = noted.map((mark) => ({ ...mark, atMs: within(mark.atMs) }));
    return {
      fromMs: this.#fromMs,
      toMs: endMs,
      spans: spans.sort((a, b) => a.fromMs - b.fromMs),
      marks: marks.sort((a, b) => a.atMs - b.atMs),
      prompts: [...this.#prompts],
    };
  }

  #take(event: InspectionEvent, { atMs, codeOf }: Noted): void {
    switch (event.type) {
      case "position-wanted":
        this.#begin({ what: "position", of: event.position, fromMs: atMs });
        return;
      case "position-granted":
        this.#end("position", atMs);
        return;
      case "item-started":
        this.#end("position", atMs);
        this.#begin({
          what: "run",
          of: codeOf(event.index),
          fromMs: atMs,
          stages: [{ atMs, stage: "travelling", waits: null }],
        });
        return;
      case "stage-entered":
        this.#stage({ atMs, stage: event.stage, waits: event.waits });
        return;
      case "item-measured":
        this.#end("run", atMs, { end: "measured" });
        return;
      case "item-voided":
        this.#end("run", atMs, {
          end: event.next === "done" ? "void" : "again",
          why: toldOnce(event.reason),
        });
        return;
      case "item-put-back":
        // It ended with the process: what stands after that nobody saw.
        this.#end("run", this.#lastMs, { end: "put-back", why: toldOnce(event.note) });
        return;
      case "prompted":
        this.#asked(event.prompt, atMs);
        return;
      case "fault-noted":
        this.#fault(event.fault, atMs);
        return;
      case "lane-done":
        // What devices say from here on is about somebody else.
        this.#end("fault", atMs);
        return;
      case "inspection-concluded":
        for (const what of ["run", "position", "part", "review"] as const) this.#end(what, atMs);
        return;
      default:
        this.#takeByHand(event, atMs);
    }
  }

  #takeByHand(event: InspectionEvent, atMs: number): void {
    switch (event.type) {
      case "part-begun":
        this.#end("part", atMs, {}, event.part);
        this.#begin({ what: "part", of: event.part, fromMs: atMs, by: event.by });
        return;
      case "part-ended":
        this.#end("part", atMs, {}, event.part);
        return;
      case "item-entered": {
        const what = event.found === "defect" ? "defect" : "entered";
        this.#marks.push({ what, of: event.item, at: event.part, atMs, by: event.by });
        return;
      }
      case "photo-taken":
        this.#marks.push({ what: "photo", of: event.photo, at: event.part, atMs, by: event.by });
        return;
      case "items-sent-back":
        this.#end("review", atMs);
        for (const item of event.items)
          this.#marks.push({ what: "sent-back", of: item, at: null, atMs, by: event.by });
        return;
      case "review-begun":
        this.#begin({ what: "review", of: "", fromMs: atMs });
        return;
      case "inspection-signed":
        this.#end("review", atMs);
        return;
      default:
        return;
    }
  }

  #fault(
    { device, code, raised }: Extract<InspectionEvent, { type: "fault-noted" }>["fault"],
    atMs: number,
  ): void {
    const stands = this.#spans.findLast(
      (span) => span.isOpen && span.what === "fault" && span.of === device && span.code === code,
    );
    if (raised && stands === undefined) this.#begin({ what: "fault", of: device, fromMs: atMs, code });
    if (!raised && stands !== undefined) Object.assign(stands, { isOpen: false, toMs: atMs });
  }

  #asked({ text }: Prompt, atMs: number): void {
    this.#prompts.push({ atMs, text: toldOnce(text) });
  }

  #stage(stage: TimelineStage): void {
    const run = this.#opened("run");
    const last = run?.stages?.at(-1);
    if (run === undefined || (last?.stage === stage.stage && last.waits === stage.waits)) return;
    run.stages = [...(run.stages ?? []), stage];
  }

  #begin(span: Omit<Open, "isOpen" | "toMs">): void {
    this.#spans.push({ ...span, isOpen: true, toMs: span.fromMs });
  }

  /** All of this kind that go on; with `of`, those of it. */
  #end(
    what: TimelineSpan["what"],
    atMs: number,
    more: Pick<TimelineSpan, "end" | "why"> = {},
    of: string | null = null,
  ): void {
    for (const span of this.#spans)
      if (span.isOpen && span.what === what && (of === null || span.of === of))
        Object.assign(span, { ...more, isOpen: false, toMs: atMs });
  }

  #opened(what: TimelineSpan["what"]): Open | undefined {
    return this.#spans.findLast((span) => span.isOpen && span.what === what);
  }
}

/** What was found and photographed is told with the part in which it was. */
const TOLD_BY_EVENTS: ReadonlySet<string> = new Set([
  "inspection.part-enter",
  "inspection.part-photo",
  "inspection.send-back",
]);

function marksOf(acts: readonly ActDone[]): TimelineMark[] {
  return acts
    .filter(({ act }) => !TOLD_BY_EVENTS.has(act))
    .map(({ act, of = null, by, wallMs }) => ({ what: "act", of: act, at: of, atMs: wallMs, by }));
}

/** The line of a job that runs, some time after it was told: what goes on has gone on. */
export function grownTo(timeline: JobTimeline, nowMs: number): JobTimeline {
  if (nowMs <= timeline.toMs) return timeline;
  const spans = timeline.spans.map((span) => (span.goesOn === true ? { ...span, toMs: nowMs } : span));
  return { ...timeline, toMs: nowMs, spans };
}

/** What goes on at that moment. */
export function spansAt(timeline: JobTimeline, atMs: number): readonly TimelineSpan[] {
  return timeline.spans.filter(
    ({ fromMs, toMs }) => fromMs <= atMs && (atMs < toMs || toMs === timeline.toMs),
  );
}

/** What a run did at that moment. */
export function runStageAt({ stages = [] }: TimelineSpan, atMs: number): TimelineStage | null {
  return stages.findLast((stage) => stage.atMs <= atMs) ?? null;
}

/** What was asked for at that moment; null before anything was. */
export function promptAt({ prompts }: JobTimeline, atMs: number): Told | null {
  return prompts.findLast((prompt) => prompt.atMs <= atMs)?.text ?? null;
}
