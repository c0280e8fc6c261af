import { requireRole } from '../context.ts';
import { builder } from '../graphql/builder.ts';
import { teamContext } from '../graphql/request-context.ts';
import { type JobReport, readJobReports } from '../jobs/job-health.ts';
import { DEMO_LOGIN } from '../seed/demo-login.ts';
import { isSetupRequired } from '../sign-in/set-up-required.ts';
import { allJobs } from './worker.ts';

const DemoLoginRef = builder.objectRef<{ email: string; password: string }>('DemoLogin').implement({
  description: 'What everybody may sign in to a demo with.',
  fields: (t) => ({
    email: t.exposeString('email', { description: 'Of the demo user.' }),
    password: t.exposeString('password', {
      description: 'Known to everybody, and refused outside of demos.',
    }),
  }),
});

const JobConditionRef = builder.enumType('JobCondition', {
  description: 'Whether somebody has to look after a job.',
  values: {
    OK: { value: 'ok', description: 'It does its work, or failed once or twice and is tried again.' },
    FAILING: { value: 'failing', description: 'It failed at least three times in a row.' },
    LATE: { value: 'late', description: 'It should have done its work by now, and has not.' },
  } as const,
});

const JobReportRef = builder.objectRef<JobReport>('JobReport').implement({
  description: 'How a job or sweep of Airdate itself does.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As in the log and the metrics.' }),
    condition: t.expose('condition', { type: JobConditionRef, description: 'Of this moment.' }),
    consecutiveFailures: t.exposeInt('consecutiveFailures', {
      description: 'Since the last success; retries of the same job count.',
    }),
    lastSucceededAt: t.expose('lastSucceededAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Null when it never did. Of a job without a timetable, only the success that ended failures.',
    }),
    lastFailedAt: t.expose('lastFailedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null when it never did.',
    }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description: 'Class and code of the last error; the log has the rest. Null since the last success.',
    }),
  }),
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
    jobs: t.field({
      type: [JobReportRef],
      nullable: true,
      description:
        'The jobs of the timetable, and others that failed, for whoever runs Airdate. Needs the role owner.',
      resolve: (_instance, _args, ctx) => {
        requireRole(teamContext(ctx), 'OWNER');
        return readJobReports(ctx.deps.acrossTeams, allJobs);
      },
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

builder.queryField('instance', (t) =>
  t.field({
    type: InstanceRef,
    description: 'About this installation; needs no session and no key, but for `jobs`.',
    resolve: () => ({}),
  }),
);
