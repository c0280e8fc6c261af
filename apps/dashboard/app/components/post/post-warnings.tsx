import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { Alert } from '../ui/alert.tsx';

export const PostWarnings_PostFragment = graphql(`
  fragment PostWarnings_PostFragment on Post {
    warnings {
      code
      nextStep
      sentence
    }
  }
`);

/** What will keep a planned post from going out, and what to do about it in time. */
export function PostWarnings({ post: reference }: { post: FragmentOf<typeof PostWarnings_PostFragment> }) {
  const { warnings } = readFragment(PostWarnings_PostFragment, reference);
  return warnings.map(({ code, sentence, nextStep }) => (
    <Alert key={code} tone="warn" announce title="As things are, this post will not go out">
      <p>
        {sentence} {nextStep}
      </p>
    </Alert>
  ));
}
