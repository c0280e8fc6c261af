/** The registered TikTok app: what an integrator fills in on the developer portal. One per simulator. */
export type App = {
  name: string;
  clientKey: string;
  clientSecret: string;
  redirectUris: string[];
  /** One callback for every event; `null` records deliveries without sending them. */
  webhookUrl: string | null;
  /** Scopes enabled on the app; asking for another one at consent is refused. */
  scopes: string[];
  /** Whether the app passed the Content Posting audit. Unaudited apps post only to private accounts. */
  audited: boolean;
  /** A sandbox app: only {@link App.targetUsers} may authorise it and nothing becomes public. */
  sandbox: boolean;
  /** Usernames that may authorise a sandbox app. */
  targetUsers: string[];
  /** Distinct creators that may post through an audited app in 24 h. Unaudited apps are held to 5. */
  activeCreatorCap: number;
  /** Verified domains and URL prefixes, from which media may be pulled. */
  urlProperties: UrlProperty[];
};

export type UrlProperty = {
  type: 'domain' | 'prefix';
  value: string;
};

/** A TikTok user with the settings that decide what may be posted for them. */
export type Creator = {
  username: string;
  nickname: string;
  /** Unique per user and app. */
  openId: string;
  /** The same across the apps of one developer. */
  unionId: string;
  bio: string;
  verified: boolean;
  private: boolean;
  commentDisabled: boolean;
  duetDisabled: boolean;
  stitchDisabled: boolean;
  maxVideoPostDurationSec: number;
  banned: boolean;
  /** Version of the TikTok app on the creator's phone; photo drafts need 31.8. */
  appVersion: string;
  /** Posts that apps may publish for this creator in a rolling 24 h. */
  dailyPostCap: number;
  followers: number;
  following: number;
  likes: number;
  createdAtMs: number;
};

/** What one creator allowed the app to do, from one trip through the consent page. */
export type Grant = {
  id: string;
  openId: string;
  scopes: string[];
  grantedAtMs: number;
};

/** A live or spent token. Access and refresh tokens of one grant point at it by id. */
export type Token = {
  token: string;
  kind: 'access' | 'refresh' | 'client';
  grantId: string;
  expiresAtMs: number;
  /** Set once a refresh token was exchanged under strict rotation. */
  spentAtMs: number | null;
};

export type AuthorizationCode = {
  code: string;
  openId: string;
  scopes: string[];
  redirectUri: string;
  codeChallenge: string | null;
  expiresAtMs: number;
  usedAtMs: number | null;
};

export type TaskKind = 'direct_video' | 'inbox_video' | 'direct_photo' | 'inbox_photo';

type TaskStatus =
  | 'PROCESSING_UPLOAD'
  | 'PROCESSING_DOWNLOAD'
  | 'SEND_TO_USER_INBOX'
  | 'PUBLISH_COMPLETE'
  | 'FAILED';

export const PRIVACY_LEVELS = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] as const;
export type PrivacyLevel = (typeof PRIVACY_LEVELS)[number];

/** What a post says and allows, in our words; null privacy for a draft whose owner has yet to choose. */
export type PostSettings = {
  title: string;
  description: string;
  privacyLevel: PrivacyLevel | null;
  disableComment: boolean;
  disableDuet: boolean;
  disableStitch: boolean;
  brandContent: boolean;
  brandOrganic: boolean;
  aiGenerated: boolean;
  autoAddMusic: boolean;
  coverTimestampMs: number;
  coverIndex: number;
};

/** One received file, with what probing found in it. */
export type MediaFile = {
  /** Path below the data directory. */
  path: string;
  byteCount: number;
  sha256: string;
  contentType: string;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  framesPerSecond: number | null;
};

/** One init: a request to publish, from transfer to verdict. */
export type Task = {
  publishId: string;
  openId: string;
  kind: TaskKind;
  source: 'FILE_UPLOAD' | 'PULL_FROM_URL';
  settings: PostSettings;
  status: TaskStatus;
  failReason: string | null;
  /** Bytes are all here and processing has begun; it can no longer be cancelled. */
  processing: boolean;
  /** A simulated creator threw the draft away. */
  discarded: boolean;
  createdAtMs: number;
  finishedAtMs: number | null;
  upload: UploadSession | null;
  sourceUrls: string[];
  downloadedBytes: number;
  media: MediaFile[];
  /** Posts made from this task; several when a draft is posted repeatedly. */
  postIds: string[];
  /** The verdict hides the ids: published, and no post id is ever told. */
  idsWithheld: boolean;
};

export type UploadSession = {
  uploadId: string;
  uploadToken: string;
  expiresAtMs: number;
  videoSize: number;
  chunkSize: number;
  chunkCount: number;
  receivedBytes: number;
  contentType: string | null;
};

export type Post = {
  /** 19 decimal digits. */
  id: string;
  publishId: string;
  openId: string;
  kind: 'video' | 'photo';
  settings: PostSettings & { privacyLevel: PrivacyLevel };
  media: MediaFile[];
  createdAtMs: number;
  /** Moderation let it through; only then can it be publicly available. */
  moderated: boolean;
  /** Currently viewable by everybody, as last told by webhook. */
  available: boolean;
  availableSinceMs: number | null;
  deleted: boolean;
  /** Views given by hand, on top of the ones that grow. */
  extraViews: number;
};

export type DeliveryAttempt = {
  atMs: number;
  /** HTTP status of the answer, or null when none came. */
  httpStatus: number | null;
  error: string | null;
  durationMs: number;
  signature: 'valid' | 'forged' | 'stale';
};

export type Delivery = {
  id: string;
  event: string;
  openId: string;
  publishId: string | null;
  /** The exact body that is signed and sent. */
  body: string;
  createdAtMs: number;
  attempts: DeliveryAttempt[];
  nextAttemptAtMs: number | null;
  state: 'pending' | 'held' | 'delivered' | 'dropped' | 'given_up' | 'no_callback_url';
  /** How the next attempt is signed; ordered through a fault, genuine afterwards. */
  nextSignature: 'valid' | 'forged' | 'stale';
  /** A repeat of another delivery's body, ordered through a fault. */
  duplicateOf: string | null;
};

/** Something an integrator did that TikTok's pages say not to do. */
export type Violation = {
  id: string;
  atMs: number;
  endpoint: string;
  rule: string;
  detail: string;
};
