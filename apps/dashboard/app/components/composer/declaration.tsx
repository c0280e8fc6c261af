import type { Declaration } from './composer-rules.ts';

const LINKS: Record<Declaration, { name: string; href: string }> = {
  BRANDED_CONTENT: {
    name: 'Branded Content Policy',
    href: 'https://www.tiktok.com/legal/page/global/bc-policy/en',
  },
  MUSIC_USAGE: {
    name: 'Music Usage Confirmation',
    href: 'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en',
  },
};

/** What pressing the button agrees to, in TikTok's words. */
export function DeclarationText({ declarations }: { declarations: Declaration[] }) {
  if (declarations.length === 0) return null;
  return (
    <p className="text-[0.933rem]" data-testid="declaration">
      By posting, you agree to TikTok's{' '}
      {declarations.map((declaration, index) => (
        <span key={declaration}>
          {index > 0 && ' and '}
          <a
            href={LINKS[declaration].href}
            target="_blank"
            rel="noreferrer"
            className="font-medium text-accent underline underline-offset-2"
          >
            {LINKS[declaration].name}
          </a>
        </span>
      ))}
    </p>
  );
}
