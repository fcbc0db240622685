// The look of a message (design: look.md). Only shadow roots see it; minified by hand, since bundlers leave strings alone.
// w wrapper (z: leaving), c card, b words, f foot, go main button, q quiet button, x close; s what a badge opens, k badge; g gauge, t its words, h track, n names of tiers, y reached, o celebrating.
// --b background, --i ink, --a accent, --m the same as deep as text on it needs, --o that text, --f font, --r radius, --t where it
// comes from. Lines and fills are a grey that suits light and dark.

/** On what stands by itself, against what the page's style sheets say about every element. Hidden until it has its place: no layout shift. */
export const HOST =
  'all:initial!important;position:fixed!important;display:block!important;z-index:2147483647!important;visibility:';

/** A backslash at the end of a line keeps its end out of the string. */
export const SHEET = `\
:host:before,:host:after{content:none!important}\
*{box-sizing:border-box;margin:0;unicode-bidi:plaintext}\
.w,.s>*{font:15px/1.5 var(--f);color:var(--i);word-break:keep-all;overflow-wrap:anywhere;transition:.12s;animation:m .22s cubic-bezier(.2,1.4,.4,1)}\
@keyframes m{0%{opacity:0;transform:var(--t)}}\
.c,.k{background:var(--b);border:1px solid #82736429;box-shadow:0 1px 3px #1e120814,0 12px 36px #1e120829}\
.c{position:relative;display:flex;flex-direction:column;width:360px;max-width:calc(100vw - 24px);max-height:80vh;border-radius:var(--r);overflow:hidden}\
img{flex:none;object-fit:cover;background:#82736429}\
.c>img{width:100%;height:auto;max-height:200px}\
.b{padding:16px 16px 8px;overflow:auto}\
.b:first-child{padding-inline-end:48px}\
h2{font-size:17px}\
h2,.go,.k,.t span,.n .y{font-weight:600}\
h2+p{margin-top:4px}\
p,.q,.x,.n{opacity:.72}\
.f{display:flex;flex-direction:row-reverse;padding:8px 16px 16px}\
:is(h2,p,.f):empty{display:none}\
button,a{all:unset;display:block;box-sizing:border-box;cursor:pointer;text-align:center}\
.go,.k{background:var(--m);color:var(--o)}\
.go{flex:1;padding:12px;border-radius:min(12px,var(--r))}\
.q{padding:0 8px;font-size:13px;line-height:44px}\
.x{position:absolute;top:4px;inset-inline-end:4px;width:44px;border-radius:50%;font:300 28px/44px system-ui;background:radial-gradient(var(--b) 15px,#0000 16px)}\
.k,.k img{width:56px;height:56px;border-radius:50%}\
.k{font-size:20px;line-height:52px;border:2px solid var(--b)}\
.k img{width:52px;height:52px}\
.g{display:block;width:440px;padding:12px 16px}\
.t{display:flex;gap:10px;align-items:center;padding-inline-end:30px}\
.t span{flex:1}\
.t>:not(span){flex:none;padding:0 12px;border-radius:20px;font-size:13px;line-height:32px}\
.h,.n{position:relative;height:18px;font-size:12px;direction:ltr}\
.h,.h b{height:8px;border-radius:4px}\
.h{margin:11px 0 6px;background:#82736429}\
.h b{display:block;background:var(--a);transition:width .7s}\
.h i,.n span{position:absolute}\
.h i{top:-4px;width:16px;height:16px;border-radius:50%;background:var(--b);border:3px solid #b9aea6}\
.h .y{border:5px solid var(--a)}\
.n span{max-width:48%;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}\
@media(max-width:480px),(max-height:520px){\
.c:not(.g){display:grid;grid-template:minmax(0,1fr) auto/auto minmax(0,1fr)}\
.c>img{width:92px;height:92px;margin:16px 0;margin-inline-start:16px;border-radius:min(12px,var(--r))}\
.b{padding-inline-end:48px}\
.b:first-child,.f{grid-column:1/3}\
}\
@media(max-width:480px){.c{width:100vw;max-height:33vh}}\
@media(prefers-reduced-motion){.w{--t:none!important}.h b{transition:none}}\
`;

/** What late.ts adds: leaving, keyboard focus, the celebration, how a badge's card comes. */
export const LATE_SHEET = `\
.s{--t:translateY(28px)}\
.z{opacity:0;transform:var(--t)}\
:focus-visible{outline:2px solid var(--a);outline-offset:2px}\
.o:after{content:"";position:absolute;right:8px;top:2px;width:4px;height:4px;border-radius:50%;color:var(--a);opacity:0;animation:o .9s .5s ease-out}\
@keyframes o{0%{opacity:1;box-shadow:0 0,0 0,0 0}to{box-shadow:-36px -6px,-20px -28px,8px -32px}}\
@media(prefers-reduced-motion){.s{--t:none!important}.h:after{animation:none}}\
`;
