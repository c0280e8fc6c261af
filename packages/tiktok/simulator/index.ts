export type { CreatorInput } from './creators/create-creator.ts';
export { DEMO_CREATORS } from './creators/demo-creators.ts';
export type { Fault, FaultEffect, FaultInput, FaultPoint } from './faults/faults.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { App, Creator, Delivery, Post, Task, Violation } from './world/entities.ts';
export type { Settings } from './world/settings.ts';
export type { Call } from './world/world.ts';
