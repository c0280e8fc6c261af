/** Parsed JSON of unknown shape; a contract reads whatever the wire holds. */
export type Json = ReturnType<typeof JSON.parse>;

/** One HTTP answer: the exact text, and what is in it. */
export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; an empty object when it is not a JSON object. */
  body: Json;
  /** `error.code` of the data envelope; empty for other shapes. */
  code: string;
  data: Json;
};

/** The shape of TikTok's `log_id`: a timestamp of 14 digits and 20 hex-like characters. */
export const LOG_ID = /^20\d{12}[0-9A-F]{20}$/;

/** Codes of a refused parameter: the posting reference prints the first, the wire says the second. */
export const INVALID_PARAMS = /^invalid_params?$/;

/** Sends a request as it is and reads whatever comes back. Redirects are answers, too. */
export async function send(url: string | URL, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const text = await answer.text();
  const body = parse(text);
  const code = typeof body.error === 'object' ? String(body.error.code) : '';
  return { status: answer.status, headers: answer.headers, text, body, code, data: body.data };
}

function parse(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
