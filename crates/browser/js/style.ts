// The look of a message (design: look.md). Only shadow roots see it; minified by hand, since bundlers leave strings alone.
// w wrapper (a: in the page, z: leaving), c box (f0 card, f1 the card of a badge, f2 line, f3 note, f4 popup, f5 bar, f6 pill; s3 full), i picture,
// b words, f foot, t line, go main button, v quiet button, q "not today", x close; s what a badge opens, k badge; h track, n names of goals,
// y reached, o celebrating. Of more.ts: d code, e countdown, l answers, j consent, m what is wrong, u thanks, g products, r the picture of one.
// --b background, --i ink, --a accent, --m the same as deep as text on it needs, --o that text, --f font, --s its size, --w width, --r radius,
// --t where it comes from. Lines and fills are a grey that suits light and dark.

/** On what stands by itself, against what the page's style sheets say about every element. Hidden until it has its place: no layout shift. */
export const HOST = 'all:initial!important;display:block!important;z-index:2147483647!important;position:';

/** A backslash at the end of a line keeps its end out of the string. */
export const SHEET = `\
:host:before,:host:after{content:none!important}\
*{box-sizing:border-box;margin:0;unicode-bidi:plaintext}\
.w,.s>*{font:var(--s)/1.5 var(--f);color:var(--i);word-break:keep-all;overflow-wrap:anywhere;transition:.12s;animation:m .22s cubic-bezier(.2,1.4,.4,1)}\
@keyframes m{0%{opacity:0;transform:var(--t)}}\
.c,.k{background:var(--b);border:1px solid #82736429;box-shadow:0 1px 3px #1e120814,0 12px 36px #1e120829}\
.c{position:relative;display:flex;flex-direction:column;width:var(--w,360px);max-width:calc(100vw - 24px);max-height:80vh;border-radius:var(--r);overflow:hidden}\
.i{flex:none}\
img{display:block;object-fit:cover;background:#82736429}\
.i>img{width:100%;height:auto;max-height:200px}\
.b{padding:16px 16px 8px;overflow:auto}\
.b:first-child>:first-child{padding-inline-end:32px}\
h2{font-size:1.14em;line-height:1.4}\
h2,.go,.v,.k,.t p,.n .y{font-weight:600}\
.b>*+*{margin-top:4px}\
.b p,.q,.x,.n{opacity:.72}\
.f{display:flex;flex-flow:row-reverse wrap;gap:8px;padding:8px 16px 16px}\
:is(h2,p,.f):empty{display:none}\
button,a{all:unset;display:block;box-sizing:border-box;cursor:pointer;text-align:center}\
.go,.k{background:var(--m);color:var(--o)}\
.go,.v{flex:1 1 auto;padding:11px 16px;border:1px solid #0000;border-radius:min(12px,var(--r))}\
.v{border-color:#8273645c}\
.q{flex:none;margin:auto;padding:0 8px;font-size:13px;line-height:44px}\
.v~.q{flex:1 0 100%;margin-bottom:-8px}\
.x{position:absolute;top:4px;inset-inline-end:4px;width:44px;border-radius:50%;font:300 28px/44px system-ui;background:radial-gradient(var(--b) 15px,#0000 16px)}\
.k,.k img{width:56px;height:56px;border-radius:50%}\
.k{font-size:20px;line-height:52px;border:2px solid var(--b)}\
.k img{width:52px;height:52px}\
.t{display:flex;gap:12px;align-items:center;padding-inline-end:32px}\
.t p{flex:1}\
.t :is(a,button){flex:none;margin:0;padding:0 12px;border-radius:20px;font-size:13px;line-height:34px}\
.f2{display:block;width:var(--w,440px);padding:12px 16px}\
.f2 .t{flex-wrap:wrap}\
.h{position:relative;margin:11px 0 8px;direction:ltr;background:#82736429}\
.h,.h b{height:8px;border-radius:4px}\
.h b{display:block;background:var(--a);transition:width .7s cubic-bezier(.3,.7,.2,1)}\
.h i,.n span{position:absolute}\
.h i{top:-4px;width:16px;height:16px;border-radius:50%;background:var(--b);border:3px solid #b9aea6}\
.h .y{border:5px solid var(--a)}\
.n{position:relative;height:34px;font-size:12px;line-height:17px;direction:ltr}\
.n *{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}\
small{display:block;font-size:11px;font-weight:400}\
.f3{display:grid;grid-template-columns:auto 1fr}\
.f3 .i{padding:14px 0;padding-inline-start:14px}\
.f3 img{width:44px;height:44px;border-radius:12px}\
.f3 .b{padding:12px 14px}\
.f3 .b>:first-child{padding-inline-end:32px}\
.f3 h2{font-size:1em}\
.f3 h2~*{margin:0}\
.f3 .b:first-child,.f3 .f{grid-column:1/3}\
.f3 .f{padding:0 14px 12px}\
.f3 .f>*{flex:none;padding:6px 16px;font-size:14px}\
.f5{width:100vw;max-width:none;border-radius:0;border-width:0;align-items:center;padding:7px 16px}\
.f5 .t{flex-wrap:wrap;justify-content:center;min-height:38px;padding-inline:36px}\
.f5 h2{font-size:1em}\
.f5 p{flex:none;max-width:100%;font-weight:400}\
.f6{width:auto;border-radius:24px}\
.f6 .t{min-height:46px;padding-inline:16px 46px}\
.f6 .t:before{content:"";flex:none;width:8px;height:8px;border-radius:50%;background:var(--a);box-shadow:0 0 0 4px color-mix(in srgb,var(--a) 22%,#0000)}\
.f6 p{font-size:.94em}\
.f6 .x{top:1px}\
@media(max-width:480px),(max-height:520px){\
.f0,.f1{display:grid;grid-template:minmax(0,1fr) auto/auto minmax(0,1fr)}\
:is(.f0,.f1)>.i{padding:16px 0;padding-inline-start:16px}\
:is(.f0,.f1)>.i>img{width:92px;height:92px;max-height:100%;border-radius:min(12px,var(--r))}\
.i+.b>:first-child{padding-inline-end:32px}\
:is(.f0,.f1)>:is(.b:first-child,.f,.f~*){grid-column:1/3}\
:is(.f0,.f1)>.f>:is(.go,.v){flex:1 1 0;padding:7px 10px;min-height:46px;line-height:1.4;align-content:center}\
}\
@media(max-width:480px){.c:not(.f6,.f4){width:100vw}.c:not(.f4){max-height:33vh}}\
@media(prefers-reduced-motion){.w{--t:none!important}.h b{transition:none}}\
`;

