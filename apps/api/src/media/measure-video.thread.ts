import { parentPort, workerData } from 'node:worker_threads';
import { measureVideo } from './measure-video.ts';

parentPort!.postMessage(await measureVideo(workerData as string));
