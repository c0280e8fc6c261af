import { FailurePage } from '../components/shell/failure-page.tsx';

export const meta = () => [{ title: 'Not found · Airdate' }];

export function loader() {
  return new Response(null, { status: 404 });
}

export default function NotFound() {
  return <FailurePage status={404} data={null} />;
}
