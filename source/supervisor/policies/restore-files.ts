import type {Repairs} from '../../store/store.ts';
import type {Cancel} from '../clock.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** How often the files are checked. */
const everyMs = 5000;

type Deps = Pick<PolicyDeps, 'clock' | 'record'> & {
	/** Writes deleted files again; returns a sentence about each. */
	readonly restore: () => Repairs;
	readonly onFault: (error: unknown) => void;
};

/** Restores stored files that are deleted while the supervisor runs, as by `git clean -fdx`, and records a warning. */
export function createRestoreFiles({clock, record, restore, onFault}: Deps): Policy {
	let lastFault = '';
	let cancel: Cancel = clock.after(everyMs, check);

	function check() {
		cancel = clock.after(everyMs, check);

		try {
			record(restore().map(text => ({event: {type: 'notice-raised', level: 'warning', text}})));
			lastFault = '';
		} catch (error) {
			// Reported once, not every five seconds.
			String(error) === lastFault || onFault(error);
			lastFault = String(error);
		}
	}

	return {onFacts: () => {}, dispose: () => cancel()};
}
