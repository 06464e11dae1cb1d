import type {Permission, ProposedChange, Question} from './permission.ts';

/** A request as lines of text, whole: for the log, `towline answer` and the answer to why. */
export function toRequestText(permission: Permission): readonly string[] {
	const {details, isWhole} = permission;
	return [
		...subjectLines(permission),
		// Requests in logs of an earlier version have no details.
		...(details ?? []).flatMap(({name, text}) => labelled(name, text)),
		...(isWhole === false ? ['(cut: the request is longer than Towline keeps)'] : []),
	];
}

function subjectLines({subject, summary}: Permission): readonly string[] {
	// The same: only their summary is known.
	switch (subject?.kind) {
		case 'command':
			return subject.command.split('\n');
		case 'edit':
			return [subject.path, ...subject.changes.flatMap(changeLines)];
		case 'path':
			return [subject.path];
		case 'address':
			return [subject.url];
		case 'plan':
			return subject.plan === '' ? ['(the agent program sent no text of the plan)'] : subject.plan.split('\n');
		case 'question':
			return subject.questions.flatMap(questionLines);
		case 'form':
			return [
				...labelled(subject.server, subject.message),
				...(subject.url === undefined ? [] : [subject.url]),
				...subject.questions.flatMap(questionLines),
			];
		case 'other':
			return [];
		case undefined:
			return [summary];
	}
}

function changeLines({removed, added, isEverywhere}: ProposedChange): readonly string[] {
	return [
		...(isEverywhere ? ['every occurrence:'] : []),
		...(removed === '' ? [] : removed.split('\n').map(line => `- ${line}`)),
		...(added === '' ? [] : added.split('\n').map(line => `+ ${line}`)),
	];
}

function questionLines({header, text, options, isMultiple}: Question): readonly string[] {
	return [
		...`${header === '' ? '' : `${header}: `}${text}${isMultiple ? ' (several)' : ''}`.split('\n'),
		...options.flatMap(({label, description}, index) =>
			labelled(`  ${index + 1} ${label}`, description, '').map(line => line.trimEnd()),
		),
	];
}

/** A name and its text: on one line, or the text indented below its name. */
function labelled(name: string, text: string, colon = ':'): readonly string[] {
	return text.includes('\n')
		? [`${name}${colon}`, ...text.split('\n').map(line => `  ${line}`)]
		: [`${name}${colon} ${text}`];
}
