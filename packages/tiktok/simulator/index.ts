export type { App, Creator, Delivery, Post, Task, Violation } from './entities.ts';
export type { Fault, FaultEffect, FaultInput, FaultPoint } from './faults.ts';
export type { CreatorInput } from './seed.ts';
export { DEMO_CREATORS } from './seed.ts';
export type { Settings } from './settings.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { Call } from './world.ts';
