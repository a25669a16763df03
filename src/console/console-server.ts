import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { z } from "zod";
import { EdgeError } from "../errors.ts";
import type { Log } from "../ports/log.ts";
import type { LiveMessage } from "../station/live-message.ts";
import type { StationScreen } from "../station/station-screen.ts";
import type { CourseMap } from "./course-map.ts";

export interface ConsoleOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly screen: StationScreen;
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

const BUFFERED_BYTES_MAX = 1_000_000;
const startSchema = z.strictObject({ kind: z.enum(["inspection", "exam"]) });
const commandSchema = z.strictObject({
  job: z.string().max(80),
  command: z.discriminatedUnion("name", [
    z.strictObject({ name: z.literal("abort"), reason: z.string().min(1).max(200) }),
    z.strictObject({ name: z.literal("deduct"), rule: z.string().max(80), note: z.string().max(200) }),
    z.strictObject({ name: z.literal("end") }),
  ]),
});

export interface ConsoleServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the pages and the live socket. Throws EdgeError PORT_IN_USE. */
export async function startConsole(options: ConsoleOptions): Promise<ConsoleServer> {
  const app = fastify({ bodyLimit: 16 * 1024, forceCloseConnections: true });
  await app.register(fastifyWebsocket, { options: { maxPayload: 1024 } });
  await app.register(fastifyStatic, { root: options.webDirectory, index: ["index.html"] });
  app.addHook("onSend", async (_request, reply) => {
    reply.header(
      "content-security-policy",
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'",
    );
    reply.header("x-content-type-options", "nosniff");
  });
  app.addHook("onRequest", async (request, reply) => {
    if (!sameOrigin(request))
      await reply.code(403).send({ error: "This console answers only its own pages." });
  });
  routes(app, options);
  app.get("/ws", { websocket: true }, (socket) => feedSocket(socket, options.screen));
  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (cause) {
    await app.close();
    if (cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE") {
      const { host, port } = options;
      throw new EdgeError(
        "PORT_IN_USE",
        `The console cannot listen on ${host}:${port}: the port is taken.`,
        { host, port },
        cause,
      );
    }
    throw cause;
  }
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const name = options.host === "127.0.0.1" ? "localhost" : options.host;
  return { url: `http://${name}:${port}`, close: () => app.close() };
}

function routes(app: FastifyInstance, options: ConsoleOptions): void {
  app.get("/api/snapshot", async () => options.screen.snapshot());
  app.get(
    "/api/course",
    async (_request, reply) =>
      options.course ?? reply.code(404).send({ error: "This station has no course." }),
  );
  app.get<{ Params: { id: string; part: string } }>("/api/records/:id/:part", async (request, reply) => {
    const { id, part } = request.params;
    const known = /^[0-9a-f]{64}$/.test(id) && (part === "record" || part === "proof");
    const text = known ? options.record(id, part === "proof" ? "proof" : "record") : null;
    if (text === null)
      return reply.code(404).send({ error: "No such record here, or its receipt has not come yet." });
    return reply.type("application/json").send(text);
  });
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

/** A page of another site must not be able to start or end a job through the operator's browser. */
function sameOrigin(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}

interface Socket {
  readonly bufferedAmount: number;
  send(text: string): void;
  close(): void;
  on(event: "close" | "error", listener: () => void): void;
}

/** A page that cannot keep up is closed: it reconnects and begins with a fresh snapshot, so nothing on it is ever stale. */
function feedSocket(socket: Socket, screen: StationScreen): void {
  const send = (message: LiveMessage): void => {
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) socket.close();
    else socket.send(JSON.stringify(message));
  };
  send({ type: "snapshot", ...screen.snapshot() });
  for (const message of screen.history?.messages() ?? []) send(message);
  const leave = screen.feed.subscribe(send);
  socket.on("close", leave);
  socket.on("error", leave);
}
