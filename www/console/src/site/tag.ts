/** The one line that a shop pastes. */
export function scriptTag(siteKey: string): string {
  return `<script async src="${window.location.origin}/d.js" data-site="${siteKey}"></script>`;
}
