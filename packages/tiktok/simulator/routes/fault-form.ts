import { FAULT_POINTS, type FaultEffect, type FaultInput, PLAIN_EFFECTS } from '../faults/faults.ts';
import { formText, wholeNumber } from './form-fields.ts';

/**
 * The fault that the form of the control panel describes.
 *
 * @throws RangeError when a field that the effect needs is missing
 */
export function faultFromForm(form: FormData): FaultInput {
  const point = formText(form, 'point');
  const known = FAULT_POINTS.find((each) => each === point);
  if (known === undefined && point !== '*') throw new RangeError('Choose where the fault strikes.');
  return {
    point: known ?? '*',
    effect: effectFromForm(form),
    latencyMs: formText(form, 'kind') === 'delay' ? 0 : (wholeNumber(form, 'latencyMs') ?? 0),
    creator: formText(form, 'creator') || null,
    skip: wholeNumber(form, 'skip') ?? 0,
    times: wholeNumber(form, 'times') ?? null,
  };
}

function effectFromForm(form: FormData): FaultEffect {
  const kind = formText(form, 'kind');
  const code = formText(form, 'code');
  const status = wholeNumber(form, 'status');
  const when = formText(form, 'when') === 'after' ? 'after' : 'before';
  const plain = PLAIN_EFFECTS.find((each) => each === kind);
  if (plain !== undefined) return { kind: plain };
  if (kind === 'drop') return { kind, when };
  if (kind === 'delay') return { kind, ms: wholeNumber(form, 'latencyMs') ?? 0 };
  if (kind === 'http') {
    if (status === undefined) throw new RangeError('Give the HTTP status to answer with.');
    const body = `<html><body><h1>${status}</h1></body></html>`;
    return { kind, status, when, body: status >= 500 ? body : '' };
  }
  if (code === '') throw new RangeError('Give a code or reason.');
  if (kind === 'fail') return { kind, reason: code };
  return { kind: 'error', code, when, ...(status === undefined ? {} : { httpStatus: status }) };
}
