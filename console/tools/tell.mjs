// SPDX-License-Identifier: GPL-3.0-or-later
// Tells stories in their order, each from where the one before ended, until one fails: what it says,
// what the page showed, and with `out` its picture (failed.png). The last line counts them; ends the
// process, with 1 when a story failed.
//   stories: [title, tell][]; tell(...given) throws, or a fault comes up in hands.faults
//   longest: milliseconds for one story; end: what is to be stopped besides the browser
export async function tellStories(stories, hands, { out = '', given = [], longest = Infinity, end }) {
  const inTime = (told) => (longest === Infinity ? told : Promise.race([told, new Promise((_, fail) => setTimeout(() => fail(new Error(`it took more than ${longest / 1000} s`)), longest).unref())]));
  let failed = '';
  let passed = 0;
  for (const [title, tell] of stories) {
    const before = hands.faults.length;
    const begun = performance.now();
    try {
      await inTime(tell(...given));
    } catch (error) {
      hands.faults.push(`${error.stack}\n${(await hands.text().catch(() => '')).slice(0, 3000)}`);
      if (out) await hands.tab.screenshot({ path: `${out}/failed.png` }).catch(() => undefined);
    }
    const good = hands.faults.length === before;
    console.log(`${good ? 'ok' : 'FAILED'}: ${title} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
    if (!good) { failed = title; break; }
    passed += 1;
  }
  await hands.browser.close();
  await end();
  for (const fault of hands.faults) console.error(fault);
  if (failed) console.error(`stopped at: ${failed}`);
  console.log(`${passed} passed, ${failed ? 1 : 0} failed, 0 skipped`);
  process.exit(failed ? 1 : 0);
}
