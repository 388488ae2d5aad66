/**
 * The styles. Colours come from the page: text and lines use its text colour, and the others follow its `color-scheme`. Sides are
 * logical, so that the layout is mirrored where text runs from right to left.
 */
export const styles = `
:host {
  --accent: var(--signpost-accent, light-dark(#1a5fd0, #8ab4f8));
  --on-accent: var(--signpost-on-accent, light-dark(#fff, #0b1b33));
  --danger: var(--signpost-danger, light-dark(#b3261e, #ffb4ab));
  --success: var(--signpost-success, light-dark(#146c2e, #7ddc91));
  --line: var(--signpost-line, color-mix(in srgb, currentColor 35%, transparent));
  --track: var(--signpost-track, color-mix(in srgb, currentColor 15%, transparent));
  --radius: var(--signpost-radius, 0.5rem);
  --gap: var(--signpost-gap, 0.75rem);
  display: block;
  line-height: 1.4;
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
ul { list-style: none; margin: 0; padding: 0; }
button {
  min-block-size: 2rem;
  padding-block: 0.25rem;
  padding-inline: 0.75rem;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: transparent;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button:hover { border-color: currentColor; }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button:disabled { opacity: 0.6; cursor: not-allowed; }
.choose { border-color: transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; }
.zone {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: center;
  gap: 0.25rem var(--gap);
  padding: calc(2 * var(--gap));
  border: 2px dashed var(--line);
  border-radius: var(--radius);
  background: var(--signpost-zone-background, transparent);
  text-align: center;
}
.zone.active { border-color: var(--accent); border-style: solid; }
.limits { flex-basis: 100%; font-size: 0.875em; }
.notice, .file { margin-block-start: var(--gap); }
.notice {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: var(--gap);
  padding-inline-start: var(--gap);
  border-inline-start: 3px solid var(--accent);
}
.rejection { border-color: var(--danger); }
.file {
  display: grid;
  grid-template-columns: minmax(0, 1fr) auto;
  align-items: center;
  gap: 0.25rem var(--gap);
}
.name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.buttons { grid-row: span 2; display: flex; gap: 0.5rem; }
.status { font-size: 0.875em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.failed .status { color: var(--danger); }
.done .status { color: var(--success); }
.progress { grid-column: 1 / -1; block-size: 0.375rem; border-radius: 1rem; background: var(--track); overflow: hidden; }
.bar { block-size: 100%; inline-size: 0; border-radius: inherit; background: var(--accent); }
.said { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) {
  .progress { border: 1px solid CanvasText; }
  .bar { background: Highlight; forced-color-adjust: none; }
}
`
