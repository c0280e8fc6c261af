import { randomUUID } from 'node:crypto';
import type { Db } from '../src/index.ts';

/** A new team with a row in every table that belongs to teams. */
export async function createTeamRows(db: Db, word: string): Promise<{ teamId: string; postId: string }> {
  const farAway = new Date('2099-01-01T00:00:00Z');
  const team = await db.team.create({ data: { name: word, slug: word, eventCounter: { create: {} } } });
  const teamId = team.id;
  const user = await db.user.create({
    data: { name: word, email: `${word}@example.com`, memberships: { create: { teamId, role: 'OWNER' } } },
  });
  await db.apiKey.create({
    data: { teamId, name: word, prefix: word, secretHash: new Uint8Array(32), role: 'EDITOR' },
  });
  const claim = { claimToken: randomUUID(), claimedUntil: farAway, fingerprint: new Uint8Array(32) };
  await db.idempotencyKey.create({
    data: {
      teamId,
      actorKind: 'user',
      actorId: user.id,
      key: word,
      ...claim,
      sealedAnswer: `sealed ${word}`,
    },
  });
  const attempt = { teamId, userId: user.id, sessionId: randomUUID(), expiresAt: farAway };
  await db.connectAttempt.create({ data: { ...attempt, stateHash: new Uint8Array(Buffer.from(word)) } });
  await db.connectLink.create({
    data: {
      teamId,
      tokenHash: new Uint8Array(Buffer.from(word)),
      actorKind: 'user',
      actorId: user.id,
      expiresAt: farAway,
    },
  });
  const account = await db.account.create({
    data: {
      nickname: word,
      timeZone: 'UTC',
      team: { connect: { id: teamId } },
      schedule: { create: { slots: { create: { weekday: 1, minuteOfDay: 540 } } } },
      grant: {
        create: {
          clientKey: 'key',
          openId: word,
          sealedAccessToken: `sealed ${word}`,
          sealedRefreshToken: `sealed ${word}`,
          accessTokenExpiresAt: farAway,
          refreshTokenExpiresAt: farAway,
          calls: { create: { bucket: 'video.init', calledAt: farAway } },
          capObservations: { create: { code: 'cap', observedAt: farAway, retryAt: farAway } },
        },
      },
    },
  });
  const use = { grantId: account.grantId, purpose: 'STATUS', actorKind: 'worker', hour: farAway } as const;
  await db.tokenAccess.createMany({ data: [{ ...use, teamId }, use] });
  const upload = { sealedUrl: `sealed ${word}`, sizeBytes: 1, chunkSizeBytes: 1, totalChunkCount: 1 };
  const post = await db.post.create({
    data: {
      caption: word,
      team: { connect: { id: teamId } },
      account: { connect: { id: account.id } },
      mediaAsset: {
        create: { teamId, fileName: word, contentType: 'video/mp4', sizeBytes: 1, storageKey: word },
      },
      attempts: { create: { number: 1, publishId: word, upload: { create: upload } } },
      consents: { create: { creatorUsername: word, creatorNickname: word, contentHash: word } },
    },
  });
  const { accountId, mediaAssetId } = post;
  const choices = { mode: 'DIRECT', allowComment: false, allowDuet: false, allowStitch: false } as const;
  const disclosure = { yourBrand: false, brandedContent: false, isAiGenerated: false };
  await db.postSeries.create({
    data: {
      ...{ teamId, accountId, mediaAssetId, caption: word, ...choices, ...disclosure },
      ...{ rule: 'FREQ=DAILY', startLocalTime: '2099-01-01T09:00:00', timeZone: 'UTC', agreedAt: farAway },
      ...{ creatorUsername: word, creatorNickname: word, declarations: [], contentHash: word },
      posts: { connect: { id: post.id } },
    },
  });
  await db.webhookEndpoint.create({
    data: {
      ...{ teamId, url: `https://${word}.example.com/`, cursor: 0 },
      secrets: { create: { teamId, sealedSecret: `sealed ${word}` } },
      deliveries: {
        create: {
          ...{ teamId, sequence: 1, eventType: 'post.created', body: '{}', triesLeft: 1 },
          tries: { create: { teamId, number: 1, startedAt: farAway, durationMs: 1 } },
        },
      },
    },
  });
  await db.event.create({
    data: { teamId, sequence: 1, type: 'post.created', actorKind: 'system', data: {}, postId: post.id },
  });
  return { teamId, postId: post.id };
}
