import {assertNever} from '../assert-never.ts';
import type {RunFact} from './agent-event.ts';
import type {Permission, PermissionDecision} from './permission.ts';
import {formatAnswers} from './questions.ts';

export type PermissionAnswered = Extract<RunFact, {type: 'permission-answered'}>;

/** The fact of an answer: who gave it, and in which form. `rule` is the rule of the configuration that decided. */
export function toAnswered(
	permission: Pick<Permission, 'requestId' | 'editable'>,
	decision: PermissionDecision,
	{by, rule}: Pick<PermissionAnswered, 'by' | 'rule'>,
): PermissionAnswered {
	const fact = {
		type: 'permission-answered' as const,
		requestId: permission.requestId,
		decision: decision.kind,
		by,
		...(rule === undefined ? {} : {rule}),
	};

	switch (decision.kind) {
		case 'allow': {
			const edited = decision.input === undefined ? decision.edited : JSON.stringify(decision.input, undefined, 2);
			const isEdited = edited !== undefined && edited !== permission.editable;
			return {...fact, ...(isEdited ? {edited} : {}), ...(decision.always ? {isAlways: true} : {})};
		}

		case 'answer':
			return {...fact, answers: decision.answers};
		case 'deny':
			return {...fact, message: decision.message};
		case 'cancel':
			return fact;
		default:
			return assertNever(decision);
	}
}

/** `allowed by you, edited to: npm test`. Contains text from people and files: sanitise it before showing it. */
export function formatAnswered({decision, by, rule, message, isAlways, edited, answers}: PermissionAnswered): string {
	const who = by === 'rule' ? `by the rule ${rule ?? 'in towline.toml'}` : answerers[by];

	switch (decision) {
		case 'allow':
			return [
				`allowed ${who}`,
				...(isAlways ? ['always from now on'] : []),
				...(edited === undefined ? [] : [`edited to: ${edited}`]),
			].join(', ');
		case 'answer':
			return `answered ${who}: ${formatAnswers(answers ?? [])}`;
		case 'deny':
			return `denied ${who}${by === 'user' && message ? `: ${message}` : ''}`;
		case 'cancel':
			return `closed without an answer ${who}`;
		default:
			return assertNever(decision);
	}
}

const answerers = {
	user: 'by you',
	unattended: 'because nobody watches this run',
	timeout: 'because nobody answered in time',
} as const;
