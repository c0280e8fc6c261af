import type { Actor } from '../context.ts';
import { builder } from './builder.ts';
import { enumValuesOf } from './enum-values.ts';

export type ActorKind = Actor['kind'];

export const ActorKindRef = builder.enumType('ActorKind', {
  description: 'Who did something.',
  values: enumValuesOf<ActorKind>({
    user: 'A person of the team.',
    apiKey: 'A program with one of the team’s API keys.',
    worker: 'Airdate, while it carried a post to TikTok or a video through its checks.',
    tiktok: 'TikTok, by an answer or a webhook.',
    system: 'Airdate by itself, such as by its timetable.',
  }),
});
