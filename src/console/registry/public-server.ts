import { readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { STATUS_LIST_TYP } from "../../core/marks/status-list.ts";
import { type Reason, type ReasonCode, reason, sentenceOf } from "../../core/trade/reasons.ts";
import { guardConnections } from "../connection-guard.ts";
import { CONSOLE_LIMITS, type ConsoleLimits } from "../console-limits.ts";
import { listenFailure, refuseMissingPages } from "../listen-failure.ts";
import { headersFor } from "../page-guard.ts";
import { consoleUrl } from "../shown-address.ts";
import { PublicAsking, type PublicAskingOptions, questionOf } from "./public-asking.ts";
import { type AskedBy, FIELDS, type PublicPage, publicPage } from "./public-page.ts";

export interface PublicServerOptions extends PublicAskingOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Addresses of proxies in front of it, which are believed about who asks. */
  readonly proxies: readonly string[];
  readonly webDirectory: string;
}

export interface PublicServer {
  readonly url: string;
  close(): Promise<void>;
}

const URL_CHARS_MAX = 2_048;
/** Of a path's part: longer than an id, so that a wrong one is told what an id is. */
const PART_CHARS_MAX = 512;

const STATUSES: Readonly<Partial<Record<ReasonCode, number>>> = {
  PUBLIC_NO_PROOF: 404,
  PUBLIC_NOWHERE: 404,
  PUBLIC_METHOD: 405,
  MARK_NONE_HERE: 404,
  MARK_NO_RECORD: 404,
  MARK_NO_LIST: 404,
  PUBLIC_TOO_LONG: 414,
  PUBLIC_TOO_OFTEN: 429,
  PUBLIC_FAILED: 500,
  PUBLIC_AWAY: 503,
};
const AGAIN_S = 30;

/** What the public may ask of the registry: JSON and a page. Throws EdgeError PORT_IN_USE, LISTEN_FAILED or INSTALLATION_INCOMPLETE. */
export async function startPublicServer(options: PublicServerOptions): Promise<PublicServer> {
  const { host, port, webDirectory, log } = options;
  refuseMissingPages(webDirectory);
  const shell = readFileSync(join(webDirectory, "registry.html"), "utf8");
  const app = serverFor(options);
  // Behind a proxy all connections are this machine's own; in front of it each address has its share.
  const limits: ConsoleLimits = { ...CONSOLE_LIMITS, connectionsOwn: 0 };
  const guard = guardConnections(app.server, limits, log, false);
  const asking = new PublicAsking(options);
  answersStrangers(app, options);
  await app.register(fastifyStatic, {
    root: join(webDirectory, "assets"),
    prefix: "/assets/",
    cacheControl: false,
    preCompressed: true,
  });
  pageRoute(app, asking, shell);
  answerRoutes(app, asking);
  markRoutes(app, asking);
  try {
    await app.listen({ host: host === "localhost" ? "127.0.0.1" : host, port });
  } catch (cause) {
    guard.close();
    await app.close();
    throw listenFailure(cause, host, port);
  }
  const address = app.server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: consoleUrl(host, false, bound),
    close: async () => {
      guard.close();
      await app.close();
    },
  };
}

function serverFor({ proxies }: PublicServerOptions): FastifyInstance {
  return fastify({
    bodyLimit: 1,
    trustProxy: proxies.length === 0 ? false : [...proxies],
    forceCloseConnections: true,
    routerOptions: { maxParamLength: PART_CHARS_MAX },
    connectionTimeout: CONSOLE_LIMITS.stalledMs,
    keepAliveTimeout: CONSOLE_LIMITS.keepAliveMs,
    requestTimeout: CONSOLE_LIMITS.requestWithinMs,
    http: {
      headersTimeout: CONSOLE_LIMITS.headersWithinMs,
      connectionsCheckingInterval: CONSOLE_LIMITS.lookEveryMs,
    },
    frameworkErrors: (_error, _request, reply) => refuse(reply, reason("PUBLIC_UNREADABLE", {})),
  });
}

function answersStrangers(app: FastifyInstance, { log }: PublicServerOptions): void {
  app.addHook("onRequest", async (request, reply) => {
    const headers = headersFor(request.url, false);
    const policy = headers["content-security-policy"]?.replace("form-action 'none'", "form-action 'self'");
    reply.headers({ ...headers, "content-security-policy": policy, "x-robots-tag": "noindex" });
    if (request.method !== "GET" && request.method !== "HEAD") {
      reply.header("allow", "GET, HEAD").header("connection", "close");
      return refuse(reply, reason("PUBLIC_METHOD", {}));
    }
    if (request.url.length > URL_CHARS_MAX) return refuse(reply, reason("PUBLIC_TOO_LONG", {}));
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, reason("PUBLIC_NOWHERE", {})));
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    if ((error.statusCode ?? 500) < 500) return refuse(reply, reason("PUBLIC_UNREADABLE", {}));
    // What was asked is nobody's business, not even the log's.
    log.error("the public could not be answered", { error: String(error) });
    return refuse(reply, reason("PUBLIC_FAILED", {}));
  });
}

