import type { Product } from '../fixtures/product.ts';
import { PROGRAMS } from '../hostile/targets.ts';

export type Program = { name: string; pid: number };

const ALL = [...PROGRAMS, { name: 'supervisor', script: 'scripts/tasks.ts start' }];

/** Notes the processes of the product, to tell later whether they are still the same ones. */
export function watchProcesses(product: Product) {
  const look = () =>
    ALL.map(({ name, script }): Program => {
      const found = product.processes().find(({ command }) => command.includes(script));
      return { name, pid: found?.pid ?? 0 };
    });
  const programs = look();
  let last = programs;
  let crashes = 0;
  return {
    programs,
    /** @returns how many programs ended since the beginning, whether or not they were started again */
    count(): number {
      const now = look();
      crashes += now.filter(({ pid }, at) => pid !== last[at]!.pid && last[at]!.pid !== 0).length;
      last = now;
      return crashes;
    },
  };
}
