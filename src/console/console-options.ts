import type { EnteredRule } from "../core/exam/entered-rules.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { Log } from "../ports/log.ts";
import type { ShelvedPhoto } from "../ports/photo-shelf.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Answer } from "../station/session-runner.ts";
import type { ConsoleLimits } from "./console-limits.ts";
import type { CourseMap } from "./course-map.ts";
import type { ScreenSource } from "./screen-source.ts";
import type { SignedInVisitor } from "./server/route-guards.ts";

export interface ConsoleOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly screen: ScreenSource;
  readonly log: Log;
  /** Who is at the console, and what they may do. */
  readonly people: PeopleDesk;
  /** PEM; null: plain HTTP, which is for loopback alone. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** What a program of this machine shows to read the status; null: none may. */
  readonly localToken: string | null;
  /** The built pages (`dist/web`). */
  readonly webDirectory: string;
  /** Sealed records and their proofs by record id; null where there is none. */
  record(id: string, part: "record" | "proof"): string | null;
  /** By site. */
  courses: ReadonlyMap<string, CourseMap>;
  /** Starts the next job of this kind, there or wherever is free, or says why not; answered when the job is durable. */
  startJob(
    kind: "inspection" | "exam",
    asked: {
      readonly site?: string;
      readonly car?: string;
      readonly after?: string;
      readonly practice?: string;
    },
    by: SignedInVisitor,
  ): Promise<{ kind: "opened"; job: string } | { kind: "refused"; reason: Reason; file: string | null }>;
  /** The machine's answer to a command, once it is durable; `pin` for what is signed for. */
  command(job: string, command: unknown, by: SignedInVisitor, pin: string | null): Promise<Answer>;
  /** Why no photo of this job comes from this person, asked before its bytes are read; null: they may. */
  whyNoPhoto(job: string, by: SignedInVisitor): Reason | null;
  /** A photo for a part that is looked at: kept for good, then told to the machine; its hash, or why it was not taken. */
  photo(
    asked: { readonly job: string; readonly part: string; readonly photo: string },
    bytes: Uint8Array,
    by: SignedInVisitor,
  ): Promise<{ kind: "taken"; sha256: string } | { kind: "refused"; reason: Reason }>;
  /** A photo by the SHA-256 of its bytes, in hex; null where there is none. */
  readPhoto(sha256: string): Promise<ShelvedPhoto | null>;
  /** What may be entered by hand in a job; null where there is no such job. */
  rules(job: string): readonly EnteredRule[] | null;
  /** Somebody has seen that the vehicle of this job is not in the lane any more. */
  seenOut(site: string, job: string, by: SignedInVisitor): Promise<Answer>;
  /** What stops nothing and still has to be said. */
  onNotice?(sentence: string): void;
  /** Default: CONSOLE_LIMITS, within what the system allows this process. */
  readonly limits?: Partial<ConsoleLimits>;
  /** Default: as the kernel says. */
  readonly descriptorsMax?: number | null;
}
