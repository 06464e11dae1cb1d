import {toError, whyNotAsked} from '../../core/commands/why-not.ts';
import {TowlineError} from '../../core/errors.ts';
import {liveRun} from '../../core/fleet/agent.ts';
import type {PermissionDecision} from '../../core/fleet/permission.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {type CommandHandler, type Invocation, requiredArgument} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';
import {findAgent} from './find-agent.ts';

/** `towline answer`: allows or denies the oldest permission request of an agent. */
export const run: CommandHandler = async invocation => {
	const decision = decisionOf(invocation);
	const {fleet, connected} = await openProject(invocation);
	const agent = findAgent(fleet, requiredArgument(invocation, 0));
	const permission = liveRun(agent)?.permissions[0];

	if (!permission) {
		throw toError(whyNotAsked(agent));
	}

	await connected.client.send({type: 'answer', agent: agent.id, requestId: permission.requestId, decision});
	const what = toOneLine(`${permission.tool}: ${permission.summary}`);
	await invocation.print(`${decision.kind === 'allow' ? 'Allowed' : 'Denied'} the request of ${agent.id}: ${what}`);
	return 0;
};

function decisionOf(invocation: Invocation): PermissionDecision {
	const word = requiredArgument(invocation, 1);
	const message = invocation.args.slice(2).join(' ');

	switch (word) {
		case 'allow':
			refuseReason(message);
			return {kind: 'allow', always: invocation.options.always === true};
		case 'deny':
			refuseAlways(invocation);
			return {kind: 'deny', message: message || 'The user denied this.'};
		default:
			throw new TowlineError('USAGE', `"${toOneLine(word)}" is not an answer.`, {hint: 'Use "allow" or "deny".'});
	}
}

/** The agent is told why it was denied something, not why it was allowed. */
function refuseReason(reason: string): void {
	if (reason !== '') {
		throw new TowlineError('USAGE', `"allow" takes no reason, so "${toOneLine(reason)}" is too much.`, {
			hint: 'To tell the agent something, send it with `towline message`.',
		});
	}
}

function refuseAlways({options}: Invocation): void {
	if (options.always) {
		throw new TowlineError('USAGE', '--always belongs to "allow", not to "deny".', {
			hint: 'To deny something always, add a [[permission]] rule to towline.toml.',
		});
	}
}
