import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { z } from "zod";
import { parseStrictJson } from "../core/record/strict-json.ts";
import { type Reason, sentenceOf } from "../core/trade/reasons.ts";
import type { Log } from "../ports/log.ts";
import type { Answer } from "../station/session-runner.ts";
import { type ConnectionGuard, guardConnections } from "./connection-guard.ts";
import { CONSOLE_LIMITS, type ConsoleLimits, descriptorsOfProcess, limitsWithin } from "./console-limits.ts";
import type { CourseMap } from "./course-map.ts";
import { listenFailure, refuseMissingPages } from "./listen-failure.ts";
import { feedPage } from "./live-socket.ts";
import { fromOwnPage, headersFor } from "./page-guard.ts";
import { PageSlots } from "./page-slots.ts";
import type { ScreenSource } from "./screen-source.ts";

export interface ConsoleOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly screen: ScreenSource;
  readonly log: Log;
  /** The built pages (`dist/web`). */
  readonly webDirectory: string;
  /** Sealed records and their proofs by record id; null where there is none. */
  record(id: string, part: "record" | "proof"): string | null;
  /** By site. */
  courses: ReadonlyMap<string, CourseMap>;
  /** Starts the next job of this kind, there or wherever is free, or says why not; answered when the job is durable. */
  startJob(
    kind: "inspection" | "exam",
    asked: { readonly site?: string; readonly car?: string },
  ): Promise<{ kind: "opened"; job: string } | { kind: "refused"; reason: Reason; file: string | null }>;
  /** The machine's answer to a command, once it is durable. */
  command(job: string, command: unknown): Promise<Answer>;
  /** Somebody has seen that the vehicle of this job is not in the lane any more. */
  seenOut(site: string, job: string): Answer;
  /** What stops nothing and still has to be said. */
  onNotice?(sentence: string): void;
  /** Default: CONSOLE_LIMITS, within what the system allows this process. */
  readonly limits?: Partial<ConsoleLimits>;
  /** Default: as the kernel says. */
  readonly descriptorsMax?: number | null;
}

export interface ConsoleServer {
  readonly url: string;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 16 * 1024;
const name = z.string().min(1).max(80);
const startSchema = z.strictObject({
  kind: z.enum(["inspection", "exam"]),
  site: name.exactOptional(),
  car: name.exactOptional(),
});
const commandSchema = z.strictObject({
  job: z.string().min(1).max(80),
  /** Read by the kind of the job, which knows its own commands. */
  command: z.unknown(),
});
const laneSchema = z.strictObject({ site: name, job: name, seen: z.literal("out") });
const MALFORMED: ReadonlySet<Reason["code"]> = new Set(["COMMAND_UNKNOWN", "COMMAND_MALFORMED"]);
const recordSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  part: z.enum(["record", "proof"]),
});

/** Serves the pages and the live socket. Throws EdgeError PORT_IN_USE, LISTEN_FAILED, INSTALLATION_INCOMPLETE or DESCRIPTORS_TOO_FEW. */
export async function startConsole(options: ConsoleOptions): Promise<ConsoleServer> {
  refuseMissingPages(options.webDirectory);
  const limits = limitsOf(options);
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    connectionTimeout: limits.stalledMs,
    keepAliveTimeout: limits.keepAliveMs,
    requestTimeout: limits.requestWithinMs,
    http: { headersTimeout: limits.headersWithinMs, connectionsCheckingInterval: limits.lookEveryMs },
  });
  const guard = guardConnections(app.server, limits, options.log);
  const slots = new PageSlots(limits, options.log);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headersFor(request.url));
    const { origin, host } = request.headers;
    if (!fromOwnPage({ origin, host }, options.host))
      return reply.code(403).send({ error: "This console answers only its own pages." });
    return undefined;
  });
  app.addHook("onSend", async (request, reply) => {
    // An upgrade that is answered like a request leaves its connection to nobody: it would stay open for good.
    if (request.headers.upgrade === undefined) return;
    reply.header("connection", "close");
    reply.raw.once("finish", () => request.raw.socket.end());
  });
  readsStrictly(app);
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: error.message });
    options.log.error("the console could not answer", { url: request.url, error: String(error) });
    return reply.code(500).send({ error: "The station could not do this; its log says why." });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).header("cache-control", "no-store").send({ error: "There is nothing here." }),
  );
  await app.register(fastifyWebsocket, { options: { maxPayload: 1024 } });
  await app.register(fastifyStatic, {
    root: options.webDirectory,
    index: ["index.html"],
    cacheControl: false,
  });
  routes(app, options);
  jobRoutes(app, options);
  laneRoutes(app, options);
  liveRoute(app, { screen: options.screen, limits, guard, slots });
  await listen(app, options);
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const name = options.host === "127.0.0.1" ? "localhost" : options.host;
  return { url: `http://${name}:${port}`, close: () => closed(app, guard, slots) };
}

