/** Numbers as they were pasted, cut into what the edge takes at once. Pure. */

/** Of 5,000 that the edge takes. */
const BATCH = 4_000;

/** `before`: parts of what was pasted before these, so that places can be named. Apart as the edge takes them apart. */
export function batchesOf(pasted: string, most = BATCH): { batches: { parts: string[]; before: number }[]; count: number } {
  const parts = pasted.split(/[,;\n\r\t]/).map((part) => part.trim());
  const count = parts.filter((part) => part !== '').length;
  const batches = [];
  if (count > 0) for (let before = 0; before < parts.length; before += most) batches.push({ parts: parts.slice(before, before + most), before });
  return { batches, count };
}