/** What late.ts adds: leaving, keyboard focus, the celebration, how a badge's card comes, a badge that can be dragged, forced colours. */
export const LATE_SHEET = `\
.s{--t:translateY(28px)}\
.z{opacity:0;transform:var(--t)}\
:focus-visible{outline:2px solid var(--i);outline-offset:2px}\
.go:hover,.k:hover{filter:brightness(1.06)}\
.v:hover,.x:hover{background-color:#8273641f}\
.k{touch-action:none;user-select:none}\
.k img{pointer-events:none}\
.o:after{content:"";position:absolute;right:8px;top:2px;width:4px;height:4px;border-radius:50%;color:var(--a);opacity:0;animation:o .9s .5s ease-out}\
@keyframes o{0%{opacity:1;box-shadow:0 0,0 0,0 0,0 0,0 0,0 0}to{box-shadow:-36px -6px,-24px -26px,-2px -34px,18px -22px 0 -1px,-46px -20px 0 -1px,-12px -14px}}\
.o .y:last-child{animation:p .5s .6s}\
@keyframes p{50%{transform:translate(-100%) scale(1.35)}}\
@media(prefers-reduced-motion){.s{--t:none!important}.h *,.h:after{animation:none!important}}\
@media(forced-colors:active){.go,.h,.k{border:1px solid}.h b,.h i{forced-color-adjust:none;background:Highlight}}\
`;

