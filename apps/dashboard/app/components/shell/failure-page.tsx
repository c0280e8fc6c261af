import { ButtonAnchor } from '../ui/button.tsx';

const TITLES: Record<number, string> = {
  403: 'That is not allowed',
  404: 'There is nothing here',
  503: 'Airdate does not answer at the moment',
};

/** What a page says that could not be shown; without a landmark, because it also stands inside the layout's. */
export function FailurePage({ status, data }: { status: number; data: unknown }) {
  const { message, requestId } = (typeof data === 'object' && data ? data : {}) as {
    message?: string;
    requestId?: string | null;
  };
  const fallback =
    status === 404
      ? 'The address is wrong, or what was here has been deleted.'
      : 'The page could not be shown. Nothing that is planned or published was changed.';
  return (
    <div className="mx-auto grid min-h-[60vh] max-w-lg content-center gap-3 px-5 py-10">
      <h1 className="text-2xl">{TITLES[status] ?? 'Something went wrong'}</h1>
      <p className="text-muted">{message ?? fallback}</p>
      {requestId && <p className="text-muted">Request id: {requestId}</p>}
      <div className="mt-2 flex flex-wrap gap-2">
        {status !== 404 && (
          <ButtonAnchor variant="primary" href="">
            Try again
          </ButtonAnchor>
        )}
        <ButtonAnchor href="/">Go to the home page</ButtonAnchor>
      </div>
    </div>
  );
}
