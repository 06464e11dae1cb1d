import type {Permission} from '../../core/fleet/permission.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {width} from '../text/width.ts';

/** What the other answers take of the line that they share. */
const answersColumns = 60;

/** What answering "always" would allow; `undefined` where the agent program offers no such rule. */
export function alwaysRule({alwaysLabel}: Permission): string | undefined {
	return alwaysLabel ? sanitizeForCell(alwaysLabel) : undefined;
}

/** Whether the rule is short enough to stand beside its key; a longer one gets a line of its own. */
export function isShortRule(request: Permission, columns: number): boolean {
	return width(alwaysRule(request) ?? '') + answersColumns <= columns;
}
