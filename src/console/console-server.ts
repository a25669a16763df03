import type { IncomingMessage } from "node:http";
import fastifyCookie from "@fastify/cookie";
import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { guardConnections } from "./connection-guard.ts";
import { CONSOLE_LIMITS, type ConsoleLimits, descriptorsOfProcess, limitsWithin } from "./console-limits.ts";
import type { ConsoleOptions } from "./console-options.ts";
import { listenFailure, refuseMissingPages } from "./listen-failure.ts";
import { PageSlots } from "./page-slots.ts";
import { openScreens } from "./screens/public-screens.ts";
import { screenPageOf } from "./screens/screen-page.ts";
import { checkInRoutes } from "./server/check-in-routes.ts";
import { Gate } from "./server/gate.ts";
import { jobRoutes } from "./server/job-routes.ts";
import { licenceRoutes } from "./server/licence-routes.ts";
import { liveRoute } from "./server/live-route.ts";
import { metricsRoutes } from "./server/metrics-routes.ts";
import { peopleRoutes } from "./server/people-routes.ts";
import { photoRoutes } from "./server/photo-routes.ts";
import { queueRoutes } from "./server/queue-routes.ts";
import { recordRoutes } from "./server/record-routes.ts";
import { nothingHere } from "./server/refusal-answer.ts";
import { resultRoutes } from "./server/result-routes.ts";
import { screenRoutes } from "./server/screen-routes.ts";
import { SessionCookie } from "./server/session-cookie.ts";
import { secretRoutes, sessionRoutes } from "./server/session-routes.ts";
import { stationRoutes } from "./server/station-routes.ts";
import { readsStrictly } from "./server/strict-body.ts";
import { consoleUrl } from "./shown-address.ts";
import { UploadPlaces } from "./upload-places.ts";

export interface ConsoleServer {
  readonly url: string;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 16 * 1024;

/** Serves the pages and the live socket. Throws EdgeError PORT_IN_USE, LISTEN_FAILED, INSTALLATION_INCOMPLETE or DESCRIPTORS_TOO_FEW. */
export async function startConsole(options: ConsoleOptions): Promise<ConsoleServer> {
  refuseMissingPages(options.webDirectory);
  const limits = limitsOf(options);
  const app = serverFor(options, limits);
  const guard = guardConnections(app.server, limits, options.log, options.tls !== null);
  const slots = new PageSlots(limits, options.log);
  const uploads = new UploadPlaces(limits, options.log);
  const { people, screen } = options;
  const screens = openScreens(options, limits);
  const cookie = new SessionCookie(options.tls !== null);
  await app.register(fastifyCookie);
  const gate = new Gate(app, {
    people,
    cookie,
    names: [options.host, ...(options.names ?? [])],
    isTls: options.tls !== null,
    localToken: options.localToken,
    screens: screens.door,
  });
  readsStrictly(app, BODY_BYTES_MAX);
  answersFailures(app, options);
  await app.register(fastifyWebsocket, { options: { maxPayload: 1024 } });
  await app.register(fastifyStatic, {
    root: options.webDirectory,
    index: ["index.html"],
    cacheControl: false,
    preCompressed: true,
  });
  screenRoutes(gate, options);
  metricsRoutes(gate, screen);
  sessionRoutes(gate, { people, cookie, slots });
  secretRoutes(gate, { people, cookie });
  peopleRoutes(gate, people);
  jobRoutes(gate, options);
  queueRoutes(gate, options);
  checkInRoutes(gate, options);
  await licenceRoutes(app, gate, options);
  recordRoutes(gate, options);
  resultRoutes(gate, options);
  stationRoutes(gate, options);
  await photoRoutes(app, gate, options, uploads);
  liveRoute(app, gate, { screen, people, limits, guard, slots });
  screens.routes(app, gate, guard);
  await listen(app, options);
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    url: consoleUrl(options.host, options.tls !== null, port),
    close: () => closed(app, guard, slots, uploads, screens),
  };
}

function serverFor({ tls }: ConsoleOptions, limits: ConsoleLimits): FastifyInstance {
  const common = {
    bodyLimit: BODY_BYTES_MAX,
    rewriteUrl: ({ url = "/" }: IncomingMessage) => screenPageOf(url) ?? url,
    forceCloseConnections: true,
    connectionTimeout: limits.stalledMs,
    keepAliveTimeout: limits.keepAliveMs,
    requestTimeout: limits.requestWithinMs,
  };
  const times = { headersTimeout: limits.headersWithinMs, connectionsCheckingInterval: limits.lookEveryMs };
  if (tls === null) return fastify({ ...common, http: times });
  const https = {
    ...times,
    ...tls,
    minVersion: "TLSv1.2",
    handshakeTimeout: limits.headersWithinMs,
  } as const;
  // The same to all that is done with it here.
  return fastify({ ...common, https }) as unknown as FastifyInstance;
}

function answersFailures(app: FastifyInstance, { log }: ConsoleOptions): void {
  app.addHook("onSend", async (request, reply) => {
    // An upgrade that is answered like a request leaves its connection to nobody: it would stay open for good.
    if (request.headers.upgrade === undefined) return;
    reply.header("connection", "close");
    reply.raw.once("finish", () => request.raw.socket.end());
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: error.message });
    log.error("the console could not answer", { url: request.url, error: String(error) });
    return reply.code(500).send({ error: "The station could not do this; its log says why." });
  });
  app.setNotFoundHandler((_request, reply) => nothingHere(reply));
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

async function closed(app: FastifyInstance, ...watching: readonly { close(): void }[]): Promise<void> {
  for (const each of watching) each.close();
  await app.close();
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
