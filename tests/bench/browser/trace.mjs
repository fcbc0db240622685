// Chromium's own record of a page: the tasks of its main thread.

export const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8', 'blink.user_timing', '__metadata']

/** By its address. */
const scriptOf = ({ args }) => args?.data?.url || args?.data?.scriptName || args?.fileName || ''
/** What runs JavaScript; microtasks (a promise's next step) name no script. */
const RUNS = new Set(['EvaluateScript', 'FunctionCall', 'v8.compile', 'RunMicrotasks', 'v8.wasm.compileConditionally'])

/**
 * CPU milliseconds of the thread that renders the page: `total`, and each task over `long` milliseconds; of those that ran scripts other than
 * the page's own, the longest (`script`).
 */
export const tasks = (buffer, page, long = 50) => {
  const { traceEvents } = JSON.parse(buffer)
  const place = ({ pid, tid }) => `${pid}.${tid}`
  const mains = new Set(traceEvents.filter((it) => it.name === 'thread_name' && it.args.name === 'CrRendererMain').map(place))
  // The one whose scripts name the page.
  const home = place(traceEvents.find((it) => mains.has(place(it)) && scriptOf(it).startsWith(page)))
  const mine = traceEvents.filter((it) => place(it) === home && it.ph === 'X')
  const start = Math.min(...mine.filter((it) => scriptOf(it).startsWith(page)).map((it) => it.ts))
  // Some are told twice, one within the other.
  let end = 0
  const runs = mine.filter((it) => it.name === 'RunTask' || it.name === 'ThreadControllerImpl::RunTask')
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur)
    .filter((it) => it.ts >= end && (end = it.ts + it.dur))
  const cpu = (it) => (it.tdur ?? it.dur) / 1000
  const other = mine.filter((it) => RUNS.has(it.name) && !scriptOf(it).startsWith(page)).sort((a, b) => a.ts - b.ts)
  const hasOther = (task) => other.some((it) => it.ts >= task.ts && it.ts < task.ts + task.dur)
  // From the page's first script on: what went before is the browser's, reading the document.
  const after = runs.filter((it) => it.ts + it.dur >= start)
  return {
    total: after.reduce((sum, it) => sum + cpu(it), 0),
    long: after.filter((it) => cpu(it) > long).length,
    script: Math.max(0, ...after.filter((it) => cpu(it) > 5 && hasOther(it)).map(cpu)),
    isCpu: after.some((it) => it.tdur !== undefined),
  }
}
