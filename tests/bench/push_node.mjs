// Sends pushes with node's `web-push`: node push_node.mjs <job.json> <folder that holds node_modules>.
// 64 at once over connections that are kept, as our sender does. Prints {"sent": …, "cpu": …}: the CPU of the whole
// process for `pushes` pushes, after `warm` that are not counted.
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { createRequire } from "node:module";

const [jobFile, modules] = process.argv.slice(2);
const job = JSON.parse(readFileSync(jobFile, "utf8"));
const webpush = createRequire(`${modules}/`)("web-push");
webpush.setVapidDetails(job.contact, job.publicKey, job.privateKey);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

async function send(count) {
  let next = 0;
  async function one() {
    while (next < count) {
      const at = next++;
      const subscription = job.subscriptions[at % job.subscriptions.length];
      const options = { TTL: 3600, urgency: "high", topic: job.topic, agent };
      const answer = await webpush.sendNotification(subscription, job.payload, options);
      if (answer.statusCode !== 201) throw new Error(`answered ${answer.statusCode}`);
    }
  }
  await Promise.all(Array.from({ length: 64 }, one));
}

await send(job.warm);
const before = process.cpuUsage();
await send(job.pushes);
const spent = process.cpuUsage(before);
console.log(JSON.stringify({ sent: job.pushes, cpu: (spent.user + spent.system) / 1e6 }));
agent.destroy();
