// The look of a message (design: look.md). Only shadow roots see it; minified by hand, since bundlers leave strings alone.
// w wrapper, c card, b words, f foot, go main button, q quiet button, x close; s what a badge opens, k badge, p its label (l: badge
// on the left); g gauge, t its words, h track, n names of tiers, y reached, o celebrating.
// --b background, --i ink, --a accent, --m the same as deep as text on it needs, --o that text, --f font, --r radius. Lines and
// fills are a grey that suits light and dark.

/** On the host, against what the page's style sheets say about every element. Hidden until it has its place: no layout shift. */
export const HOST = 'all:initial!important;position:fixed!important;display:block!important;z-index:2147483647!important;visibility:hidden!important';

export const SHEET = `
:host::before,:host::after{content:none!important}
*{box-sizing:border-box;margin:0}
.w{font:15px/1.5 var(--f);color:var(--i);word-break:keep-all;overflow-wrap:anywhere}
.c,.p{background:var(--b);border:1px solid #82736429;box-shadow:0 1px 3px #1e120814,0 12px 36px #1e120829}
.c{position:relative;display:flex;flex-direction:column;max-height:min(100vh - 40px,600px);border-radius:var(--r);overflow:hidden}
img{flex:none;display:block;object-fit:cover;background:#82736429}
.c>img{width:100%;height:auto;max-height:200px}
.b{padding:20px 20px 0;overflow:auto}
.b:first-child{padding-inline-end:52px}
h2{font-size:17px;font-weight:600;line-height:1.4}
h2+p{margin-top:6px}
p,.q,.x,.n{opacity:.72}
.f{padding:18px 20px 20px}
h2:empty,p:empty,.f:empty{display:none}
button,a{all:unset;display:block;box-sizing:border-box;cursor:pointer;text-align:center}
:focus-visible{outline:2px solid var(--a);outline-offset:2px}
.go{width:100%;padding:12px;border-radius:min(12px,var(--r));background:var(--m);color:var(--o);font-weight:600}
.go:hover{filter:brightness(1.08)}
.q{margin:2px auto -16px;padding:0 12px;font-size:13px;line-height:44px}
.x{position:absolute;top:4px;inset-inline-end:4px;width:44px;border-radius:50%;font:300 28px/44px system-ui}
img~.x{opacity:1;color:#fff;background:radial-gradient(#1e1208a6 15px,#0000 16px)}
.k{width:56px;height:56px;border-radius:50%;background:var(--m);color:var(--o);font-size:20px;font-weight:600;line-height:56px;box-shadow:0 0 0 3px var(--b),0 8px 24px 2px #1e120840;touch-action:none}
.k img{width:56px;height:56px;border-radius:50%;pointer-events:none}
.p{position:absolute;top:9px;right:68px;width:max-content;max-width:240px;padding:8px 14px;border-radius:20px;font-size:14px;font-weight:600;pointer-events:none;opacity:0;transition:opacity .15s}
.l .p{left:68px;right:auto}
[aria-expanded=false]:is(:hover,:focus-visible)+.p{opacity:1}
.s{position:fixed}
[hidden]{display:none}
.g{display:block;padding:12px 16px;border-radius:min(18px,var(--r))}
.t{display:flex;gap:10px;align-items:center;padding-inline-end:30px}
.t span{flex:1;font-weight:600}
.t>:not(span){flex:none;width:auto;margin:0;padding:0 12px;border-radius:20px;font-size:13px;line-height:32px}
.h{position:relative;height:8px;margin:11px 0 6px;border-radius:4px;background:#82736429;direction:ltr}
.h b{display:block;height:8px;border-radius:4px;background:var(--a);transition:width .7s cubic-bezier(.25,.9,.3,1)}
.h i{position:absolute;top:-4px;width:16px;height:16px;border-radius:50%;background:var(--b);border:3px solid #b9aea6}
.h .y{border:5px solid var(--a)}
.n{position:relative;height:18px;font-size:12px;direction:ltr}
.n span{position:absolute;max-width:48%;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.n .y{font-weight:600}
u{all:unset;margin-inline-start:5px;font-weight:400}
.o::after{content:"";position:absolute;right:8px;top:2px;width:4px;height:4px;border-radius:50%;color:var(--a);opacity:0;animation:z .9s .5s ease-out}
@keyframes z{0%{opacity:1;box-shadow:0 0,0 0,0 0,0 0,0 0,0 0}to{box-shadow:-36px -6px,-24px -26px,-4px -36px,16px -28px,-22px 16px,10px 18px}}
@media(max-width:480px),(max-height:520px){
.c:not(.g){display:grid;grid-template:minmax(0,1fr) auto/auto minmax(0,1fr)}
.c>img{width:92px;height:92px;margin:16px 0 0;margin-inline-start:16px;border-radius:min(12px,var(--r))}
.c>.b{padding:16px 0 0;padding-inline:16px 48px}
.c>.b:first-child,.f{grid-column:1/3}
.f{display:flex;flex-direction:row-reverse;padding:14px 16px 16px}
.go{flex:1}
.f .q{flex:none;margin:0 -4px 0 -8px}
.c>.x{color:inherit;background:none;opacity:.72}
u{display:none}
}
@media(max-width:480px){.c{max-height:33vh}}
@media(prefers-reduced-motion){*,::after{animation:none!important;transition:none!important}}
@media print{:host{display:none!important}}
`;
