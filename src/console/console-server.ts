import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { z } from "zod";
import type { Log } from "../ports/log.ts";
import type { CourseMap } from "./course-map.ts";
import { listenFailure, refuseMissingPages } from "./listen-failure.ts";
import { feedPage } from "./live-socket.ts";
import { fromOwnPage, headersFor } from "./page-guard.ts";
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
  course: CourseMap | null;
  /** Starts a job of this kind, or says why not. */
  startJob(
    kind: "inspection" | "exam",
  ): { kind: "opened"; job: string } | { kind: "refused"; reason: string };
  command(job: string, command: unknown): boolean;
}

export interface ConsoleServer {
  readonly url: string;
  close(): Promise<void>;
}

const PAGES_MAX = 50;
const BODY_BYTES_MAX = 16 * 1024;
const startSchema = z.strictObject({ kind: z.enum(["inspection", "exam"]) });
const commandSchema = z.strictObject({
  job: z.string().min(1).max(80),
  command: z.discriminatedUnion("name", [
    z.strictObject({ name: z.literal("begin") }),
    z.strictObject({ name: z.literal("abort"), reason: z.string().min(1).max(200) }),
    z.strictObject({ name: z.literal("deduct"), rule: z.string().min(1).max(80), note: z.string().max(200) }),
    z.strictObject({ name: z.literal("end") }),
  ]),
});
const recordSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  part: z.enum(["record", "proof"]),
});

/** Serves the pages and the live socket. Throws EdgeError PORT_IN_USE, LISTEN_FAILED or INSTALLATION_INCOMPLETE. */
export async function startConsole(options: ConsoleOptions): Promise<ConsoleServer> {
  refuseMissingPages(options.webDirectory);
  const app = fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });
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
  liveRoute(app, options);
  await listen(app, options);
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const name = options.host === "127.0.0.1" ? "localhost" : options.host;
  return { url: `http://${name}:${port}`, close: () => app.close() };
}

async function listen(app: FastifyInstance, { host, port }: ConsoleOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw listenFailure(cause, host, port);
  }
}

function routes(app: FastifyInstance, options: ConsoleOptions): void {
  app.get("/api/snapshot", async () => options.screen.snapshot());
  app.get(
    "/api/course",
    async (_request, reply) =>
      options.course ?? reply.code(404).send({ error: "This station has no course." }),
  );
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
      return reply.code(400).send({ error: 'Send {"kind": "inspection"} or {"kind": "exam"}.' });
    const outcome = options.startJob(body.data.kind);
    return reply.code(outcome.kind === "opened" ? 201 : 409).send(outcome);
  });
  app.post("/api/commands", async (request, reply) => {
    const body = commandSchema.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: "Not a known command." });
    const taken = options.command(body.data.job, body.data.command);
    return taken ? reply.code(202).send({}) : reply.code(409).send({ error: "That job is not running." });
  });
}

function liveRoute(app: FastifyInstance, options: ConsoleOptions): void {
  app.get(
    "/ws",
    {
      websocket: true,
      onRequest: async (_request, reply) => {
        if (app.websocketServer.clients.size < PAGES_MAX) return undefined;
        return reply.code(503).send({ error: `At most ${PAGES_MAX} pages may be open at once.` });
      },
    },
    (socket) => feedPage(socket, options.screen),
  );
}
