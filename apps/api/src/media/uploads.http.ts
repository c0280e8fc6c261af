import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { MediaAsset } from '@airdate/db';
import { ERRORS, Server } from '@tus/server';
import { actInTeam, requireRole, type TeamContext } from '../context.ts';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { globalId } from '../global-id.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { nameViewer } from '../http/request-viewer.ts';
import { sendJson } from '../http/send-json.ts';
import { requireScope } from '../require-scope.ts';
import { type Viewer, viewerName } from '../teams/viewer.ts';
import type { ViewerWatch } from '../teams/watch-viewer.ts';
import { completeUpload } from './complete-upload.ts';
import { createUpload } from './create-upload.ts';
import { deleteMediaAsset } from './delete-media-asset.ts';
import { MAX_UPLOAD_BYTES } from './media-asset.ts';
import { noteUploadActivity } from './note-upload-activity.ts';
import { createUploadLocker } from './upload-locker.ts';
import { readUploadRequest, type UploadRefusal } from './upload-request.ts';
import { createUploadStore } from './upload-store.ts';

export type UploadOptions = {
  resolveViewer(headers: Headers): Promise<Viewer | null>;
  /** Tells while bytes arrive when their sender may send no more. */
  watch(viewer: Viewer, headers: Headers): ViewerWatch;
  /** Whether a request that carries the session cookie comes from our own pages. */
  isTrustedOrigin(headers: Headers): boolean;
};

const PATH = '/uploads';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const SIGN_IN: UploadRefusal = {
  status: 401,
  code: 'unauthenticated',
  message: 'Only members of a team may upload.',
  nextStep: 'Sign in, or send an API key in the Authorization header.',
};
const FOREIGN_ORIGIN: UploadRefusal = {
  status: 403,
  code: 'origin_not_trusted',
  message: 'This request comes from another site.',
  nextStep: 'Upload from the dashboard, or with an API key.',
};
const NOT_FOUND: UploadRefusal = {
  status: 404,
  code: 'not_found',
  message: 'There is no such upload.',
  nextStep: 'Start the upload again.',
};

const STATUS: Partial<Record<string, number>> = {
  forbidden: 403,
  key_scope_missing: 403,
  not_found: 404,
  too_many_uploads: 429,
  disk_full: 507,
};

/**
 * Resumable uploads by the tus protocol 1.0. An upload is a media asset from its first request on: the header
 * `Media-Asset-Id` of POST and HEAD names it. Creating and sending needs the role editor; uploads of other teams do not
 * exist.
 */
