// What Python sends: a description as JSON and one table of 16-bit integers, deflated together.
// Positions are sixteenths of a pixel; where nothing is to be seen stands NOWHERE.

export const UNIT = 16, NOWHERE = -32768;

const PLAIN = 0; // the first byte of what was not deflated

export const canInflate = () => typeof DecompressionStream === "function";

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// all low bytes, then all high ones; each number tells how far it is from the one two before it
function integers(bytes) {
  const count = bytes.length / 2, table = new Int16Array(count);
  for (let i = 0; i < count; i++)
    table[i] = (bytes[i] | bytes[count + i] << 8) + (i < 2 ? 0 : table[i - 2]);
  return table;
}

// a table of many rows that came column by column
function upright(table, [begin, rows, wide]) {
  const down = table.slice(begin, begin + rows * wide);
  for (let row = 0, k = begin; row < rows; row++)
    for (let column = 0; column < wide; column++) table[k++] = down[column * rows + row];
}

export async function unpack(sent) {
  const packed = new Uint8Array(sent.buffer ?? sent, sent.byteOffset ?? 0, sent.byteLength);
  const bytes = packed[0] === PLAIN ? packed : await inflated(packed);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  const about = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const table = integers(bytes.subarray(8 + length));
  for (const one of about.tall) upright(table, one);
  return { ...about, table };
}

// Look-ups in the table, at the stops of the controls.
export class Look {
  constructor(scene, at) { this.scene = scene; this.at = at; }

  count(control) { return this.scene.controls[control].texts.length; }

  // which row of an array that follows these controls
  row(over, at = this.at) {
    return over.reduce((sum, control) => sum * this.count(control) + at[control], 0);
  }

  // where the numbers of a part begin; stops that look the same share a row of the table
  begin(part, at) {
    const { table } = this.scene, row = this.row(part.over, at);
    const stored = part.rows === null ? row : table[part.rows + row];
    return part.offset + stored * part.items * part.each * 2;
  }

  // the numbers of a part's items: from begin to end, of which those at k with seen(k) are shown
  span(part) {
    const { table } = this.scene, { items, each } = part, step = each * 2;
    const upto = part.upto === null ? items : Math.min(this.at[part.upto] + 1, items);
    const first = part.last ? Math.max(upto - 1, 0) : 0, zero = this.begin(part);
    const mask = part.mask === undefined ? null : part.mask + this.row(part.over) * items;
    const seen = (k) => table[k] !== NOWHERE && (mask === null || table[mask + (k - zero) / step]);
    return { begin: zero + first * step, end: zero + upto * step, seen };
  }

  // whether a part, handle or control is seen at the present stops
  sees({ when }) { return !when || when.stops.includes(this.at[when.control]); }

  point(part, at) {
    const { table } = this.scene, k = this.begin(part, at);
    return table[k] === NOWHERE ? null : [table[k] / UNIT, table[k + 1] / UNIT];
  }

  words({ offset, over }) {
    const { strings, table } = this.scene;
    return strings[table[offset + this.row(over)]];
  }

  sentence() {
    const { controls, readout } = this.scene;
    const gap = (whole, name) => {
      if (name in readout.columns) return this.words(readout.columns[name]);
      const k = controls.findIndex((control) => control.name === name);
      return controls[k].texts[this.at[k]];
    };
    return readout.template.replace(/\{(\w+)\}/g, gap);
  }
}
