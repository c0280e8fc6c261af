import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { NextFunction, Request, Response } from 'express';

/** Built files that are text, by the type they are served as. Fonts and images are compressed already. */
const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

const ASSET = /^\/assets\/[\w.-]+\.(css|js|svg)$/;

const ENCODERS = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
};

/**
 * Answers built assets compressed. Their names change with their content and there are few of them, so each is compressed
 * once and kept in memory. Everything else is left to the next handler.
 *
 * @param directory what the build wrote for browsers
 * @param cacheControl header of every answer
 */
export function compressedAssets(directory: string, cacheControl: string) {
  const compressed = new Map<string, Promise<Buffer>>();

  const compress = (path: string, encoding: keyof typeof ENCODERS) => {
    const key = `${encoding} ${path}`;
    let answer = compressed.get(key);
    if (answer === undefined) {
      answer = readFile(join(directory, path)).then(ENCODERS[encoding]);
      compressed.set(key, answer);
      answer.catch(() => compressed.delete(key));
    }
    return answer;
  };

  return (req: Request, res: Response, next: NextFunction) => {
    const type = TYPES[ASSET.exec(req.path)?.[1] ?? ''];
    const encoding = req.acceptsEncodings('br', 'gzip') as keyof typeof ENCODERS | false;
    if (!type || !encoding || (req.method !== 'GET' && req.method !== 'HEAD')) {
      next();
      return;
    }
    compress(req.path, encoding).then(
      (body) => {
        res.set({
          'cache-control': cacheControl,
          'content-encoding': encoding,
          'content-length': String(body.length),
          'content-type': type,
          vary: 'accept-encoding',
        });
        res.end(req.method === 'HEAD' ? undefined : body);
      },
      // Not there, or not readable: the handler of plain files says so.
      () => next(),
    );
  };
}