export function uploadRoutes(deps: Deps, options: UploadOptions): RawRoute[] {
  const present = new AsyncLocalStorage<{ ctx: TeamContext; asset: MediaAsset }>();
  const ctxOfRequest = () => present.getStore()!.ctx;
  const tus = new Server({
    path: PATH,
    datastore: createUploadStore(
      (id) => ctxOfRequest().deps.db.mediaAsset.findUnique({ where: { id } }),
      join(deps.config.storageDir, 'uploads'),
    ),
    locker: createUploadLocker(),
    maxSize: MAX_UPLOAD_BYTES,
    relativeLocation: true,
    allowedOrigins: () => false,
    namingFunction: () => present.getStore()!.asset.id,
    onUploadFinish: async (_req, upload) => {
      await completeUpload(ctxOfRequest().deps, upload.id);
      return {};
    },
    onResponseError: (req, error) => {
      const client = req.runtime?.node?.req;
      // Whoever has gone resumes some day, and needs no answer.
      if (client?.destroyed && !client.complete) return undefined;
      if (error === ERRORS.ERR_LOCK_TIMEOUT)
        return { status_code: 409, body: 'The upload is being sent to already.\n' };
      if (error instanceof Error) {
        deps.log.error({ err: error, method: req.method }, 'upload failed');
        return { status_code: 500, body: 'The upload failed; try again.\n' };
      }
      if (error.status_code >= 500)
        deps.log.error({ reason: error.body, method: req.method }, 'upload failed');
      return undefined;
    },
  });

  async function handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    dropForwardedProto(req);
    if (req.method === 'OPTIONS') return tus.handle(req, res);
    const headers = new Headers(req.headers as Record<string, string>);
    if (!headers.has('authorization') && !options.isTrustedOrigin(headers))
      return refuse(res, FOREIGN_ORIGIN);
    const viewer = await options.resolveViewer(headers);
    if (!viewer) return refuse(res, SIGN_IN);
    nameViewer(req, viewerName(viewer));
    if (req.method === 'POST' || req.method === 'PATCH') cutAtEnd(req, res, options.watch(viewer, headers));
    const ctx = actInTeam(deps, viewer);
    try {
      requireScope(deps, viewer, { scope: 'MEDIA_WRITE' });
      const id = url.pathname.slice(PATH.length).replace(/^\//, '');
      if (id === '') await create(ctx, req, res, headers);
      else await goOn(ctx, req, res, id);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refuse(res, {
        status: STATUS[error.code] ?? 409,
        code: error.code,
        message: error.message,
        nextStep: error.nextStep ?? '',
      });
    }
  }

  async function create(ctx: TeamContext, req: IncomingMessage, res: ServerResponse, headers: Headers) {
    if (req.method !== 'POST') return refuse(res, NOT_FOUND);
    const read = readUploadRequest(headers.get('upload-length'), headers.get('upload-metadata'));
    if (!read.ok) return refuse(res, read.refusal);
    const asset = await createUpload(ctx, read.request);
    nameAsset(res, asset);
    await present.run({ ctx, asset }, () => tus.handle(req, res));
  }

  async function goOn(ctx: TeamContext, req: IncomingMessage, res: ServerResponse, id: string) {
    const known = UUID.test(id) && ['HEAD', 'PATCH', 'DELETE'].includes(req.method ?? '');
    const asset = known
      ? await ctx.deps.db.mediaAsset.findFirst({
          // Nobody sends bytes into what Airdate fetches itself.
          where: { id, teamId: ctx.teamId, ...(req.method !== 'DELETE' && { sourceHost: null }) },
        })
      : null;
    if (!asset) return refuse(res, NOT_FOUND);
    nameAsset(res, asset);
    if (req.method === 'DELETE') {
      await deleteMediaAsset(ctx, { mediaAssetId: id });
      res.writeHead(204, { 'tus-resumable': '1.0.0' }).end();
      return;
    }
    if (req.method === 'HEAD') {
      // The process that took the last byte may have died before it handed the file on.
      await completeUpload(ctx.deps, id);
    } else {
      requireRole(ctx, 'EDITOR');
      await noteUploadActivity(ctx.deps, id);
    }
    await present.run({ ctx, asset }, () => tus.handle(req, res));
  }

  return [
    { method: '*', path: PATH, streams: true, handle },
    { method: '*', path: `${PATH}/`, streams: true, handle },
  ];
}

/** A chain of proxies makes a list of it, which the library refuses; relative addresses do not need it. */
function dropForwardedProto(req: IncomingMessage): void {
  delete req.headers['x-forwarded-proto'];
  const nameAt = (index: number) => req.rawHeaders[index - (index % 2)]?.toLowerCase();
  req.rawHeaders = req.rawHeaders.filter((_text, index) => nameAt(index) !== 'x-forwarded-proto');
}

/** Hangs up at the moment when the sender's key or session ends; whoever may go on resumes. */
function cutAtEnd(req: IncomingMessage, res: ServerResponse, watch: ViewerWatch): void {
  watch.onEnd(() => req.socket.destroy());
  res.once('close', () => watch.stop());
}

function nameAsset(res: ServerResponse, asset: MediaAsset): void {
  res.setHeader('Media-Asset-Id', globalId('MediaAsset', asset.id));
}

function refuse(res: ServerResponse, { status, ...refusal }: UploadRefusal): void {
  res.setHeader('Tus-Resumable', '1.0.0');
  sendJson(res, status, refusal);
}
