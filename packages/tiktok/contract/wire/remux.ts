import {
  BufferSource,
  BufferTarget,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { sampleVideo } from './video.ts';

/** What a video claims to be. */
export type Claims = {
  seconds?: number;
  framesPerSecond?: number;
  width?: number;
  height?: number;
};

/** The sample's pictures again and again, in an MP4 that claims a length, a rate and a size. */
export async function videoClaiming(claims: Claims): Promise<Buffer> {
  const { seconds = 2, framesPerSecond = 30, width = 360, height = 640 } = claims;
  const input = new Input({ formats: [MP4], source: new BufferSource(sampleVideo()) });
  const track = await input.getPrimaryVideoTrack();
  const config = await track?.getDecoderConfig();
  if (!track || !config) throw new Error('The sample is no video');
  const output = new Output({ format: new Mp4OutputFormat(), target: new BufferTarget() });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source);
  await output.start();
  const decoderConfig = { ...config, codedWidth: width, codedHeight: height };
  const packets = await Array.fromAsync(new EncodedPacketSink(track).packets());
  const count = Math.round(seconds * framesPerSecond);
  for (let at = 0; at < count; at++) {
    const packet = packets[at % packets.length]!;
    const moved = packet.clone({
      timestamp: at / framesPerSecond,
      duration: 1 / framesPerSecond,
      sequenceNumber: at,
    });
    await source.add(moved, { decoderConfig });
  }
  await output.finalize();
  input.dispose();
  return Buffer.from(output.target.buffer!);
}
