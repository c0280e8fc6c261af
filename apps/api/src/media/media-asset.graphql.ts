import { MediaStatus } from '@airdate/db';
import { encodeGlobalID } from '@pothos/plugin-relay';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { MOST_COUNTED } from '../graphql/most-counted.ts';
import { findNodes } from '../graphql/node-rows.ts';
import { directionArg } from '../graphql/order-direction.ts';
import { readPage } from '../graphql/read-page.ts';
import { signedIn, teamContext } from '../graphql/request-context.ts';
import { createMediaAssetFromUrl } from './create-media-asset-from-url.ts';
import { deleteMediaAsset } from './delete-media-asset.ts';
import { mediaAssetsOfTeam } from './media.queries.ts';
import { problemsOf, type StoredProblem } from './media-asset.ts';
import { MediaProblemCodeRef, shownProblemCode } from './media-problem-code.graphql.ts';
import { signedMediaUrl } from './signed-media-url.ts';

builder.enumType(MediaStatus, {
  name: 'MediaStatus',
  description: 'How far an uploaded file is.',
  values: {
    UPLOADING: {
      description:
        'Bytes are arriving, by an upload or a download. Without any for 24 hours it is removed, or rejected if a post refers to it.',
    },
    PROBING: { description: 'All bytes are here; the file is being hashed and measured.' },
    READY: {
      description:
        'Measured, and within every rule of TikTok’s that is known: posts with it can be published.',
    },
    REJECTED: { description: 'TikTok would refuse it; `problems` says why. Final.' },
  },
});

const MediaProblemRef = builder.objectRef<StoredProblem>('MediaProblem').implement({
  description: 'One rule of TikTok’s that the file breaks.',
  fields: (t) => ({
    code: t.field({
      type: MediaProblemCodeRef,
      description: 'What programs decide by.',
      resolve: ({ code }) => shownProblemCode(code),
    }),
    field: t.exposeString('field', {
      description: 'The field of MediaAsset with the measured fact at fault.',
    }),
    measured: t.exposeString('measured', { description: 'What was found in the file, as text.' }),
    allowed: t.exposeString('allowed', { description: 'What would do, as text with its unit.' }),
    sentence: t.exposeString('sentence', {
      description: 'The same for people, in English, with what to do.',
    }),
  }),
});

