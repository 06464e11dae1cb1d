import type {Fleet} from '../../core/fleet/fleet.ts';
import type {EpochMs} from '../../core/ids.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import type {Toast} from '../ui-state.ts';

/** A notice older than this is no news to somebody who only opens the dashboard now. */
const freshMs = 10 * 60_000;

/**
 * What the fleet itself has to say once to whoever looks: its newest notice, or that files cannot be stories. `undefined`
 * when nothing is new between the two.
 */
export function toFleetToast(before: Fleet, after: Fleet, now: EpochMs): Toast | undefined {
	const [known, notice] = [before.notices.at(-1), after.notices.at(-1)];
	const isNew = notice?.at !== known?.at || notice?.text !== known?.text;

	if (notice && isNew && now - notice.at < freshMs) {
		return {level: notice.level, text: sanitizeForCell(notice.text)};
	}

	const {refusedFiles = []} = after.project ?? {};
	const [first] = refusedFiles.filter(reason => !before.project?.refusedFiles?.includes(reason));
	return first === undefined ? undefined : {level: 'warning', text: sanitizeForCell(first)};
}
