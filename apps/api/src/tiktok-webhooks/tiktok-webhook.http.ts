import { TIKTOK_SIGNATURE_HEADER } from '@airdate/tiktok';
import type { Deps } from '../deps.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { BodyTooLargeError, readBody } from '../http/read-body.ts';
import { sendJson } from '../http/send-json.ts';
import { CLIENT_ADDRESS_HEADER } from '../sign-in/client-address.ts';
import { receiveTikTokWebhook } from './receive-tiktok-webhook.ts';

export function tiktokWebhookRoutes(deps: Deps): RawRoute[] {
  const { webhookBytes } = deps.config.limits;
  return [
    {
      method: 'POST',
      path: '/webhooks/tiktok',
      async handle(req, res) {
        const body = await readBody(req, webhookBytes).catch((error) => {
          if (error instanceof BodyTooLargeError) return null;
          throw error;
        });
        if (!body)
          return sendJson(res, 413, { code: 'body_too_large', message: `At most ${webhookBytes} bytes.` });
        const signature = req.headers[TIKTOK_SIGNATURE_HEADER.toLowerCase()];
        const receipt = await receiveTikTokWebhook(deps, body, signature?.toString());
        if (receipt.kind === 'refused') {
          const address = String(req.headers[CLIENT_ADDRESS_HEADER] ?? '');
          deps.securityLog.note('webhook_refused', { address, reason: receipt.reason });
          return sendJson(res, 401, { code: receipt.reason, message: 'This webhook is not from TikTok.' });
        }
        // TikTok counts anything but 200 as a failed delivery.
        sendJson(res, 200, {});
      },
    },
  ];
}
