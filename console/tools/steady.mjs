// SPDX-License-Identifier: GPL-3.0-or-later
// A person presses what stands still and lies open: a step that folds away moves all that is below
// it, a message may lie over it for some seconds, and a click would fall beside the button.
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const liesOpen = (element) => {
  const at = element.getBoundingClientRect();
  const top = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2);
  return top !== null && (element.contains(top) || top.contains(element));
};

export async function pressSteadily(one) {
  let last = null;
  for (let look = 0; look < 120; look += 1) {
    await one.evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));
    const at = JSON.stringify(await one.boundingBox());
    if (at === last && at !== 'null' && (await one.evaluate(liesOpen))) break;
    last = at;
    await pause(60);
  }
  await one.click();
}
