/** An answer of a data endpoint, as text and parsed. */
export type Answer = {
  status: number;
  text: string;
  code: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the wire holds
  data: any;
};

/** Speaks to a simulator over HTTP with one token, the way an integrator would. */
export class Caller {
  readonly #apiUrl: string;
  readonly #token: string;

  constructor(apiUrl: string, token: string) {
    this.#apiUrl = apiUrl;
    this.#token = token;
  }

  async get(path: string): Promise<Answer> {
    return read(await fetch(this.#apiUrl + path, { headers: this.#headers() }));
  }

  async post(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(this.#apiUrl + path, {
      method: 'POST',
      headers: { ...this.#headers(), 'content-type': 'application/json; charset=UTF-8', ...headers },
      body: JSON.stringify(body),
    });
    return read(answer);
  }

  status(publishId: string): Promise<Answer> {
    return this.post('/v2/post/publish/status/fetch/', { publish_id: publishId });
  }

  /** Inits a direct post of so many bytes; `chunkSize` defaults to the whole. */
  init(videoSize: number, postInfo: object = {}, chunkSize = videoSize): Promise<Answer> {
    return this.post('/v2/post/publish/video/init/', {
      post_info: { privacy_level: 'PUBLIC_TO_EVERYONE', title: 'A title', ...postInfo },
      source_info: source(videoSize, chunkSize),
    });
  }

  /** Inits and uploads in one chunk. */
  async publish(video: Buffer, postInfo: object = {}): Promise<string> {
    const answer = await this.init(video.length, postInfo);
    if (answer.code !== 'ok') throw new Error(answer.text);
    await putChunk(answer.data.upload_url, video, 0, video.length - 1);
    return answer.data.publish_id;
  }

  /** Uploads a draft to the inbox in one chunk. */
  async share(video: Buffer): Promise<string> {
    const source_info = source(video.length, video.length);
    const answer = await this.post('/v2/post/publish/inbox/video/init/', { source_info });
    if (answer.code !== 'ok') throw new Error(answer.text);
    await putChunk(answer.data.upload_url, video, 0, video.length - 1);
    return answer.data.publish_id;
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}` };
  }
}

const source = (videoSize: number, chunkSize: number) => ({
  source: 'FILE_UPLOAD',
  video_size: videoSize,
  chunk_size: chunkSize,
  total_chunk_count: Math.floor(videoSize / chunkSize),
});

/** PUTs the bytes from `first` to `last`, both inclusive. */
export function putChunk(
  uploadUrl: string,
  video: Buffer,
  first: number,
  last: number,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(uploadUrl, {
    method: 'PUT',
    headers: {
      'content-type': 'video/mp4',
      'content-range': `bytes ${first}-${last}/${video.length}`,
      ...headers,
    },
    body: new Uint8Array(video.subarray(first, last + 1)),
  });
}

async function read(answer: Response): Promise<Answer> {
  const text = await answer.text();
  const parsed = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: answer.status, text, code: parsed.error?.code ?? '', data: parsed.data };
}
