import {formatClock} from '../format.ts';
import type {EpochMs} from '../ids.ts';
import type {Fleet, Pause} from './fleet.ts';

/** The fleet as it is while facts cannot be stored: `pause` replaces a stored one of its reason, and comes first. */
export function withUnstored(fleet: Fleet, pause: Pause | undefined): Fleet {
	return pause ? {...fleet, pauses: [pause, ...fleet.pauses.filter(({reason}) => reason !== pause.reason)]} : fleet;
}

/** Whether the fleet has a pause that no fact ends. Who has such a fleet reads it anew after a lost connection. */
export function hasUnstored({pauses}: Fleet): boolean {
	return pauses.some(({isUnstored}) => isUnstored);
}

/** Says that facts cannot be stored, since when and why; `undefined` while they can. Sanitise it before showing it. */
export function selectUnstorable({pauses}: Fleet, now: EpochMs): string | undefined {
	const pause = pauses.find(({reason}) => reason === 'disk-full');
	return (
		pause && `Facts cannot be stored since ${formatClock(pause.since, now)}: ${pause.detail ?? 'The disk is full.'}`
	);
}
