// Asks a small query over HTTP again and again, in a process of its own, so that nothing else delays it.
import { Agent, request } from 'node:http';

/** `stop` ends the asking that the last one began; the answer is how long each request took, in ms. */
export type Ask = { url: string; key: string; times: number } | 'stop';

const BODY = JSON.stringify({ query: '{ viewer { team { name } } }' });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let stopped = false;

process.on('message', (ask: Ask) => {
  if (ask === 'stop') stopped = true;
  else void run(ask);
});
process.on('disconnect', () => process.exit());

async function run(ask: Exclude<Ask, string>): Promise<void> {
  stopped = false;
  const took: number[] = [];
  while (!stopped && took.length < ask.times) took.push(await post(ask));
  process.send!(took);
}

function post({ url, key }: Exclude<Ask, string>): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const sentMs = performance.now();
  return new Promise((resolve, reject) => {
    request(`${url}/graphql`, { agent, method: 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () => {
        if (text.includes('"name":"Bench"')) resolve(performance.now() - sentMs);
        else reject(new Error(`A query failed: ${text}`));
      });
    })
      .on('error', reject)
      .end(BODY);
  });
}
