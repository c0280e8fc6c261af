import { issue, ValidationError } from '../errors.ts';

const ID = /^\d{15,20}$/;
const PATH = /^\/@[^/]+\/(?:video|photo)\/(\d{15,20})\/?$/;

/**
 * The id of a post out of what a person found: its link on TikTok, or the id itself.
 *
 * @throws ValidationError `tiktok_link_invalid` naming the field `link`
 */
export function readTikTokPostId(link: string): string {
  const text = link.trim();
  if (ID.test(text)) return text;
  const id = URL.canParse(text) ? PATH.exec(new URL(text).pathname)?.[1] : undefined;
  if (id === undefined) throw new ValidationError([issue('tiktok_link_invalid', ['link'])]);
  return id;
}
