#!/usr/bin/env node
// An MCP server with one tool, `ask`, that lets the person fill in a form and gives back what was answered.
import process from 'node:process';
import {createInterface} from 'node:readline';

const schema = {
	type: 'object',
	properties: {name: {type: 'string', title: 'Name'}, age: {type: 'integer'}},
	required: ['name'],
};
let call;

function send(message) {
	process.stdout.write(`${JSON.stringify({jsonrpc: '2.0', ...message})}\n`);
}

function read({id, method, params, result, error}) {
	if (method === 'initialize') {
		const {protocolVersion} = params;
		send({id, result: {protocolVersion, capabilities: {tools: {}}, serverInfo: {name: 'asker', version: '1'}}});
	} else if (method === 'tools/list') {
		send({id, result: {tools: [{name: 'ask', description: 'Asks.', inputSchema: {type: 'object', properties: {}}}]}});
	} else if (method === 'tools/call') {
		call = id;
		send({id: 'form', method: 'elicitation/create', params: {message: 'Who are you?', requestedSchema: schema}});
	} else if (id === 'form') {
		send({id: call, result: {content: [{type: 'text', text: JSON.stringify(result ?? error)}]}});
	} else if (id !== undefined) {
		send({id, result: {}});
	}
}

createInterface({input: process.stdin}).on('line', line => read(JSON.parse(line)));
