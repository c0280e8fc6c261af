/** What a connection that TikTok has ended means for the team. */
export const RECONNECT_REQUIRED =
  'TikTok no longer accepts the connection. Planned posts wait until it is renewed.';
