import type { Video } from '@airdate/tiktok';
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  QuotaExceededError,
  TikTokRefusedError,
  ValidationError,
} from '../errors.ts';
import { rowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { teamContext } from '../graphql/request-context.ts';
import { PostRef } from '../posts/post.graphql.ts';
import { PostChangedError } from '../posts/post-changed-error.ts';
import { CONTENT_HASH_SEEN } from '../posts/post-mutations.graphql.ts';
import { giveUpPost, markPostPublished, publishPostAgain } from './decide-post.ts';
import { listCandidates } from './list-candidates.ts';

const ERRORS = [ValidationError, NotFoundError, ForbiddenError, ConflictError];

const CandidateVideoRef = builder.objectRef<Video>('CandidateVideo').implement({
  description: 'A public video of the creator that may be the post.',
  fields: (t) => ({
    id: t.exposeString('id', { description: "TikTok's 19-digit post id, as text." }),
    title: t.string({
      description: 'Its title, or else its description; empty without both.',
      resolve: ({ title, description }) => title || description || '',
    }),
    url: t.exposeString('shareUrl', {
      nullable: true,
      description: "TikTok's link to it, to be given to `markPostPublished`; null when TikTok left it out.",
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was published, by TikTok’s clock.',
    }),
    durationSeconds: t.expose('durationSeconds', {
      type: 'Float',
      nullable: true,
      description: 'By TikTok, in whole seconds; null when TikTok left it out.',
    }),
  }),
});

builder.prismaObjectField(PostRef, 'candidates', (t) =>
  t.field({
    type: [CandidateVideoRef],
    description:
      'For a post without a verdict: at most 20 public videos of the creator since the attempt began, newest first. Asked of TikTok ' +
      'afresh; empty without the scope VIDEO_LIST.',
    errors: {
      types: [NotFoundError, ConflictError, TikTokRefusedError],
      result: { description: 'The videos that may be the post.' },
      dataField: { description: 'Newest first; empty when none fits.' },
    },
    select: { id: true },
    resolve: ({ id }, _args, ctx) => listCandidates(teamContext(ctx), id),
  }),
);

const WITHOUT_VERDICT = 'A post in the status UNCONFIRMED or NEEDS_ATTENTION.';

const MarkPostPublishedInput = builder.inputType('MarkPostPublishedInput', {
  description: 'The post that somebody found on TikTok.',
  fields: (t) => ({
    postId: t.id({ required: true, description: WITHOUT_VERDICT }),
    link: t.string({ description: 'The link of the post on TikTok, or its id. Left out where it has none.' }),
  }),
});

const GiveUpPostInput = builder.inputType('GiveUpPostInput', {
  description: 'The post that nobody waits for any more.',
  fields: (t) => ({ postId: t.id({ required: true, description: WITHOUT_VERDICT }) }),
});

const PublishPostAgainInput = builder.inputType('PublishPostAgainInput', {
  description: 'The post that is sent once more, and that its risk is known.',
  fields: (t) => ({
    postId: t.id({ required: true, description: WITHOUT_VERDICT }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    mayBePublishedTwice: t.boolean({
      required: true,
      description: 'Whoever asks takes the risk that the post is on TikTok already; has to be true.',
    }),
  }),
});

const postIdOf = (id: string) => rowId('Post', id);

builder.mutationFields((t) => ({
  markPostPublished: t.prismaField({
    description: 'Ends the waiting for a verdict: the post was found on TikTok. Needs the role editor.',
    type: PostRef,
    errors: { types: ERRORS },
    args: { input: t.arg({ type: MarkPostPublishedInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = await markPostPublished(teamContext(ctx), {
        postId: postIdOf(input.postId),
        link: input.link ?? null,
      });
      return ctx.deps.db.post.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  giveUpPost: t.prismaField({
    description:
      'Ends the waiting for a verdict: the post counts as failed, and TikTok is asked about it no more. Needs the role editor.',
    type: PostRef,
    errors: { types: ERRORS },
    args: { input: t.arg({ type: GiveUpPostInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = await giveUpPost(teamContext(ctx), { postId: postIdOf(input.postId) });
      return ctx.deps.db.post.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  publishPostAgain: t.prismaField({
    description:
      'Sends a post without a verdict once more, as it was agreed to, at the risk that it is on TikTok twice. Needs the role editor.',
    type: PostRef,
    errors: { types: [...ERRORS, PostChangedError, QuotaExceededError] },
    args: { input: t.arg({ type: PublishPostAgainInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = await publishPostAgain(teamContext(ctx), { ...input, postId: postIdOf(input.postId) });
      return ctx.deps.db.post.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
