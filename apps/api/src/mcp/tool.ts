import { z } from 'zod';
import { explainFailure } from '../explain-failure.ts';

/** Asks the API itself, as whoever sent the request: with its role, behind the wall of its team, under its limits. */
export type Ask = (document: string, variables: Record<string, unknown>) => Promise<Answer>;

export type Answer = {
  data?: { answer?: unknown } | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
};

export const Refusal = z
  .object({
    code: z.string().describe('What programs decide by; the same failure always has the same.'),
    sentence: z.string().describe('The same for people, in English.'),
    nextStep: z.string().nullable().describe('What can be done about it.'),
    retryable: z.boolean().describe('Whether the same call can succeed later.'),
    retryAt: z
      .string()
      .nullable()
      .describe('When it is worth trying again; null where time alone does not help.'),
    path: z.array(z.string()).describe('The field of the API’s input at fault; empty when no field is.'),
    tiktokCode: z.string().nullable().describe('TikTok’s own code, where TikTok refused.'),
    logId: z.string().nullable().describe('TikTok’s log_id, for its support.'),
    issues: z
      .array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()) }))
      .optional()
      .describe('Every rule that the input breaks.'),
  })
  .describe('Why nothing was done.');
export type Refusal = z.output<typeof Refusal>;

/** A tool: one operation of the API in the shape of a task. */
export type Tool = {
  name: string;
  title: string;
  description: string;
  input: z.ZodObject;
  /** Of what is done or told. */
  result: z.ZodObject;
  kind: 'reads' | 'adds' | 'changes';
  /** The operation, whose one field is called `answer`. */
  operation(input: never): { document: string; variables: Record<string, unknown> };
  /** What of the answer makes the result; null when there is no such thing. */
  read?(answer: never): unknown;
};

export function defineTool<Input extends z.ZodObject>(
  tool: Omit<Tool, 'input' | 'operation'> & {
    input: Input;
    operation(input: z.output<Input>): ReturnType<Tool['operation']>;
  },
): Tool {
  return tool as unknown as Tool;
}

export type Outcome = { result: Record<string, unknown> } | { refusal: Refusal };

/** @throws ZodError when the API answers with something else than it says */
export async function runTool(tool: Tool, input: Record<string, unknown>, ask: Ask): Promise<Outcome> {
  const { document, variables } = tool.operation(input as never);
  const { data, errors } = await ask(document, variables);
  const [error] = errors ?? [];
  if (error) return { refusal: ofError(error) };
  const answer = data?.answer;
  const refused = ErrorAnswer.safeParse(answer);
  if (refused.success) return { refusal: ofAnswer(refused.data) };
  const read = tool.read ? tool.read(answer as never) : answer;
  return read === null || read === undefined ? { refusal: NOT_FOUND } : { result: tool.result.parse(read) };
}

/** What every field of the API that can refuse is asked for. */
export const ERROR_FIELDS = `
  ... on Error { code message nextStep retryable retryAt path tiktokCode logId }
  ... on ValidationError { issues { code message path } }`;

const ErrorAnswer = Refusal.omit({ sentence: true }).extend({
  __typename: z.string().endsWith('Error'),
  message: z.string(),
});

function ofAnswer({ __typename: _, message, ...rest }: z.output<typeof ErrorAnswer>): Refusal {
  return { ...rest, sentence: message };
}

const Said = z.object({
  code: z.string().catch('INTERNAL_SERVER_ERROR'),
  nextStep: z.string().nullable().catch(null),
  retryable: z.boolean().catch(false),
  retryAt: z.string().nullable().catch(null),
  inputPath: z.array(z.string()).catch([]),
  tiktokCode: z.string().nullable().catch(null),
  logId: z.string().nullable().catch(null),
});

function ofError({ message, extensions }: NonNullable<Answer['errors']>[number]): Refusal {
  const { inputPath, ...rest } = Said.parse(extensions ?? {});
  return { ...rest, sentence: message, path: inputPath };
}

const notFound = explainFailure('not_found');
const NOT_FOUND: Refusal = {
  ...{ code: notFound.code, sentence: notFound.sentence, nextStep: null, retryable: notFound.retryable },
  ...{ retryAt: null, path: [], tiktokCode: null, logId: null },
};
