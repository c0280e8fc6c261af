import { readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(new URL(path, import.meta.url));
const sample = read('../fixtures/sample.mp4');

/** Two seconds of 360×640 at 30 fps in H.264: good for every flow. */
export function sampleVideo(): Buffer {
  return sample;
}

/** A playable MP4 of an exact size: the sample, and padding behind it that differs from place to place. */
export function videoOfSize(byteCount: number): Buffer {
  const padding = byteCount - sample.length;
  if (padding < 8) throw new RangeError(`The sample alone has ${sample.length} bytes`);
  const video = Buffer.alloc(byteCount);
  sample.copy(video);
  video.writeUInt32BE(padding, sample.length);
  video.write('free', sample.length + 4, 'latin1');
  for (let at = sample.length + 8; at < byteCount; at += 4_099) video[at] = at % 251;
  return video;
}

/** A file of the fixtures folder. */
export function fixture(name: string): Buffer {
  return read(`../fixtures/${name}`);
}
