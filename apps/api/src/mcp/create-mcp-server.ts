import { readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { accountTools } from './account-tools.ts';
import { draftTools } from './draft-tools.ts';
import { mediaTools } from './media-tools.ts';
import { planTools } from './plan-tools.ts';
import { type Ask, type Outcome, Refusal, runTool, type Tool } from './tool.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const INSTRUCTIONS = `Airdate publishes videos on TikTok for a team. The way of a post: list_accounts; upload_by_url, then
media_status until READY; draft_post; preflight_post; show the person the post, what preflight says and TikTok's texts; after the
person agreed, schedule_post with the contentHash that was shown; post_status until PUBLISHED, IN_INBOX or FAILED. A call that
is refused did nothing and answers with a code, a sentence and the next step. Repeat a call with the same idempotencyKey.`;

const tools = [...accountTools, ...mediaTools, ...draftTools, ...planTools];

/** @param onFailure told of what is no refusal, but a failure of ours */
export function createMcpServer(ask: Ask, onFailure: (error: unknown, tool: string) => void): McpServer {
  const server = new McpServer(
    { name: 'airdate', title: 'Airdate', version },
    { instructions: INSTRUCTIONS, capabilities: { tools: {} } },
  );
  for (const tool of tools) {
    const { name, title, description, input: inputSchema } = tool;
    const config = {
      title,
      description,
      inputSchema,
      outputSchema: outputOf(tool),
      annotations: hintsOf(tool),
    };
    server.registerTool(name, config, async (input: Record<string, unknown>) => {
      try {
        return answerOf(await runTool(tool, input, ask));
      } catch (error) {
        onFailure(error, name);
        return answerOf({ refusal: FAILED });
      }
    });
  }
  return server;
}

function outputOf({ result }: Tool) {
  return z.object({ result: result.optional(), refusal: Refusal.optional() });
}

function hintsOf({ kind }: Tool) {
  return { readOnlyHint: kind === 'reads', destructiveHint: kind === 'changes', openWorldHint: true };
}

/** The text is for clients that show nothing else. */
function answerOf(outcome: Outcome) {
  return {
    structuredContent: outcome,
    content: [{ type: 'text' as const, text: JSON.stringify(outcome) }],
    ...('refusal' in outcome && { isError: true }),
  };
}

const FAILED: Refusal = {
  ...{ code: 'INTERNAL_SERVER_ERROR', sentence: 'Something went wrong on our side.' },
  ...{ nextStep: 'Look whether it was done before you try again.', retryable: true, retryAt: null },
  ...{ path: [], tiktokCode: null, logId: null },
};
