import type {Permission, PermissionDecision} from '../../core/fleet/permission.ts';
import type {PermissionRule} from '../../project/config/config.ts';
import {matchesGlob} from '../../project/config/permission-glob.ts';
import type {Cancel, Clock} from '../clock.ts';

export type AutomaticAnswer = {readonly decision: PermissionDecision; readonly by: 'rule' | 'unattended' | 'timeout'};

/**
 * What answers a permission without a person: the first rule that matches, or nobody watching. `undefined`: ask.
 * A rule that says `ask` ends the search, but nobody can be asked in an unattended run.
 */
export function answerAtOnce(
	permission: Permission,
	rules: readonly PermissionRule[],
	isUnattended: boolean,
): AutomaticAnswer | undefined {
	const rule = rules.find(candidate => matchesRule(candidate, permission));

	if (rule?.decision === 'allow') {
		return {decision: {kind: 'allow'}, by: 'rule'};
	}

	if (rule?.decision === 'deny') {
		return {
			decision: {
				kind: 'deny',
				message: `The project's rules do not allow this (${describeRule(rule)}). Go on without it.`,
			},
			by: 'rule',
		};
	}

	return isUnattended
		? {
				decision: {kind: 'deny', message: 'Nobody is watching this run, so nobody can allow this. Go on without it.'},
				by: 'unattended',
			}
		: undefined;
}

/** Denies a permission that nobody answered in time. Zero waits for ever. */
export function createPermissionTimeout(options: {
	readonly clock: Clock;
	readonly limitMs: number;
	readonly onTimeout: (answer: AutomaticAnswer) => void;
}): Cancel {
	const {clock, limitMs, onTimeout} = options;

	if (limitMs === 0) {
		return () => {};
	}

	return clock.after(limitMs, () =>
		onTimeout({
			decision: {kind: 'deny', message: 'Nobody answered in time. Go on without it.'},
			by: 'timeout',
		}),
	);
}

function matchesRule(rule: PermissionRule, permission: Permission): boolean {
	if (!matchesGlob(rule.tool, permission.tool)) {
		return false;
	}

	if (rule.match === undefined) {
		return true;
	}

	const subject = subjectOf(permission);
	return matchesGlob(rule.match, subject) && !(rule.decision === 'allow' && hidesMore(rule.match, subject));
}

/** What a rule's glob is about: the command, path or URL as the tool was given it, not as it is shown. */
function subjectOf({input, summary}: Permission): string {
	if (typeof input === 'object' && input !== null) {
		const fields = new Map(Object.entries(input));
		const value = subjectFields.map(name => fields.get(name)).find(field => typeof field === 'string');

		if (typeof value === 'string') {
			return value;
		}
	}

	return summary;
}

const subjectFields = ['command', 'file_path', 'notebook_path', 'path', 'url', 'pattern', 'query'];
const shellOperators = [';', '&', '|', '`', '$(', '<(', '>', '<', '\n'];

/** `npm test*` is meant for one command: `npm test; curl ...` has another behind it, which nobody allowed. */
function hidesMore(glob: string, subject: string): boolean {
	return shellOperators.some(operator => subject.includes(operator) && !glob.includes(operator));
}

function describeRule(rule: PermissionRule): string {
	return rule.match === undefined ? rule.tool : `${rule.tool} "${rule.match}"`;
}
