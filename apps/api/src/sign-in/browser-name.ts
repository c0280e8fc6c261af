import Bowser from 'bowser';

/** Longer ones are made up, and parsing takes time. */
const USER_AGENT_MAX_LENGTH = 500;

/** A browser in words that its owner knows it by: "Firefox on Linux". @param userAgent null when it sent none */
export function browserName(userAgent: string | null): string {
  const text = userAgent?.slice(0, USER_AGENT_MAX_LENGTH);
  if (!text) return 'Unknown browser';
  const { browser, os } = Bowser.parse(text);
  if (!browser.name) return 'Unknown browser';
  return os.name ? `${browser.name} on ${os.name}` : browser.name;
}
