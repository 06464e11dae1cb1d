import type {Permission, PermissionDecision} from '../../core/fleet/permission.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {PermissionRule} from '../../project/config/config.ts';
import type {Cancel, Clock} from '../clock.ts';
import {matchesRule} from './match-rule.ts';

export type AutomaticAnswer = {
	readonly decision: PermissionDecision;
	readonly by: 'rule' | 'unattended' | 'timeout';
	/** The rule that decided, in words. */
	readonly rule?: string;
};

/**
 * The answer to a permission that needs no person: by the first rule that matches, or because the run is unattended. No rule
 * answers a question, a form or a plan.
 * `undefined`: ask. A rule with `ask` ends the search; in an unattended run the answer is then `deny`.
 */
export function answerAtOnce(
	permission: Permission,
	rules: readonly PermissionRule[],
	isUnattended: boolean,
): AutomaticAnswer | undefined {
	const asksPerson = isForPerson(permission);
	const rule = asksPerson ? undefined : rules.find(candidate => matchesRule(candidate, permission));

	if (rule?.decision === 'allow') {
		return {decision: {kind: 'allow'}, by: 'rule', rule: describeRule(rule)};
	}

	if (rule?.decision === 'deny') {
		return {
			decision: {
				kind: 'deny',
				message: `The project's rules do not allow this (${describeRule(rule)}). Go on without it.`,
			},
			by: 'rule',
			rule: describeRule(rule),
		};
	}

	const message = `Nobody is watching this run, so nobody can ${asksPerson ? 'answer. Decide for yourself.' : 'allow this. Go on without it.'}`;
	return isUnattended ? {decision: {kind: 'deny', message}, by: 'unattended'} : undefined;
}

/** A question, a form or a plan is put to a person: no rule about tools knows an answer. */
function isForPerson({subject: {kind}}: Permission): boolean {
	return kind === 'question' || kind === 'form' || kind === 'plan';
}

/** Denies a permission that is not answered within `limitMs`. Zero means no limit. */
export function createPermissionTimeout(options: {
	readonly clock: Clock;
	readonly limitMs: number;
	/** When it was asked, which may have been under an earlier supervisor. */
	readonly askedAt: EpochMs;
	readonly onTimeout: (answer: AutomaticAnswer) => void;
}): Cancel {
	const {clock, limitMs, askedAt, onTimeout} = options;

	if (limitMs === 0) {
		return () => {};
	}

	return clock.after(Math.max(askedAt + limitMs - clock.now(), 0), () =>
		onTimeout({
			decision: {kind: 'deny', message: 'Nobody answered in time. Go on without it.'},
			by: 'timeout',
		}),
	);
}

function describeRule(rule: PermissionRule): string {
	return rule.match === undefined ? rule.tool : `${rule.tool} "${rule.match}"`;
}
