import { builder } from '../graphql/builder.ts';
import { DEMO_LOGIN } from '../seed/demo-login.ts';
import { isSetupRequired } from '../sign-in/set-up-required.ts';

const DemoLoginRef = builder.objectRef<{ email: string; password: string }>('DemoLogin').implement({
  fields: (t) => ({ email: t.exposeString('email'), password: t.exposeString('password') }),
});

const InstanceRef = builder.objectRef<Record<never, never>>('Instance').implement({
  description: 'What everybody may know about this installation, signed in or not.',
  fields: (t) => ({
    appAudited: t.boolean({
      description: "Whether the TikTok app passed TikTok's Content Posting audit.",
      resolve: (_instance, _args, { deps }) => deps.config.tiktok.audited,
    }),
    demoLogin: t.field({
      type: DemoLoginRef,
      nullable: true,
      description: 'Only in demo mode.',
      resolve: (_instance, _args, { deps }) => (deps.config.demo ? DEMO_LOGIN : null),
    }),
    setupRequired: t.boolean({
      description:
        'Nobody has signed up yet: whoever knows the token of the start log becomes the owner of a new team. Never in a demo.',
      resolve: (_instance, _args, { deps }) => isSetupRequired(deps.acrossTeams),
    }),
    simulatorUrl: t.string({
      nullable: true,
      description: "Where the simulator's pages are, when it stands in for TikTok.",
      resolve: (_instance, _args, { deps }) => deps.config.simulatorUrl,
    }),
  }),
});

builder.queryField('instance', (t) => t.field({ type: InstanceRef, resolve: () => ({}) }));
