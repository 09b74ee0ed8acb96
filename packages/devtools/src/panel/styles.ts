/** The look of the panel, light and dark. In the page's shadow: it takes nothing from the page and gives it nothing. */
export const STYLES = `
:host {
  --ground: #ffffff; --raised: #f4f6f8; --line: #dde3e9; --ink: #16202a; --soft: #5a6877;
  --accent: #0b7285; --accent-ink: #ffffff; --focus: #0b7285;
  --good: #187a46; --good-ground: #e3f4ea; --warn: #8a5a00; --warn-ground: #fdf0d5;
  --bad: #b42318; --bad-ground: #fdeae8; --quiet-ground: #e9edf1; --held: #2f9e6e; --stale: #d9920a; --gap: #d5dce3;
  color-scheme: light dark;
  display: block;
  font: 13px/1.5 system-ui, sans-serif;
  color: var(--ink);
  text-align: start;
}
@media (prefers-color-scheme: dark) {
  :host {
    --ground: #10171f; --raised: #18212b; --line: #2a3642; --ink: #e4ebf1; --soft: #96a5b4;
    --accent: #3bc9db; --accent-ink: #06222a; --focus: #66d9e8;
    --good: #63d69a; --good-ground: #12321f; --warn: #f0b952; --warn-ground: #38290c;
    --bad: #ff8f85; --bad-ground: #40191a; --quiet-ground: #222d38; --held: #37b27f; --stale: #d9920a; --gap: #2d3a47;
  }
}
:host([hidden]) { display: none; }
*, *::before { box-sizing: border-box; }
:host([dock]) { position: fixed; z-index: 2147483000; pointer-events: none; }
:host([dock='bottom']) { inset: auto 0 0 0; }
:host([dock='right']) { inset: 0 0 0 auto; width: min(440px, 100vw); display: flex; flex-direction: column; justify-content: flex-end; }
:host(:not([dock])) { height: 100%; min-height: 0; }
.panel {
  pointer-events: auto; display: flex; flex-direction: column; min-height: 0; height: 100%;
  background: var(--ground); container-type: inline-size;
}
:host([dock]) .panel { box-shadow: 0 0 24px rgb(0 0 0 / 0.22); }
:host([dock='bottom']) .panel { height: min(45vh, 460px); min-height: 260px; border-block-start: 1px solid var(--line); }
:host([dock='right']) .panel { height: 100vh; height: 100dvh; border-inline-start: 1px solid var(--line); }
.launcher {
  pointer-events: auto; position: fixed; inset: auto 16px 16px auto; padding: 7px 14px; border: 1px solid var(--line);
  border-radius: 999px; background: var(--ground); color: var(--ink); font: inherit; font-weight: 600; cursor: pointer;
  box-shadow: 0 2px 12px rgb(0 0 0 / 0.18);
}
.launcher::before { content: ''; display: inline-block; width: 8px; height: 8px; margin-inline-end: 8px; border-radius: 50%; background: var(--accent); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.head {
  display: flex; align-items: stretch; gap: 4px; padding-inline: 12px 4px; background: var(--raised);
  border-block-end: 1px solid var(--line); flex: none;
}
.dot { flex: none; align-self: center; width: 9px; height: 9px; border-radius: 50%; background: var(--soft); }
.dot.good { background: var(--held); } .dot.warn { background: var(--stale); } .dot.bad { background: var(--bad); }
.tabs { display: flex; flex: 1; min-width: 0; overflow-x: auto; scrollbar-width: none; }
.tab {
  flex: none; padding: 9px 10px 7px; border: 0; border-block-end: 2px solid transparent; background: none;
  color: var(--soft); font: inherit; font-weight: 500; cursor: pointer; white-space: nowrap;
}
.tab:hover { color: var(--ink); }
.tab[aria-selected='true'] { color: var(--ink); border-color: var(--accent); }
.tab:focus-visible, .view:focus-visible { outline-offset: -2px; }
.badge { margin-inline-start: 6px; padding: 0 6px; border-radius: 999px; font-size: 11px; font-variant-numeric: tabular-nums; }
.close { flex: none; width: 36px; border: 0; background: none; color: var(--soft); font: 20px/1 system-ui, sans-serif; cursor: pointer; }
.close:hover { color: var(--ink); }
.view { flex: 1; min-height: 0; overflow: auto; padding: 12px; overscroll-behavior: contain; }
p { margin: 0; }
ul, ol { margin: 0; padding: 0; list-style: none; }
.mono { font-family: ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, monospace; font-size: 12px; }
.quiet { color: var(--soft); }
.section { margin-block-start: 18px; }
.section:first-of-type { margin-block-start: 0; }
.state + .section { margin-block-start: 18px; }
h2 { margin: 0 0 8px; font-size: 11px; font-weight: 600; letter-spacing: 0.04em; text-transform: uppercase; color: var(--soft); }
.state { padding: 12px 14px; border: 1px solid var(--line); border-inline-start: 3px solid var(--soft); border-radius: 8px; background: var(--raised); }
.state.good { border-inline-start-color: var(--held); } .state.warn { border-inline-start-color: var(--stale); }
.state.bad { border-inline-start-color: var(--bad); }
.state-title { display: flex; align-items: center; gap: 8px; font-size: 16px; font-weight: 650; }
.state-why { margin-block-start: 2px; overflow-wrap: anywhere; }
.state-time { margin-block-start: 2px; color: var(--soft); font-variant-numeric: tabular-nums; }
.countdown { color: var(--warn); font-variant-numeric: tabular-nums; }
.advice { margin-block-start: 4px; color: var(--soft); }
.advice::before { content: '→ '; }
.reason { margin-block-start: 4px; color: var(--bad); overflow-wrap: anywhere; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 10px; }
.button {
  padding: 4px 11px; border: 1px solid var(--line); border-radius: 6px; background: var(--ground); color: var(--ink);
  font: inherit; font-weight: 500; cursor: pointer;
}
.button:hover { border-color: var(--soft); }
.button.main { border-color: var(--accent); background: var(--accent); color: var(--accent-ink); }
.button.danger { border-color: var(--bad); color: var(--bad); }
.button[aria-pressed='true'] { border-color: var(--accent); color: var(--accent); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 8px 16px; margin: 0; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.network { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 8px 16px; }
.toggle, .choice { display: flex; align-items: center; gap: 8px; min-height: 28px; }
.toggle { cursor: pointer; }
.toggle input { width: 16px; height: 16px; margin: 0; accent-color: var(--accent); }
.choice span { flex: none; min-width: 40px; }
select, .filter {
  min-width: 0; padding: 4px 8px; border: 1px solid var(--line); border-radius: 6px; background: var(--ground);
  color: var(--ink); font: inherit;
}
.toolbar { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: 8px; margin-block-end: 10px; }
.toolbar p, .filter { flex: 1 1 140px; }
.chip { display: inline-block; padding: 0 8px; border-radius: 999px; font-size: 12px; font-weight: 600; white-space: nowrap; }
.chip.good, .badge.good { background: var(--good-ground); color: var(--good); }
.chip.warn, .badge.warn { background: var(--warn-ground); color: var(--warn); }
.chip.bad, .badge.bad { background: var(--bad-ground); color: var(--bad); }
.chip.quiet, .badge.quiet { background: var(--quiet-ground); color: var(--soft); }
.notice { margin-block-end: 10px; padding: 7px 12px; border-radius: 6px; overflow-wrap: anywhere; }
.notice.good { background: var(--good-ground); color: var(--good); }
.notice.bad { background: var(--bad-ground); color: var(--bad); }
.op, .stream { padding-block: 10px; border-block-start: 1px solid var(--line); }
.op-head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; }
.op-what { flex: 1 1 160px; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 500; }
.op-about { color: var(--soft); font-weight: 400; }
.op-buttons { display: flex; gap: 6px; margin-inline-start: auto; }
.op-buttons .button { padding: 2px 9px; font-size: 12px; }
.op-facts, .stream-facts { margin-block-start: 4px; color: var(--soft); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.way { margin-block-start: 8px; padding-inline-start: 14px; border-inline-start: 2px solid var(--line); }
.way li { padding-block: 1px; }
.legend { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 6px; margin-block-end: 10px; font-size: 12px; }
.swatch { width: 14px; height: 8px; border-radius: 2px; }
.swatch.held, .piece.held { background: var(--held); } .swatch.stale, .piece.stale { background: var(--stale); }
.swatch.gap, .piece.gap { background: repeating-linear-gradient(135deg, var(--gap) 0 3px, transparent 3px 6px); }
.stream-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; }
.stream-title { font-weight: 600; overflow-wrap: anywhere; }
.bar { position: relative; height: 10px; margin-block: 6px; border-radius: 3px; background: var(--raised); box-shadow: inset 0 0 0 1px var(--line); overflow: hidden; }
.piece { position: absolute; inset-block: 0; min-width: 1px; }
.meter { margin-block-end: 12px; }
.ask { margin-block-start: 12px; padding: 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--raised); }
.lines li { padding-block: 2px; overflow-wrap: anywhere; }
.tab-rows { margin-block: 14px; }
.tab-row { display: flex; align-items: baseline; gap: 10px; padding-block: 7px; border-block-start: 1px solid var(--line); }
.log { margin-block-start: 6px; }
.line { display: grid; grid-template-columns: auto 118px 1fr; gap: 0 10px; padding-block: 3px; border-block-start: 1px solid var(--line); }
.line-time { color: var(--soft); }
.line-kind { font-weight: 500; } .line-kind.good { color: var(--good); } .line-kind.warn { color: var(--warn); }
.line-kind.bad { color: var(--bad); }
.line-text { min-width: 0; overflow-wrap: anywhere; }
.empty { padding: 28px 12px; text-align: center; color: var(--soft); }
.empty-title { color: var(--ink); font-weight: 600; }
@container (max-width: 460px) {
  .line { grid-template-columns: auto 1fr; }
  .line-text { grid-column: 1 / -1; }
  .head { gap: 2px; padding-inline-start: 8px; }
  .tab { padding-inline: 6px; font-size: 12px; }
  .close { width: 28px; }
  .facts { grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); }
}
@media (prefers-reduced-motion: no-preference) { .button, .tab { transition: color 120ms, border-color 120ms; } }
`;
