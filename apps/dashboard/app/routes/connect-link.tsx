import { data, type LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { describeScope } from '../components/account/scopes.ts';
import { FrontPage } from '../components/shell/front-page.tsx';
import { ButtonAnchor } from '../components/ui/button.tsx';
import { Time } from '../components/ui/time.tsx';
import { graphql } from '../graphql/graphql.ts';
import { requestClient } from '../graphql/load-page.server.ts';
import { failureResponse } from '../graphql/query-failure.ts';

const ConnectLinkPageQuery = graphql(`
  query ConnectLinkPage($token: String!) {
    openedConnectLink(token: $token) {
      teamName
      scopes
      expiresAt
    }
  }
`);

export const meta = () => [{ title: 'Connect TikTok · Airdate' }, { name: 'robots', content: 'noindex' }];
/** The address is the permission: no other page is told it. */
export const headers = () => ({ 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });

export async function loader({ request, params }: LoaderFunctionArgs) {
  const token = params.token ?? '';
  const result = await requestClient(request).client.query(ConnectLinkPageQuery, { token }).toPromise();
  if (!result.data) throw failureResponse(result.error);
  const link = result.data.openedConnectLink;
  return data({ token, link }, link ? 200 : 404);
}

/** What a creator reads before going to TikTok: who asks, and for what. */
export default function ConnectLinkPage() {
  const { token, link } = useLoaderData<typeof loader>();
  if (link === null) {
    return (
      <FrontPage
        title="This link does not work"
        lead="It was used, has expired or was withdrawn. Ask whoever sent it for another one."
      >
        <p className="text-muted">Nothing was changed.</p>
      </FrontPage>
    );
  }
  return (
    <FrontPage
      title={`${link.teamName} asks to connect your TikTok account`}
      lead="With Airdate, that team can then plan and publish posts for you. Only go on if you know and trust it."
    >
      <div>
        <h2 className="text-[1.067rem]">It asks TikTok for</h2>
        <ul className="mt-1 list-disc pl-5">
          {link.scopes.map(describeScope).map(({ name, meaning }) => (
            <li key={name}>
              {meaning} <span className="text-muted">({name})</span>
            </li>
          ))}
        </ul>
      </div>
      <p>
        You sign in and choose on TikTok’s own page. Airdate never sees your password, and you can take the
        permission back in TikTok’s settings at any time.
      </p>
      <ButtonAnchor href={`/oauth/tiktok/link?token=${encodeURIComponent(token)}`} variant="primary">
        Continue to TikTok
      </ButtonAnchor>
      <p className="text-muted">
        The link works once, until <Time at={link.expiresAt} timeZone="UTC" />.
      </p>
    </FrontPage>
  );
}
