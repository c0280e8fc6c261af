import { AccountRef } from '../accounts/account.graphql.ts';
import { builder } from '../graphql/builder.ts';
import { ProblemCodeRef } from '../graphql/failure-code-types.ts';
import { PostRef } from './post.graphql.ts';
import { DUE_STATUSES } from './post.ts';
import { type Warning, warningsOfAccount, warningsOfPost } from './read-warnings.ts';

const WarningRef = builder.objectRef<Warning>('Warning').implement({
  description: 'What will keep planned posts from going out if nothing changes.',
  fields: (t) => ({
    code: t.expose('code', { type: ProblemCodeRef, description: 'What stands in the way.' }),
    sentence: t.exposeString('sentence', { description: 'The same for people, in English.' }),
    nextStep: t.exposeString('nextStep', { description: 'What a person can do about it.' }),
    postCount: t.exposeInt('postCount', { description: 'How many planned posts it is about.' }),
  }),
});

builder.prismaObjectField(PostRef, 'warnings', (t) =>
  t.field({
    type: [WarningRef],
    description: 'Why the planned post will not go out as things are. Empty for a post that is not planned.',
    select: { id: true, status: true },
    resolve: ({ id, status }, _args, { deps }) =>
      DUE_STATUSES.includes(status) ? warningsOfPost(deps.acrossTeams, id) : [],
  }),
);

builder.prismaObjectField(AccountRef, 'warnings', (t) =>
  t.field({
    type: [WarningRef],
    description: 'Why planned posts of the account will not go out as things are; each reason once.',
    select: { id: true },
    resolve: ({ id }, _args, { deps }) => warningsOfAccount(deps.acrossTeams, id),
  }),
);
