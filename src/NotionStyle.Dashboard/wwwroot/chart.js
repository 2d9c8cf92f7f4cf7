// Draws charts with ECharts, which is loaded with the first one. Colours written as var(--name) take the theme's value, also when the theme changes.
let library;

const load = () =>
  (library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = "lib/echarts.js";
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  }));

/** Replaces var(--name) everywhere in an option. */
const coloured = (value, styles) => {
  if (typeof value === "string") {
    const match = /^var\((--[\w-]+)\)$/.exec(value);
    return match ? styles.getPropertyValue(match[1]).trim() : value;
  }
  if (Array.isArray(value)) return value.map((item) => coloured(item, styles));
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, styles)]));
  return value;
};

const seconds = 1e9;
const thresholds = [
  [seconds, "s"],
  [1e6, "ms"],
  [1e3, "µs"],
  [1, "ns"],
];

/** Formats that an option may name, since functions cannot be sent: {format: "duration"}. */
const formats = {
  /** Of a range "FROM – TO" the first end: under a narrow bar there is no room for both. */
  from: (range) => String(range).split(" – ")[0],
  duration: (nanoseconds) => {
    const [unit, name] = thresholds.find(([least]) => Math.abs(nanoseconds) >= least) ?? [1, "ns"];
    return `${+(nanoseconds / unit).toPrecision(3)} ${name}`;
  },
  bytes: (bytes) => {
    const power = bytes > 0 ? Math.min(4, Math.floor(Math.log2(bytes) / 10)) : 0;
    return `${+(bytes / 1024 ** power).toPrecision(3)} ${["B", "KiB", "MiB", "GiB", "TiB"][power]}`;
  },
  number: (number) => `${+Number(number).toPrecision(3)}`,
};

const base = (styles) => {
  const line = styles.getPropertyValue("--line").trim();
  const text = styles.getPropertyValue("--text").trim();
  const quiet = styles.getPropertyValue("--text-2").trim();
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { lineStyle: { color: line } },
    axisLabel: { color: quiet },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: quiet },
  };
  return {
    color: Array.from({ length: 12 }, (_, i) => styles.getPropertyValue(`--c${i}`).trim()),
    textStyle: { color: text, fontFamily: styles.getPropertyValue("--sans").trim() },
    backgroundColor: "transparent",
    legend: { textStyle: { color: text } },
    tooltip: {
      backgroundColor: styles.getPropertyValue("--surface").trim(),
      borderColor: line,
      textStyle: { color: text },
      // Plain text on a canvas: names are hostile input.
      renderMode: "richText",
      confine: true,
    },
    valueAxis: axis,
    categoryAxis: axis,
    timeAxis: axis,
    logAxis: axis,
  };
};

const applyFormats = (option) => {
  for (const axis of [option.xAxis, option.yAxis].flat())
    if (axis?.format) axis.axisLabel = { ...axis.axisLabel, formatter: formats[axis.format] };
  for (const tooltip of [option.tooltip])
    if (tooltip?.format) tooltip.valueFormatter = (value) => (value == null ? "–" : formats[tooltip.format](value));
  return option;
};

/** Makes a chart in an element; clicks go to the component. */
export const create = async (element, component) => {
  await load();
  let chart;
  let latest;
  const draw = () => {
    const styles = getComputedStyle(document.documentElement);
    chart?.dispose();
    chart = globalThis.echarts.init(element, base(styles), { renderer: "canvas" });
    chart.on("click", (point) =>
      component.invokeMethodAsync("SelectAsync", point.seriesName ?? "", point.dataIndex ?? -1, point.data?.id ?? point.name ?? null),
    );
    if (latest) show(latest);
  };
  const show = (option) => {
    latest = option;
    const styles = getComputedStyle(document.documentElement);
    const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const grid = { left: 8, right: 16, top: 24, bottom: 8, containLabel: true };
    chart.setOption({ animation: !reduced, animationDuration: 200, grid, ...applyFormats(coloured(option, styles)) }, { notMerge: true });
  };
  const resized = new ResizeObserver(() => chart?.resize());
  resized.observe(element);
  document.addEventListener("notionstyle:theme", draw);
  draw();
  return {
    show,
    dispose: () => {
      resized.disconnect();
      document.removeEventListener("notionstyle:theme", draw);
      chart?.dispose();
    },
  };
};
