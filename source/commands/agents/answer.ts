import {toError, whyNot, whyNotAsked} from '../../core/commands/why-not.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import {liveRun} from '../../core/fleet/agent.ts';
import type {Permission, PermissionSubject} from '../../core/fleet/permission.ts';
import {formatAnswered, toAnswered} from '../../core/fleet/permission-answer.ts';
import {toRequestText} from '../../core/fleet/request-text.ts';
import {showHidden, toOneLine} from '../../stream/sanitize.ts';
import {type CommandHandler, requiredArgument} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';
import {checkDecision, toDecision} from './answer-decision.ts';
import {findAgent} from './find-agent.ts';

/** `towline answer`: shows or answers the oldest request of an agent. */
export const run: CommandHandler = async invocation => {
	checkDecision(invocation);
	const {fleet, connected} = await openProject(invocation);
	const agent = findAgent(fleet, requiredArgument(invocation, 0));
	const permission = liveRun(agent)?.permissions[0];

	if (!permission) {
		throw toError(whyNotAsked(agent));
	}

	const decision = toDecision(invocation, permission);

	if (!decision) {
		await invocation.print(toHelp(agent, permission));
		return 0;
	}

	const command = {type: 'answer', agent: agent.id, requestId: permission.requestId, decision} as const;
	const reason = whyNot(command, agent, fleet);

	if (reason?.kind === 'refused') {
		throw toError(reason);
	}

	await connected.client.send(command);
	const what = toOneLine(`${permission.tool}: ${permission.summary}`);
	const how = formatAnswered(toAnswered(permission, decision, {by: 'user'}));
	await invocation.note(`The request of ${agent.id} (${what}) is ${showHidden(how)}.`);
	return 0;
};

/** The whole request, and how to answer it. */
function toHelp({id, story}: Agent, permission: Permission): string {
	const always = permission.alwaysLabel
		? [`--always allows ${showHidden(permission.alwaysLabel).replaceAll('\n', ', ')}`]
		: [];
	return [
		`${id} asks (${toOneLine(permission.tool)}):`,
		...toRequestText(permission).map(line => `  ${showHidden(line)}`),
		...(permission.reason ? [`Why: ${showHidden(permission.reason)}`] : []),
		'Answer with:',
		...[...ways(permission.subject), ...always].map(way =>
			way.startsWith('--') ? `  ${way}` : `  towline answer ${story} ${way}`,
		),
	].join('\n');
}

function ways({kind}: PermissionSubject): readonly string[] {
	switch (kind) {
		case 'question':
			return ['--choose <number or label>...', '--text <your own answer>...', 'deny [reason]'];
		case 'form':
			return ['--choose <number or label>...', '--text <value>...', 'deny', 'cancel'];
		case 'plan':
			return ['allow', 'allow --always', 'deny --comment <what to change>'];
		case 'command':
		case 'edit':
		case 'path':
		case 'address':
			return ['allow', 'allow --edit <text>', 'allow --input <json>', 'deny [reason]'];
		case 'other':
			return ['allow', 'allow --input <json>', 'deny [reason]'];
	}
}
