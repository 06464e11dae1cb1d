import type {PermissionDecision, Question, QuestionAnswer} from '../../core/fleet/permission.ts';
import {cleanLine, type Fields, isShownWhole, rawText, shownLine, shownText, toFields, toList} from './fields.ts';
import type {RequestContent} from './tools/subject.ts';

/** The subtype of a request in which an MCP server asks a person to fill in a form. */
export const elicitation = 'elicitation';

/** One field of the form, as the server names it. */
type FormField = {readonly name: string; readonly type: unknown; readonly labels: ReadonlyMap<string, string>} & {
	readonly question: Question;
};

/** Reads what the server asks for. With `mode: url` it has no fields, but a page to open. */
export function readElicitation(request: Fields): RequestContent & {readonly summary: string} {
	const fields = readFields(request);
	const message = rawText(request.message) ?? '';
	const url = rawText(request.url);
	const shown = [message, url ?? '', ...fields.map(({question}) => question.text)];
	return {
		subject: {
			kind: 'form',
			server: shownLine(rawText(request.mcp_server_name) ?? 'without a name'),
			message: shownText(message),
			url: url === undefined ? undefined : shownLine(url),
			questions: fields.map(({question}) => question),
		},
		details: [],
		isWhole: shown.every(isShownWhole),
		editable: undefined,
		summary: cleanLine(message) ?? 'a form',
	};
}

/** The answer in the words of the protocol: accept with the fields, decline, or cancel. */
export function toElicitationAnswer(request: Fields, decision: PermissionDecision): Fields {
	switch (decision.kind) {
		case 'answer':
			return {action: 'accept', content: toContent(readFields(request), decision.answers)};
		case 'cancel':
			return {action: 'cancel'};
		case 'deny':
		case 'allow':
			return {action: 'decline'};
	}
}

function readFields(request: Fields): readonly FormField[] {
	const schema = toFields(request.requested_schema) ?? {};
	const properties = toFields(schema.properties) ?? {};
	const required = new Set<unknown>(Array.isArray(schema.required) ? schema.required : []);
	const order = Array.isArray(request.property_order) ? request.property_order.map(String) : [];
	const names = Object.keys(properties).toSorted((a, b) => place(order, a) - place(order, b));
	return names.map(name => toField(name, toFields(properties[name]) ?? {}, required.has(name)));
}

/** A name that the order leaves out comes last. */
function place(order: readonly string[], name: string): number {
	const index = order.indexOf(name);
	return index === -1 ? order.length : index;
}

function toField(name: string, property: Fields, isRequired: boolean): FormField {
	const isList = property.type === 'array';
	const labels = toLabels(isList ? (toFields(property.items) ?? {}) : property);
	const title = rawText(property.title) ?? name;
	const description = rawText(property.description);
	const initial = property.default === undefined ? undefined : `default: ${JSON.stringify(property.default)}`;
	const notes = [description, isRequired ? undefined : 'optional', initial].filter(part => part !== undefined);
	return {
		name,
		type: property.type,
		labels,
		question: {
			header: '',
			text: shownText(notes.length > 0 ? `${title} (${notes.join('; ')})` : title),
			options: [...labels.keys()].map(label => ({label, description: ''})),
			isMultiple: isList,
			typed: labels.size > 0 ? undefined : typeOf(property.type),
			isRequired,
		},
	};
}

/** The values that a field can take, by the label that a person sees. */
function toLabels(property: Fields): ReadonlyMap<string, string> {
	if (property.type === 'boolean') {
		return new Map([
			['yes', 'true'],
			['no', 'false'],
		]);
	}

	const named = [...toList(property.oneOf), ...toList(property.anyOf)].filter(({const: value}) => value !== undefined);

	if (named.length > 0) {
		return new Map(
			named.map(option => [shownLine(rawText(option.title) ?? String(option.const)), String(option.const)]),
		);
	}

	const values = Array.isArray(property.enum) ? property.enum.map(String) : [];
	const names = Array.isArray(property.enumNames) ? property.enumNames.map(String) : [];
	return new Map(values.map((value, index) => [shownLine(names[index] ?? value), value]));
}

function typeOf(type: unknown): Question['typed'] {
	return type === 'integer' || type === 'number' ? type : 'text';
}

function toContent(fields: readonly FormField[], answers: readonly QuestionAnswer[]): Fields {
	const entries = fields.flatMap(({name, type, labels}, index) => {
		const values = (answers[index] ?? []).map(text => labels.get(text) ?? text);
		return values.length > 0 ? [[name, toValue(type, values)] as const] : [];
	});
	return Object.fromEntries(entries);
}

function toValue(type: unknown, values: readonly string[]): unknown {
	const [first = ''] = values;

	switch (type) {
		case 'array':
			return values;
		case 'boolean':
			return first === 'true';
		case 'integer':
		case 'number':
			return Number(first);
		default:
			return first;
	}
}
