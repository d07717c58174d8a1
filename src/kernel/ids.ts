import { v7 } from 'uuid';

/** A time-ordered unique identifier (UUID version 7, RFC 9562). */
export function newId(): string {
  return v7();
}

/**
 * The number a citizen reads out on the telephone: day in Beijing and a running number of that day,
 * e.g. `20260414-000123`.
 */
export function orderNumber(receivedAt: number, sequence: number): string {
  const day = new Date(receivedAt + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  return `${day}-${String(sequence).padStart(6, '0')}`;
}
