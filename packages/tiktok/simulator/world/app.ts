import type { App } from './entities.ts';

/** The app of a fresh simulator. Its key and secret are for demonstration and are written down here on purpose. */
export function createApp(): App {
  return {
    name: 'Airdate',
    clientKey: 'simulator-client-key',
    clientSecret: 'simulator-client-secret',
    redirectUris: [],
    webhookUrl: null,
    scopes: [
      'user.info.basic',
      'user.info.profile',
      'user.info.stats',
      'video.list',
      'video.publish',
      'video.upload',
    ],
    audited: false,
    sandbox: false,
    targetUsers: [],
    activeCreatorCap: 1_000,
    urlProperties: [],
  };
}