function limitsOf(options: ConsoleOptions): ConsoleLimits {
  const { descriptorsMax = descriptorsOfProcess() } = options;
  const { limits, notice } = limitsWithin({ ...CONSOLE_LIMITS, ...options.limits }, descriptorsMax);
  if (notice !== null) {
    options.log.warn("the limit of open files is small", { descriptorsMax });
    options.onNotice?.(notice);
  }
  return limits;
}

async function closed(app: FastifyInstance, guard: ConnectionGuard, slots: PageSlots): Promise<void> {
  guard.close();
  slots.close();
  await app.close();
}

/** One text, one meaning: what two readers may take for two things is refused here. */
function readsStrictly(app: FastifyInstance): void {
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    const json = parseStrictJson(typeof body === "string" ? body : new Uint8Array(body), {
      bytesMax: BODY_BYTES_MAX,
    });
    if (json.kind === "value") done(null, json.value);
    else
      done(
        Object.assign(
          new Error(`The body is not JSON as this console reads it: ${sentenceOf(json.reason).en}.`),
          {
            statusCode: 400,
          },
        ),
      );
  });
}

async function listen(app: FastifyInstance, { host, port }: ConsoleOptions): Promise<void> {
  try {
    // One server, of which every connection is counted: of "localhost" the library would make two.
    await app.listen({ host: host === "localhost" ? "127.0.0.1" : host, port });
  } catch (cause) {
    await app.close();
    throw listenFailure(cause, host, port);
  }
}

function routes(app: FastifyInstance, options: ConsoleOptions): void {
  app.get("/api/snapshot", async () => options.screen.snapshot());
  app.get("/api/courses", async () => Object.fromEntries(options.courses));
  app.get("/api/records/:id/:part", async (request, reply) => {
    const params = recordSchema.safeParse(request.params);
    const text = params.success ? options.record(params.data.id, params.data.part) : null;
    if (!params.success || text === null)
      return reply.code(404).send({ error: "No such record here, or its receipt has not come yet." });
    const { id, part } = params.data;
    return reply
      .type("application/json; charset=utf-8")
      .header("content-disposition", `attachment; filename="${id}${part === "proof" ? ".proof" : ""}.json"`)
      .send(text);
  });
}

function jobRoutes(app: FastifyInstance, options: ConsoleOptions): void {
  app.post("/api/jobs", async (request, reply) => {
    const body = startSchema.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send({
        error: 'Send {"kind": "inspection"} or {"kind": "exam"}, with "site" and "car" where it matters.',
      });
    const { kind, ...asked } = body.data;
    const outcome = await options.startJob(kind, asked);
    if (outcome.kind === "opened") return reply.code(201).send(outcome);
    return reply.code(409).send(refusalBody(outcome.reason, outcome.file));
  });
  app.post("/api/commands", async (request, reply) => {
    const body = commandSchema.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send({ error: 'Send {"job": "...", "command": {"name": "..."}}.' });
    const answer = await options.command(body.data.job, body.data.command);
    if (answer.kind === "accepted") return reply.code(200).send(answer);
    return reply.code(MALFORMED.has(answer.reason.code) ? 400 : 409).send(refusalBody(answer.reason, null));
  });
}

function laneRoutes(app: FastifyInstance, options: ConsoleOptions): void {
  app.post("/api/lanes", async (request, reply) => {
    const body = laneSchema.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send({ error: 'Send {"site": "...", "job": "...", "seen": "out"}.' });
    const answer = options.seenOut(body.data.site, body.data.job);
    if (answer.kind === "accepted") return reply.code(200).send(answer);
    return reply.code(409).send(refusalBody(answer.reason, null));
  });
}

/** Code and parameters for programs, a sentence in each language for people. */
function refusalBody(why: Reason, file: string | null) {
  const { en, zh } = sentenceOf(why);
  return { kind: "refused", code: why.code, params: why.params, file, reason: en, reasonZh: zh };
}

interface LiveParts {
  readonly screen: ScreenSource;
  readonly limits: ConsoleLimits;
  readonly guard: ConnectionGuard;
  readonly slots: PageSlots;
}

function liveRoute(app: FastifyInstance, { screen, limits, guard, slots }: LiveParts): void {
  app.get(
    "/ws",
    {
      websocket: true,
      onRequest: async (request, reply) => {
        if (request.headers.upgrade === undefined) return undefined;
        const full = slots.take(request.raw.socket);
        return full === null ? undefined : reply.code(503).send({ error: full });
      },
    },
    (socket, request) => {
      guard.becamePage(request.raw.socket);
      feedPage(socket, screen, limits);
    },
  );
}
