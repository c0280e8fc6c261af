import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, LOG_ID, send } from './answer.ts';
import { directVideo, fileUpload } from './bodies.ts';
import { putChunk } from './upload.ts';
import { sampleVideo } from './video.ts';

const WINDOW_MS = 61_000;

/** What the data endpoints are called, with their trailing slashes. */
export const PATHS = {
  userInfo: '/v2/user/info/',
  videoList: '/v2/video/list/',
  videoQuery: '/v2/video/query/',
  creatorInfo: '/v2/post/publish/creator_info/query/',
  videoInit: '/v2/post/publish/video/init/',
  inboxInit: '/v2/post/publish/inbox/video/init/',
  contentInit: '/v2/post/publish/content/init/',
  status: '/v2/post/publish/status/fetch/',
  cancel: '/v2/post/publish/cancel/',
} as const;

export type CallerFacts = {
  apiUrl: string;
  accessToken: string;
  refreshToken?: string;
  openId?: string;
  username?: string;
  /** Waits for the one-minute window to pass instead of reporting the rate limit. */
  patient?: boolean;
};

/** One creator's token, used against the data endpoints as the pages describe them. */
export class Caller {
  readonly apiUrl: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly openId: string;
  readonly username: string;
  readonly #patient: boolean;

  constructor(facts: CallerFacts) {
    this.apiUrl = facts.apiUrl;
    this.accessToken = facts.accessToken;
    this.refreshToken = facts.refreshToken ?? '';
    this.openId = facts.openId ?? '';
    this.username = facts.username ?? '';
    this.#patient = facts.patient ?? false;
  }

  get(path: string): Promise<Answer> {
    return this.#call(path, {});
  }

  post(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const contentType = { 'content-type': 'application/json; charset=UTF-8' };
    return this.#call(path, {
      method: 'POST',
      headers: { ...contentType, ...headers },
      body: JSON.stringify(body),
    });
  }

  userInfo(fields: string): Promise<Answer> {
    return this.get(`${PATHS.userInfo}?fields=${fields}`);
  }

  creatorInfo(): Promise<Answer> {
    return this.post(PATHS.creatorInfo);
  }

  initVideo(body: object = directVideo()): Promise<Answer> {
    return this.post(PATHS.videoInit, body);
  }

  initInbox(source: object = fileUpload(1_000_000)): Promise<Answer> {
    return this.post(PATHS.inboxInit, { source_info: source });
  }

  initPhotos(body: object): Promise<Answer> {
    return this.post(PATHS.contentInit, body);
  }

  status(publishId: string): Promise<Answer> {
    return this.post(PATHS.status, { publish_id: publishId });
  }

  cancel(publishId: string): Promise<Answer> {
    return this.post(PATHS.cancel, { publish_id: publishId });
  }

  /** Inits a direct post and sends all its bytes; resolves to the publish id. */
  async publish(postInfo: object = {}, video: Buffer = sampleVideo()): Promise<string> {
    return sendWhole(await this.initVideo(directVideo(postInfo, fileUpload(video.length))), video);
  }

  /** Uploads a draft with all its bytes; resolves to the publish id. */
  async share(video: Buffer = sampleVideo()): Promise<string> {
    return sendWhole(await this.initInbox(fileUpload(video.length)), video);
  }

  async #call(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.accessToken}`);
    const answer = await send(this.apiUrl + path, { ...init, headers });
    if (answer.code === 'rate_limit_exceeded' && this.#patient) {
      await sleep(WINDOW_MS);
      return this.#call(path, init);
    }
    if (answer.code !== '' && !LOG_ID.test(String(answer.body.error.log_id)))
      throw new Error(`${path} answered without a log_id of TikTok's shape: ${answer.text}`);
    return answer;
  }
}

async function sendWhole(init: Answer, video: Buffer): Promise<string> {
  if (init.code !== 'ok') throw new Error(`The init was refused: ${init.text}`);
  const put = await putChunk(init.data.upload_url, video);
  if (put.status !== 201) throw new Error(`The upload ended with ${put.status}`);
  return init.data.publish_id;
}
