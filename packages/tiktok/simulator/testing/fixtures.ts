import { readFileSync } from 'node:fs';

/** A file of the fixtures folder. `sample.mp4` is two seconds of 540×960 at 30 fps with sound. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
}

/** A playable MP4 of an exact size: the sample, and a box of padding behind it. */
export function videoOfSize(byteCount: number): Buffer {
  const sample = fixture('sample.mp4');
  const video = Buffer.alloc(byteCount);
  sample.copy(video);
  const padding = byteCount - sample.length;
  if (padding < 8) throw new RangeError(`The sample alone has ${sample.length} bytes`);
  video.writeUInt32BE(padding, sample.length);
  video.write('free', sample.length + 4, 'latin1');
  for (let at = sample.length + 8; at < byteCount; at += 4099) video[at] = at % 251;
  return video;
}
