import type {Repairs} from '../../store/store.ts';
import type {Cancel} from '../clock.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** How often it is looked whether the files are there: nothing is lost as long as the supervisor lives. */
const everyMs = 5000;

type Deps = Pick<PolicyDeps, 'clock' | 'record'> & {
	/** Puts back what was deleted; says what. */
	readonly restore: () => Repairs;
	readonly onFault: (error: unknown) => void;
};

/** What is stored is put back when somebody deletes it under the supervisor, as `git clean -fdx` does, and told. */
export function createRestoreFiles({clock, record, restore, onFault}: Deps): Policy {
	let lastFault = '';
	let cancel: Cancel = clock.after(everyMs, look);

	function look() {
		cancel = clock.after(everyMs, look);

		try {
			record(restore().map(text => ({event: {type: 'notice-raised', level: 'warning', text}})));
			lastFault = '';
		} catch (error) {
			// Said once, not every five seconds.
			String(error) === lastFault || onFault(error);
			lastFault = String(error);
		}
	}

	return {onFacts: () => {}, dispose: () => cancel()};
}
