import { ConnectButton } from '../account/connect-button.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { classNames } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';

export type OnboardingProgress = { accounts: number; videos: number; posts: number; published: number };

/** The way to the first published post, step by step; gone once there is one. */
export function OnboardingChecklist({ accounts, videos, posts, published }: OnboardingProgress) {
  if (published > 0) return null;
  const steps = [
    {
      title: 'Connect a TikTok account',
      text: 'TikTok asks the creator what Airdate may do.',
      done: accounts > 0,
      action: <ConnectButton size="small" />,
    },
    {
      title: 'Upload a video',
      text: 'It is checked against TikTok’s rules as soon as it has arrived.',
      done: videos > 0,
      action: (
        <ButtonLink size="small" variant="primary" to="/library">
          Upload
        </ButtonLink>
      ),
    },
    {
      title: 'Make a post',
      text: 'Caption, audience, and when it goes out.',
      done: posts > 0,
      action: (
        <ButtonLink size="small" variant="primary" to="/compose">
          New post
        </ButtonLink>
      ),
    },
    {
      title: 'See it published',
      text: 'Published is only what TikTok has confirmed. You can watch it happen.',
      done: false,
      action: (
        <ButtonLink size="small" variant="primary" to="/posts">
          Show posts
        </ButtonLink>
      ),
    },
  ];
  const next = steps.findIndex(({ done }) => !done);
  return (
    <Card
      title="Get started"
      description={`${steps.filter(({ done }) => done).length} of ${steps.length} done`}
    >
      <ol className="grid gap-1">
        {steps.map(({ title, text, done, action }, index) => (
          <li
            key={title}
            className={classNames(
              'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg px-3 py-2.5',
              index === next && 'bg-accent-soft',
            )}
          >
            <span
              aria-hidden="true"
              className={classNames(
                'grid size-7 shrink-0 place-items-center rounded-full text-[0.9rem] font-semibold',
                done ? 'bg-good-soft text-good' : 'border border-line-strong/60 text-muted',
              )}
            >
              {done ? <Icon name="check" /> : index + 1}
            </span>
            <div className="min-w-0 flex-1 basis-52">
              <p className={done ? 'text-muted' : 'font-medium'}>
                {title}
                {done && <span className="sr-only"> (done)</span>}
              </p>
              {!done && <p className="text-[0.9rem] text-muted">{text}</p>}
            </div>
            {index === next && action}
          </li>
        ))}
      </ol>
    </Card>
  );
}
