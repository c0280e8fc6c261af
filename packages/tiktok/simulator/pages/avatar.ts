import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const pictures = new Map<string, Buffer>();
const KEPT_PICTURES = 200;

/** A square PNG made from a name alone: the same name always gets the same picture. */
export function avatarPng(name: string, sizePixels: number): Buffer {
  const key = `${name} ${sizePixels}`;
  const kept = pictures.get(key);
  if (kept !== undefined) return kept;
  if (pictures.size >= KEPT_PICTURES) pictures.clear();
  const png = encodePng(sizePixels, paint(name));
  pictures.set(key, png);
  return png;
}

type Color = [number, number, number];
/** Colour at a point of the unit square; `blur` is the width of one pixel, for smooth edges. */
type Painter = (x: number, y: number, blur: number) => Color;

function paint(name: string): Painter {
  const seed = createHash('sha256').update(name).digest();
  const hue = (seed[0]! / 255) * 360;
  const from = hsl(hue, 0.72, 0.62);
  const to = hsl(hue + 50 + seed[1]! / 4, 0.7, 0.45);
  const hair = hsl(hue + 180 + seed[2]! / 6, 0.45, 0.24);
  const skin = mix([255, 224, 196], [112, 70, 48], seed[3]! / 255);
  const shirt = hsl(hue + 120 + seed[4]! / 3, 0.6, 0.55);
  const hairDrop = 0.3 + (seed[5]! / 255) * 0.22;
  return (x, y, blur) => {
    let color = mix(from, to, (x + y) / 2);
    const disc = (cx: number, cy: number, rx: number, ry: number) =>
      cover(1 - Math.hypot((x - cx) / rx, (y - cy) / ry), blur / Math.min(rx, ry));
    color = mix(color, hair, disc(0.5, hairDrop + 0.08, 0.25, 0.27));
    color = mix(color, shirt, disc(0.5, 1.02, 0.36, 0.32));
    color = mix(color, skin, disc(0.5, 0.68, 0.085, 0.13));
    color = mix(color, skin, disc(0.5, 0.45, 0.175, 0.205));
    color = mix(color, hair, disc(0.5, 0.27, 0.2, 0.085));
    color = mix(color, hair, disc(0.43, 0.45, 0.018, 0.024));
    color = mix(color, hair, disc(0.57, 0.45, 0.018, 0.024));
    const smile = disc(0.5, 0.54, 0.06, 0.035) * (1 - disc(0.5, 0.525, 0.07, 0.032));
    return mix(color, [150, 48, 60], smile);
  };
}

const cover = (inside: number, blur: number) => Math.min(1, Math.max(0, inside / blur + 0.5));

function mix(a: Color, b: Color, share: number): Color {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

function hsl(hue: number, saturation: number, lightness: number): Color {
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const amount = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - amount * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

function encodePng(size: number, painter: Painter): Buffer {
  const rows = Buffer.alloc(size * (size * 3 + 1));
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const color = painter((x + 0.5) / size, (y + 0.5) / size, 1 / size);
      for (let i = 0; i < 3; i++) rows[y * (size * 3 + 1) + 1 + x * 3 + i] = Math.round(color[i]!);
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits, true colour
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND')];
  return Buffer.concat([signature, ...parts]);
}

function pngChunk(type: string, data = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
