// Numbers and axes of the strip charts: how a value is written, where the ticks stand. Pure functions.

const MTL_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const MTL_GROUPED = new Intl.NumberFormat("en", { maximumFractionDigits: 3 }); // made once: making one is slow

// Three significant digits, thousands grouped, powers of ten beyond a million and below a thousandth.
function mtlNumber(value) {
  if (value === null || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e6 || size < 1e-3) {
    const [mantissa, power] = value.toExponential(1).split("e");
    return `${mantissa.replace("-", "−")}×10${mtlPower(Number(power))}`;
  }
  const digits = size >= 1000 ? MTL_GROUPED.format(Math.round(value)) : String(Number(value.toPrecision(3)));
  return digits.replace("-", "−");
}

// The angle that a cosine belongs to, in whole degrees; a decimal beside 90°, where it decides who agrees.
function mtlAngle(cosine) {
  const degrees = (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
  if (Number.isNaN(degrees)) return "–";
  return `${degrees !== 90 && Math.abs(degrees - 90) < 1 ? degrees.toFixed(1) : Math.round(degrees)}°`;
}

function mtlPower(power) {
  const digits = String(Math.abs(power)).replace(/\d/g, (digit) => MTL_SUPERSCRIPT[digit]);
  return power < 0 ? `⁻${digits}` : digits;
}

// Round steps 1, 2, 5 × 10^k, at most `most` of them; the axis is widened to whole steps when `snug` is false.
function mtlLinearTicks(low, high, most, snug) {
  if (!(high > low)) [low, high] = [low - 0.5, low + 0.5];
  const raw = (high - low) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999);
  const first = snug ? Math.ceil(low / step - 1e-9) : Math.floor(low / step + 1e-9);
  const last = snug ? Math.floor(high / step + 1e-9) : Math.ceil(high / step - 1e-9);
  const at = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { low: snug ? low : at[0], high: snug ? high : at.at(-1), at, minor: [] };
}

// Decades; every second or third when they would crowd, 2 and 5 between them as small ticks when there is room.
function mtlLogTicks(low, high, most) {
  let first = Math.floor(Math.log10(low) + 1e-9);
  let last = Math.ceil(Math.log10(high) - 1e-9);
  if (last <= first) last = first + 1;
  const every = Math.ceil((last - first) / Math.max(most, 1));
  first = Math.floor(first / every) * every;
  last = Math.ceil(last / every) * every;
  const at = [];
  for (let power = first; power <= last; power += every) at.push(Number(`1e${power}`));
  const minor = every > 1 ? [] : at.slice(0, -1).flatMap((tick) => [2, 5].map((factor) => tick * factor));
  return { low: at[0], high: at.at(-1), at, minor };
}

function mtlLogLabel(value) {
  const power = Math.round(Math.log10(value));
  return power >= -3 && power <= 4 ? MTL_GROUPED.format(value) : `10${mtlPower(power)}`;
}

// The end of the step axis for a run seen up to step `seen`: it grows in jumps, so that the picture stands still between them.
function mtlStepsEnd(seen) {
  if (seen <= 100) return 100;
  const power = 10 ** Math.floor(Math.log10(seen));
  return power * [1, 1.5, 2, 3, 4, 6, 8, 10].find((factor) => factor * power >= seen);
}
