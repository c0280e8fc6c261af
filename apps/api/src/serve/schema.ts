import '../graphql/scalars.ts';
import '../graphql/error-types.ts';
import './instance.graphql.ts';
import '../teams/team.graphql.ts';
import '../teams/api-key.graphql.ts';
import '../accounts/account.graphql.ts';
import '../media/media-asset.graphql.ts';
import '../schedules/schedule.graphql.ts';
import '../quota/quota.graphql.ts';
import '../posts/post.graphql.ts';
import '../posts/creator-info.graphql.ts';
import '../posts/warning.graphql.ts';
import '../posts/post-queries.graphql.ts';
import '../posts/post-mutations.graphql.ts';
import '../publishing/decide-post.graphql.ts';
import '../events/event.graphql.ts';
import { builder } from '../graphql/builder.ts';

export const schema = builder.toSchema();
