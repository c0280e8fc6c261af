import { MediaStatus } from '@airdate/db';
import { encodeGlobalID } from '@pothos/plugin-relay';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId, uuidOrNil } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { countUpTo } from '../graphql/counted.ts';
import { readPage } from '../graphql/read-page.ts';
import { signedIn, teamContext } from '../graphql/request-context.ts';
import { deleteMediaAsset } from './delete-media-asset.ts';
import { mediaAssetsOfTeam } from './media.queries.ts';
import { problemsOf, type StoredProblem } from './media-asset.ts';
import { signedMediaUrl } from './signed-media-url.ts';

builder.enumType(MediaStatus, { name: 'MediaStatus' });

const MediaProblemRef = builder.objectRef<StoredProblem>('MediaProblem').implement({
  description: 'One rule of TikTok’s that the file breaks.',
  fields: (t) => ({
    code: t.exposeString('code'),
    field: t.exposeString('field', { description: 'The measured fact at fault.' }),
    measured: t.exposeString('measured'),
    allowed: t.exposeString('allowed'),
    sentence: t.exposeString('sentence'),
  }),
});

const MediaAssetRef = builder.prismaNode('MediaAsset', {
  id: { field: 'id' },
  nullable: true,
  description: 'An uploaded video with what was measured in it. Uploads go to /uploads by the tus protocol.',
  findUnique: (id, ctx) => ({ id: uuidOrNil(id), teamId: signedIn(ctx).viewer.teamId }),
  fields: (t) => ({
    status: t.expose('status', { type: MediaStatus }),
    fileName: t.exposeString('fileName'),
    contentType: t.exposeString('contentType', {
      description: 'As found in the file, not as the client said.',
    }),
    sizeBytes: t.expose('sizeBytes', { type: 'Bytes' }),
    sha256: t.exposeString('sha256', { nullable: true }),
    container: t.exposeString('container', { nullable: true }),
    videoCodec: t.exposeString('videoCodec', { nullable: true }),
    audioCodec: t.exposeString('audioCodec', { nullable: true }),
    width: t.exposeInt('width', { nullable: true, description: 'In pixels, as shown.' }),
    height: t.exposeInt('height', { nullable: true }),
    framesPerSecond: t.exposeFloat('framesPerSecond', { nullable: true }),
    durationSeconds: t.exposeFloat('durationSeconds', { nullable: true }),
    problems: t.field({
      type: [MediaProblemRef],
      select: { problems: true },
      resolve: (asset) => problemsOf(asset),
    }),
    url: t.string({
      nullable: true,
      description:
        'A signed link that works for some hours; null until the file is complete and was checked.',
      select: { storageKey: true, contentType: true, fileName: true, probedAt: true },
      resolve: ({ storageKey, probedAt, ...file }, _args, { deps }) =>
        probedAt && signedMediaUrl(deps, storageKey, file),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

builder.queryField('mediaAssets', (t) =>
  t.prismaConnection(
    {
      type: MediaAssetRef,
      cursor: 'id',
      description: 'Newest first.',
      totalCount: (_root, _args, ctx) =>
        countUpTo((take) =>
          ctx.deps.db.mediaAsset.count({ ...take, where: mediaAssetsOfTeam(signedIn(ctx).viewer.teamId) }),
        ),
      resolve: (query, _root, _args, ctx) => {
        const { mediaAsset } = ctx.deps.db;
        const where = mediaAssetsOfTeam(signedIn(ctx).viewer.teamId);
        const order = [{ createdAt: 'desc' }, { id: 'desc' }] as const;
        return readPage(query, {
          order,
          find: (id) => mediaAsset.findFirst({ where: { ...where, id } }),
          read: (page, beyond) =>
            mediaAsset.findMany({ ...page, where: { AND: [where, beyond] }, orderBy: [...order] }),
        });
      },
    },
    { name: 'MediaAssetConnection' },
    { name: 'MediaAssetEdge' },
  ),
);

const DeleteMediaAssetInput = builder.inputType('DeleteMediaAssetInput', {
  fields: (t) => ({ mediaAssetId: t.id({ required: true }) }),
});

const DeletedMediaAssetRef = builder.objectRef<{ id: string }>('DeletedMediaAsset').implement({
  fields: (t) => ({ id: t.id({ resolve: ({ id }) => encodeGlobalID('MediaAsset', id) }) }),
});

builder.mutationField('deleteMediaAsset', (t) =>
  t.field({
    type: DeletedMediaAssetRef,
    description: 'Deletes a file that no post refers to.',
    errors: { types: [ValidationError, NotFoundError, ForbiddenError, ConflictError] },
    args: { input: t.arg({ type: DeleteMediaAssetInput, required: true }) },
    resolve: async (_root, { input }, ctx) => {
      const mediaAssetId = rowId('MediaAsset', input.mediaAssetId, ['input', 'mediaAssetId']);
      return { id: await deleteMediaAsset(teamContext(ctx), { mediaAssetId }) };
    },
  }),
);
