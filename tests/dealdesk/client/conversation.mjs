// A conversation by npm's `openai`: what to ask comes as JSON on stdin, what was answered goes to stdout.
import OpenAI from "openai";
import { readFileSync } from "node:fs";

const { url, key, system, questions } = JSON.parse(readFileSync(0, "utf8"));
const client = new OpenAI({ baseURL: url, apiKey: key, maxRetries: 0 });

const models = [];
for await (const model of client.models.list()) models.push(model.id);

const messages = [system];
const choices = [];
for (const question of questions) {
  messages.push({ role: "user", content: question });
  const made = await client.chat.completions.create({ model: "dealdesk", messages });
  choices.push(made.choices[0]);
  messages.push({ role: "assistant", content: made.choices[0].message.content });
}

let streamed = "";
const stream = await client.chat.completions.create({
  model: "dealdesk",
  messages: [{ role: "user", content: questions[0] }],
  stream: true,
});
for await (const chunk of stream) streamed += chunk.choices[0]?.delta?.content ?? "";

const errors = {};
const message = { role: "user", content: questions[0] };
const stranger = new OpenAI({ baseURL: url, apiKey: "sk-wrong", maxRetries: 0 });
for (const refused of [
  () => client.chat.completions.create({ model: "gpt-4o", messages: [message] }),
  () => client.chat.completions.create({ model: "dealdesk", messages: [message], n: 2 }),
  () => stranger.chat.completions.create({ model: "dealdesk", messages: [message] }),
]) {
  try {
    await refused();
  } catch (error) {
    errors[error.constructor.name] = error.code;
  }
}

console.log(JSON.stringify({ models, choices, streamed, errors }));