function answerRoutes(app: FastifyInstance, asking: PublicAsking): void {
  app.get<{ Params: { id: string } }>("/v1/records/:id", async (request, reply) => {
    const typed = { id: request.params.id };
    return await answer(request, reply, "record", typedOf(request, []) && typed, asking);
  });
  app.get<{ Params: { id: string } }>("/v1/records/:id/proof", async (request, reply) => {
    const { id } = request.params;
    if (typedOf(request, []) === null) return refuse(reply, reason("PUBLIC_FIELDS", { wanted: "-" }));
    const asked = await asking.proof(request.ip, questionOf("record", { id }));
    if (asked.kind === "refused") return refuse(reply, asked.reason);
    return reply
      .type("application/json; charset=utf-8")
      .header("content-disposition", `attachment; filename="${id.slice(0, 12).toLowerCase()}.answered.json"`)
      .send(asked.result);
  });
  for (const [path, by] of [["/v1/vehicles", "vehicle"] as const, ["/v1/candidates", "candidate"] as const]) {
    const names = FIELDS[by].map(({ name }) => name);
    app.get(
      path,
      async (request, reply) => await answer(request, reply, by, typedOf(request, names), asking),
    );
  }
}

function markRoutes(app: FastifyInstance, asking: PublicAsking): void {
  app.get<{ Params: { id: string } }>("/v1/records/:id/mark", async (request, reply) => {
    if (typedOf(request, []) === null) return refuse(reply, reason("PUBLIC_FIELDS", { wanted: "-" }));
    const asked = await asking.mark(request.ip, questionOf("record", { id: request.params.id }));
    if (asked.kind === "refused") return refuse(reply, asked.reason);
    return reply.type("application/json; charset=utf-8").send(asked.result);
  });
  // The short one is what a code of some centimetres has room for.
  for (const path of ["/v1/status/:list", "/s/:list"])
    app.get<{ Params: { list: string } }>(path, async (request, reply) => {
      const { list } = request.params;
      if (typedOf(request, []) === null || !/^[1-9]\d{0,6}$/.test(list))
        return refuse(reply, reason("MARK_NO_LIST", {}));
      const asked = await asking.statusList(request.ip, Number(list));
      if (asked.kind === "refused") return refuse(reply, asked.reason);
      return reply
        .header("cache-control", `public, max-age=${asked.result.freshS}`)
        .type(STATUS_LIST_TYP)
        .send(Buffer.from(asked.result.token));
    });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  by: AskedBy,
  typed: Readonly<Record<string, string>> | null,
  asking: PublicAsking,
): Promise<FastifyReply> {
  if (typed === null) {
    const names = by === "record" ? [] : FIELDS[by].map(({ name }) => name);
    return refuse(reply, reason("PUBLIC_FIELDS", { wanted: names.join(", ") || "-" }));
  }
  const asked = await asking.ask(request.ip, questionOf(by, typed));
  if (asked.kind === "refused") return refuse(reply, asked.reason);
  // What is not there is an answer as well: it is dated, and it looks the same from outside.
  return reply.type("application/json; charset=utf-8").send(asked.result);
}

/** The fields of the query: each of `names` once and nothing else, or null. */
function typedOf(request: FastifyRequest, names: readonly string[]): Readonly<Record<string, string>> | null {
  const entries = [...queryOf(request)];
  const isWhole =
    entries.length === names.length && names.every((name) => entries.some(([key]) => key === name));
  return isWhole ? Object.fromEntries(entries) : null;
}

function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : request.url.slice(at + 1));
}

function pageRoute(app: FastifyInstance, asking: PublicAsking, shell: string): void {
  app.get("/", async (request, reply) => {
    const query = queryOf(request);
    const by =
      (["vehicle", "candidate", "record"] as const).find((way) => way === query.get("by")) ?? "vehicle";
    const language = query.get("lang") === "en" ? "en" : "zh";
    const typed = Object.fromEntries(
      FIELDS[by].flatMap(({ name }) => (query.has(name) ? [[name, query.get(name) ?? ""]] : [])),
    );
    const page = { by, language, typed } as const;
    const send = (
      answer: PublicPage["answer"],
      refused: PublicPage["refused"],
      mark: PublicPage["mark"] = null,
    ): FastifyReply =>
      reply.type("text/html; charset=utf-8").send(publicPage(shell, { ...page, answer, refused, mark }));
    if (Object.keys(typed).length === 0) return send(null, null);
    const asked = await asking.ask(request.ip, questionOf(by, typed));
    if (asked.kind === "answered") {
      const [own] = by === "record" ? asked.result.results : [];
      // A result that is none has no mark to speak of.
      const mark = own === undefined || own.log === null ? null : await asking.markBeside(own.record);
      return send(asked.result, null, mark);
    }
    statusFor(reply, asked.reason);
    return send(null, asked.reason);
  });
}

function statusFor(reply: FastifyReply, why: Reason): void {
  if (why.code === "PUBLIC_TOO_OFTEN") reply.header("retry-after", why.params.seconds);
  if (why.code === "PUBLIC_AWAY") reply.header("retry-after", AGAIN_S);
  reply.code(STATUSES[why.code] ?? 400);
}

/** Code and parameters for programs, a sentence in each language for people. */
function refuse(reply: FastifyReply, why: Reason): FastifyReply {
  statusFor(reply, why);
  const { zh, en } = sentenceOf(why);
  // Also of what is refused before any hook is asked.
  return reply
    .header("cache-control", "no-store")
    .header("x-content-type-options", "nosniff")
    .type("application/json; charset=utf-8")
    .send({ kind: "refused", code: why.code, params: why.params, zh, en });
}
