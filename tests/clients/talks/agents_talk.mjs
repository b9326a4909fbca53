// How does @openai/agents-realtime talk, in Node over a WebSocket? It interrupts and truncates by itself.
// One line of JSON at its end, as told.py has it.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { z } from 'zod';

const PIECE_MS = 20;
const FASTER = 4; // than somebody speaks

const [url, token, folder] = process.argv.slice(2);
const told = { heard: [], said: [], called: [], interrupted: false, errors: [] };
const weather = tool({
  name: 'weather',
  description: 'The weather of a city.',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => {
    told.called.push([city]);
    return 'sunny';
  },
});
const address = `${url.replace('http', 'ws')}/v1/realtime?model=gpt-realtime`;
const transport = new OpenAIRealtimeWebSocket({ url: address, apiKey: token });
const session = new RealtimeSession(new RealtimeAgent({ name: 'guide', instructions: 'Be brief.', tools: [weather] }), {
  transport,
  model: 'gpt-realtime',
  config: { audio: { input: { transcription: { model: 'whisper-1' } } } },
  tracingDisabled: true,
});

async function speak(number) {
  const sound = readFileSync(`${folder}/${number}.pcm`);
  for (let start = 0; start < sound.length; start += 48 * PIECE_MS) {
    const piece = sound.subarray(start, start + 48 * PIECE_MS);
    session.sendAudio(piece.buffer.slice(piece.byteOffset, piece.byteOffset + piece.length));
    await sleep(PIECE_MS / FASTER);
  }
}

let ends = 0;
let intoTheStory = false;
session.on('error', (event) => told.errors.push(String(event.error?.message ?? JSON.stringify(event.error))));
session.on('audio_interrupted', () => {
  told.interrupted = true;
});
transport.on('audio', () => {
  if (ends === 3 && !intoTheStory) {
    intoTheStory = true;
    void speak(3);
  }
});
transport.on('*', (event) => {
  if (event.type === 'conversation.item.input_audio_transcription.completed') told.heard.push(event.transcript);
});
transport.on('turn_done', async () => {
  ends += 1;
  if (ends === 1 || ends === 3) void speak(ends === 1 ? 1 : 2);
  if (ends !== 5) return;
  await sleep(200); // what follows the end of a turn is still coming
  for (const item of session.history) {
    if (item.type === 'message' && item.role === 'assistant') told.said.push(item.content[0]?.transcript ?? '');
  }
  console.log(JSON.stringify(told));
  process.exit(0);
});

await session.connect({ apiKey: token, url: address });
void speak(0);
