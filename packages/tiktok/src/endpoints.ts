/** One thing that can be asked of TikTok. */
export type Endpoint = {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With its trailing slash, which TikTok insists on; `null` when TikTok hands out the whole URL. */
  readonly path: string | null;
  /** The OAuth endpoints answer flat; all others wrap `data` and `error`. */
  readonly envelope: 'data' | 'oauth' | 'none';
  /** Whether repeating the call after a lost answer could do something twice. */
  readonly changesState: boolean;
  readonly scopes: readonly string[];
  /** Calls in a sliding minute; per user access token unless the page leaves it open. */
  readonly callsPerMinute: number | null;
  /** Title of TikTok's page, checked 2026-11. */
  readonly page: string;
};

export const ENDPOINTS = {
  'oauth.exchange': {
    method: 'POST',
    path: '/v2/oauth/token/',
    envelope: 'oauth',
    changesState: true,
    scopes: [],
    callsPerMinute: null,
    page: 'Get a User Access Token',
  },
  'oauth.refresh': {
    method: 'POST',
    path: '/v2/oauth/token/',
    envelope: 'oauth',
    changesState: true,
    scopes: [],
    callsPerMinute: null,
    page: 'Refresh a User Access Token',
  },
  'oauth.revoke': {
    method: 'POST',
    path: '/v2/oauth/revoke/',
    envelope: 'oauth',
    changesState: true,
    scopes: [],
    callsPerMinute: null,
    page: 'Revoke a User Access Token',
  },
  'user.info': {
    method: 'GET',
    path: '/v2/user/info/',
    envelope: 'data',
    changesState: false,
    scopes: ['user.info.basic', 'user.info.profile', 'user.info.stats'],
    callsPerMinute: 600,
    page: 'Get User Info',
  },
  'video.list': {
    method: 'POST',
    path: '/v2/video/list/',
    envelope: 'data',
    changesState: false,
    scopes: ['video.list'],
    callsPerMinute: 600,
    page: 'List Videos',
  },
  'video.query': {
    method: 'POST',
    path: '/v2/video/query/',
    envelope: 'data',
    changesState: false,
    scopes: ['video.list'],
    callsPerMinute: 600,
    page: 'Query Videos',
  },
  'creator_info.query': {
    method: 'POST',
    path: '/v2/post/publish/creator_info/query/',
    envelope: 'data',
    changesState: false,
    scopes: ['video.publish'],
    callsPerMinute: 20,
    page: 'Query Creator Info',
  },
  'video.init': {
    method: 'POST',
    path: '/v2/post/publish/video/init/',
    envelope: 'data',
    changesState: true,
    scopes: ['video.publish'],
    callsPerMinute: 6,
    page: 'Direct Post',
  },
  'inbox.video.init': {
    method: 'POST',
    path: '/v2/post/publish/inbox/video/init/',
    envelope: 'data',
    changesState: true,
    scopes: ['video.upload'],
    callsPerMinute: 6,
    page: 'Upload',
  },
  'content.init': {
    method: 'POST',
    path: '/v2/post/publish/content/init/',
    envelope: 'data',
    changesState: true,
    scopes: ['video.publish', 'video.upload'],
    callsPerMinute: 6,
    page: 'Photo',
  },
  upload: {
    method: 'PUT',
    path: null,
    envelope: 'none',
    changesState: true,
    scopes: [],
    callsPerMinute: null,
    page: 'Media Transfer Guide',
  },
  'status.fetch': {
    method: 'POST',
    path: '/v2/post/publish/status/fetch/',
    envelope: 'data',
    changesState: false,
    scopes: ['video.publish', 'video.upload'],
    callsPerMinute: 30,
    page: 'Get Post Status',
  },
  cancel: {
    method: 'POST',
    path: '/v2/post/publish/cancel/',
    envelope: 'data',
    changesState: true,
    scopes: ['video.publish', 'video.upload'],
    callsPerMinute: null,
    page: 'Media Transfer Guide',
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

/** The endpoints that live under the API's own URL. */
export type ApiEndpointName = Exclude<EndpointName, 'upload'>;

/** The same table, widened for reading by name. */
export function endpoint(name: EndpointName): Endpoint {
  return ENDPOINTS[name];
}
