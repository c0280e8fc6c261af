import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { formatBytes, formatSeconds } from '../../lib/quantity.ts';

export const MediaFacts_MediaAssetFragment = graphql(`
  fragment MediaFacts_MediaAssetFragment on MediaAsset {
    audioCodec
    container
    durationSeconds
    framesPerSecond
    height
    sizeBytes
    videoCodec
    width
  }
`);

/** The probed facts on one line: "0:42 · 1080 × 1920 · 30 fps · MP4, H.264 · 64.2 MB". */
export function MediaFacts({ asset }: { asset: FragmentOf<typeof MediaFacts_MediaAssetFragment> }) {
  const facts = readFragment(MediaFacts_MediaAssetFragment, asset);
  const codecs = [facts.container, facts.videoCodec, facts.audioCodec].filter(Boolean).join(', ');
  const line = [
    facts.durationSeconds !== null && formatSeconds(facts.durationSeconds),
    facts.width !== null && facts.height !== null && `${facts.width} × ${facts.height}`,
    facts.framesPerSecond !== null && `${Number(facts.framesPerSecond.toFixed(2))} fps`,
    codecs,
    facts.sizeBytes > 0 && formatBytes(facts.sizeBytes),
  ];
  return <p className="numeric text-[0.867rem] text-muted">{line.filter(Boolean).join(' · ')}</p>;
}
