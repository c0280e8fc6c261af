import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Hono } from 'hono';
import type { Fault, FaultEffect, FaultPoint } from '../faults/faults.ts';
import { newLogId } from '../world/ids.ts';
import type { World } from '../world/world.ts';
import { ApiError, httpStatusOf, OAuthError } from './api-error.ts';

export type Http = { Bindings: HttpBindings };
export type HttpContext = Context<Http>;

/** What an endpoint answers, before it is written to the wire. */
export type Reply = {
  status: number;
  /** `error.code` of the envelope, or a word for the log where there is none. */
  code: string;
  body: object | string | null;
  headers?: Record<string, string>;
};

export type Endpoint = {
  /** Told from the request where one path serves several calls; must leave the body readable. */
  point: FaultPoint | ((c: HttpContext) => Promise<FaultPoint>);
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  /** Which shape errors take: the data envelope, flat OAuth, or bare statuses. */
  shape: 'data' | 'oauth' | 'upload';
  /** Username the call is about, for faults and the log; must leave the body readable. */
  whose(c: HttpContext): Promise<string | undefined> | string | undefined;
  /** Reads the rest of a body that nobody wants, so that the answer can be read. */
  discard?(c: HttpContext): Promise<void>;
  /** Answers a fault that only this endpoint has. */
  special?(effect: FaultEffect, c: HttpContext, reply: () => Promise<Reply>): Promise<Reply> | undefined;
  answer(c: HttpContext, logId: string): Promise<Reply>;
};

/** Serves an endpoint: strikes ordered faults, shapes errors and keeps the call log. */
export function mount(hono: Hono<Http>, world: World, endpoint: Endpoint): void {
  hono.all(endpoint.path, async (c) => {
    const startedMs = performance.now();
    const logId = newLogId(world.clock.now());
    const atMs = world.clock.now();
    const point = typeof endpoint.point === 'function' ? await endpoint.point(c) : endpoint.point;
    const creator = await endpoint.whose(c);
    const fault = c.req.method === endpoint.method ? world.faults.take(point, { creator }) : null;
    if (fault !== null && fault.latencyMs > 0) await sleep(fault.latencyMs);
    const reply = await replyUnder(world, { ...endpoint, point }, c, logId, fault);
    world.recordCall({
      atMs,
      endpoint: point,
      method: c.req.method,
      path: endpoint.path,
      creator: creator ?? null,
      httpStatus: reply?.status ?? null,
      code: reply?.code ?? 'connection dropped',
      logId,
      durationMs: Math.round(performance.now() - startedMs),
      fault: fault?.effect.kind ?? null,
    });
    if (reply !== null) return toResponse(reply, logId);
    c.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  });
}

async function replyUnder(
  world: World,
  endpoint: Endpoint & { point: FaultPoint },
  c: HttpContext,
  logId: string,
  fault: Fault | null,
): Promise<Reply | null> {
  const genuine = () => answerOrRefuse(world, endpoint, c, logId);
  if (fault === null) return genuine();
  const { effect } = fault;
  const special = endpoint.special?.(effect, c, genuine);
  if (special !== undefined) return special;
  if (effect.kind !== 'error' && effect.kind !== 'http' && effect.kind !== 'drop') return genuine();
  if (effect.when === 'after') await genuine();
  if (effect.kind === 'drop') return null;
  if (effect.when !== 'after') await endpoint.discard?.(c);
  if (effect.kind === 'http') {
    const headers = { 'content-type': effect.contentType ?? 'text/html' };
    return { status: effect.status, code: `http ${effect.status}`, body: effect.body ?? null, headers };
  }
  const message = effect.message ?? 'A fault ordered on the simulator.';
  if (endpoint.shape !== 'oauth') {
    const status = effect.httpStatus ?? httpStatusOf(effect.code);
    return { status, code: effect.code, body: envelope({}, effect.code, message, logId) };
  }
  const status = effect.httpStatus ?? world.settings.oauthErrorHttpStatus;
  return { status, code: effect.code, body: oauthFailure(effect.code, message, logId) };
}

async function answerOrRefuse(
  world: World,
  endpoint: Endpoint & { point: FaultPoint },
  c: HttpContext,
  logId: string,
): Promise<Reply> {
  try {
    if (c.req.method !== endpoint.method) {
      world.violation(endpoint.point, 'wrong_method', `${c.req.method} instead of ${endpoint.method}`);
      return { status: 404, code: 'not found', body: 'Unsupported path' };
    }
    return await endpoint.answer(c, logId);
  } catch (error) {
    if (error instanceof ApiError) {
      const body = envelope(error.data ?? {}, error.code, error.message, logId);
      return { status: error.httpStatus, code: error.code, body };
    }
    if (error instanceof OAuthError) {
      const body = oauthFailure(error.code, error.message, logId);
      return { status: world.settings.oauthErrorHttpStatus, code: error.code, body };
    }
    throw error;
  }
}

/** The envelope of every data endpoint. */
export function envelope(data: object, code: string, message: string, logId: string): object {
  return { data, error: { code, message, log_id: logId } };
}

function oauthFailure(code: string, description: string, logId: string): object {
  return { error: code, error_description: description, log_id: logId };
}

function toResponse(reply: Reply, logId: string): Response {
  const headers = new Headers(reply.headers);
  headers.set('x-tt-logid', logId);
  if (reply.body === null) return new Response(null, { status: reply.status, headers });
  if (typeof reply.body === 'string') return new Response(reply.body, { status: reply.status, headers });
  headers.set('content-type', 'application/json; charset=utf-8');
  return new Response(JSON.stringify(reply.body), { status: reply.status, headers });
}