/** What more.ts adds. */
export const MORE_SHEET = `\
.a{margin:12px 0;animation-name:none}\
.a .c{width:var(--w,100%);max-width:100%;max-height:none!important;margin:auto;box-shadow:none}\
@media(max-width:480px){.a .c{width:100%!important}}\
.a{container-type:inline-size}\
.a .f6{width:fit-content;margin:0}\
.a .f6 .t{padding-inline-end:16px}\
@container(min-width:560px){.a .f0:has(>.i:first-child){display:grid;grid-template:1fr auto/2fr 3fr}.a .i:first-child{grid-row:1/9}.a .i:first-child>img{height:100%;max-height:260px}.a .b{padding:20px 20px 8px}}\
.d{display:flex;width:100%;align-items:center;gap:12px;margin-top:12px!important;padding:9px 9px 9px 16px;border:1.5px dashed var(--a);border-radius:min(12px,var(--r))}\
.d b{flex:1;font-size:1.14em;letter-spacing:.08em;text-align:start}\
.d span{padding:0 14px;border-radius:8px;background:var(--m);color:var(--o);font-size:13px;font-weight:600;line-height:34px}\
.e{margin-top:10px!important;font-variant-numeric:tabular-nums}\
.l{display:flex;flex-wrap:wrap;gap:8px;padding:10px 0 8px}\
.l .v{flex:1 1 auto;padding:10px 14px;font-weight:400}\
form{display:flex;flex-wrap:wrap;align-items:end;gap:8px;padding:8px 0}\
label{flex:1 1 180px;font-size:13px}\
input{display:block;width:100%;height:46px;margin-top:4px;padding:0 14px;border:1px solid #827364ad;border-radius:min(12px,var(--r));background:#0000;color:inherit;font:16px var(--f)}\
[aria-invalid=true]{border-color:#e03131;outline:1px solid #e03131}\
form .go{flex:none;line-height:22px}\
.j{flex:1 0 100%;order:1;display:flex;gap:10px;align-items:center;min-height:44px;line-height:1.4}\
.j input{flex:none;width:20px;height:20px;margin:0;accent-color:var(--m)}\
.b .m{flex:1 0 100%;order:2;border-inline-start:3px solid #e03131;padding-inline-start:8px;font-size:13px;opacity:1}\
.b .u{padding:8px 0;font-weight:600;opacity:1;outline:0}\
.g{display:grid;gap:8px;margin-top:8px!important;padding:0 0 6px;list-style:none}\
.g>li>*{display:grid;grid-template:auto auto/56px 1fr;align-content:center;gap:0 12px;min-height:56px;border-radius:min(12px,var(--r));text-align:start}\
.r{grid-row:1/3;width:56px;height:56px;border-radius:min(12px,var(--r));overflow:hidden;background:#82736429}\
.r img{width:100%;height:100%;background:0}\
.g span{align-self:end;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;font-size:14px;line-height:1.35}\
.g b{align-self:start;font-size:15px;font-variant-numeric:tabular-nums}\
.g a:hover span{text-decoration:underline}\
@media(max-width:480px){.w:not(.a) .g:has(li+li){grid:auto/auto-flow minmax(0,1fr);gap:12px}.w:not(.a) .g:has(li+li)>li>*{display:block}.w:not(.a) .g:has(li+li) .r{display:block;width:100%;max-width:76px;height:auto;aspect-ratio:1;margin-bottom:6px}.w:not(.a) .g:has(li+li) span{-webkit-line-clamp:1}}\
@container(min-width:480px){.a .g{grid:auto/auto-flow minmax(0,200px);gap:16px}.a .g>li>*{display:block}.a .r{display:block;width:100%;height:auto;aspect-ratio:1;margin-bottom:8px}}\
.f4{position:fixed;inset:0;width:var(--w,440px);height:fit-content;max-height:86vh;margin:auto;padding:0;color:inherit}\
.f4::backdrop{background:#140e0a80;animation:m .2s;--t:none}\
.f4:focus{outline:0}\
.f4 .i>img{max-height:38vh}\
.f4 .b{padding:24px 24px 8px}\
.f4 h2{font-size:1.34em}\
.f4 .f{padding:12px 24px 24px}\
@media(max-width:480px){.s3{width:100vw;max-width:none;height:100%;max-height:none;border:0;border-radius:0}.s3 .i>img{max-height:56vh}.s3 .f{margin-top:auto}}\
`;
