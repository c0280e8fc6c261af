import { parentPort } from 'node:worker_threads';
import { measureVideo } from './measure-video.ts';

async function answer(path: string): Promise<void> {
  parentPort!.postMessage(await measureVideo(path));
}

parentPort!.on('message', (path: string) => void answer(path));