const MediaAssetRef = builder.prismaNode('MediaAsset', {
  id: { field: 'id' },
  select: { id: true },
  nullable: true,
  description:
    'A video, uploaded to /uploads by the tus protocol or downloaded from an address, with what was measured in it.',
  findUnique: findNodes('MediaAsset', (ctx) => ({ teamId: signedIn(ctx).viewer.teamId })),
  fields: (t) => ({
    status: t.expose('status', {
      type: MediaStatus,
      description: 'Posts need READY before they are published or scheduled.',
    }),
    fileName: t.exposeString('fileName', {
      description: 'As the client named it, without directories; at most 255 characters.',
    }),
    contentType: t.exposeString('contentType', {
      description:
        'The media type as found in the file, not as the client said; application/octet-stream until it was measured.',
    }),
    sizeBytes: t.expose('sizeBytes', {
      type: 'Bytes',
      description:
        'Of the whole file, as announced by the upload; at most 4,000,000,000. 0 until the server of a download says how large it is.',
    }),
    receivedBytes: t.field({
      type: 'Bytes',
      description: 'How much of the file has arrived.',
      select: { status: true, sizeBytes: true, storageKey: true },
      resolve: async ({ status, sizeBytes, storageKey }, _args, { deps }) =>
        status === 'UPLOADING' ? BigInt((await deps.storage.size(storageKey)) ?? 0) : sizeBytes,
    }),
    sourceHost: t.exposeString('sourceHost', {
      nullable: true,
      description: 'The host of the address that the file is downloaded from; null for an upload.',
    }),
    sha256: t.exposeString('sha256', {
      nullable: true,
      description: 'Of the whole file, 64 hexadecimal digits; null until all bytes arrived.',
    }),
    container: t.exposeString('container', {
      nullable: true,
      description: 'Such as mp4; null until measured, and for what is no video.',
    }),
    videoCodec: t.exposeString('videoCodec', {
      nullable: true,
      description: 'Such as h264; null until measured, and without a picture.',
    }),
    audioCodec: t.exposeString('audioCodec', {
      nullable: true,
      description: 'Such as aac; null until measured, and without sound.',
    }),
    width: t.exposeInt('width', { nullable: true, description: 'In pixels, as shown; null until measured.' }),
    height: t.exposeInt('height', {
      nullable: true,
      description: 'In pixels, as shown; null until measured.',
    }),
    framesPerSecond: t.exposeFloat('framesPerSecond', {
      nullable: true,
      description: 'On average; null until measured.',
    }),
    durationSeconds: t.exposeFloat('durationSeconds', {
      nullable: true,
      description: 'In seconds with fractions; null until measured.',
    }),
    problems: t.field({
      type: [MediaProblemRef],
      description: 'Every rule of TikTok’s that the file breaks; empty unless the status is REJECTED.',
      select: { problems: true },
      resolve: (asset) => problemsOf(asset),
    }),
    url: t.string({
      nullable: true,
      description:
        'A signed link to the file, relative to this origin, that works for six hours; null until the file is complete and was checked.',
      select: { storageKey: true, contentType: true, fileName: true, probedAt: true },
      resolve: ({ storageKey, probedAt, ...file }, _args, { deps }) =>
        probedAt && signedMediaUrl(deps, storageKey, file),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the upload began.' }),
  }),
});

builder.queryField('mediaAssets', (t) =>
  t.prismaConnection(
    {
      type: MediaAssetRef,
      cursor: 'id',
      description: 'The uploaded files of the team, newest first.',
      args: {
        status: t.arg({ type: [MediaStatus], description: 'Without it, in any status.' }),
        direction: directionArg(t, 'desc'),
      },
      totalCount: (_root, { status }, ctx) =>
        ctx.deps.db.mediaAsset.count({
          take: MOST_COUNTED,
          where: mediaAssetsOfTeam(signedIn(ctx).viewer.teamId, { status }),
        }),
      resolve: (query, _root, { status, direction }, ctx) => {
        const { mediaAsset } = ctx.deps.db;
        const { teamId } = signedIn(ctx).viewer;
        return readPage(query, {
          where: mediaAssetsOfTeam(teamId, { status }),
          order: [{ createdAt: direction }, { id: direction }],
          find: (id) => mediaAsset.findFirst({ where: { id, teamId } }),
          read: (page) => mediaAsset.findMany(page),
        });
      },
    },
    { name: 'MediaAssetConnection' },
    { name: 'MediaAssetEdge' },
  ),
);

const CreateMediaAssetFromUrlInput = builder.inputType('CreateMediaAssetFromUrlInput', {
  description: 'Where the file is.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description:
        'A public https address without a password in it, at most 4,096 characters. It may be signed: nobody is shown more of it than the host.',
    }),
    fileName: t.string({
      description: 'What to call the file; without it the last part of the address’s path.',
    }),
  }),
});

builder.mutationField('createMediaAssetFromUrl', (t) =>
  t.prismaField({
    type: MediaAssetRef,
    description:
      'Lets Airdate download a file from an address. The answer comes at once: follow `status` and `receivedBytes`. A server that is away is tried five times; what cannot be had becomes REJECTED with the reason in `problems`. Needs the role editor.',
    errors: { types: [ValidationError, ForbiddenError, ConflictError] },
    args: { input: t.arg({ type: CreateMediaAssetFromUrlInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = await createMediaAssetFromUrl(teamContext(ctx), input);
      return ctx.deps.db.mediaAsset.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const DeleteMediaAssetInput = builder.inputType('DeleteMediaAssetInput', {
  description: 'The file that is deleted.',
  fields: (t) => ({
    mediaAssetId: t.id({ required: true, description: 'A file of this team, its upload complete or not.' }),
  }),
});

const DeletedMediaAssetRef = builder.objectRef<{ id: string }>('DeletedMediaAsset').implement({
  description: 'What is left of a deleted file.',
  fields: (t) => ({
    id: t.id({
      description: 'The id that it had, which names nothing any more.',
      resolve: ({ id }) => encodeGlobalID('MediaAsset', id),
    }),
  }),
});

builder.mutationField('deleteMediaAsset', (t) =>
  t.field({
    type: DeletedMediaAssetRef,
    description: 'Deletes a file that no post in any status refers to. Needs the role editor.',
    errors: { types: [ValidationError, NotFoundError, ForbiddenError, ConflictError] },
    args: { input: t.arg({ type: DeleteMediaAssetInput, required: true }) },
    resolve: async (_root, { input }, ctx) => {
      const mediaAssetId = rowId('MediaAsset', input.mediaAssetId);
      return { id: await deleteMediaAsset(teamContext(ctx), { mediaAssetId }) };
    },
  }),
);
