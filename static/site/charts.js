// Draws every <div data-chart='{ECharts option}'> in the colours of the house.
(() => {
  "use strict";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const house = () => ({
    color: ["#0f4c94", "#7ba9dc", "#c8102e", "#e0a030", "#0f6b43", "#8fbfa3", "#6b4c9a", "#8593a5"],
    animation: !still,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 14 },
    grid: { left: 8, right: 16, top: 48, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", confine: true },
    legend: { top: 0, textStyle: { fontSize: 14 } },
    aria: { enabled: true },
  });
  const draw = (element) => {
    const chart = echarts.init(element, null, { renderer: "svg" });
    chart.setOption(house());
    chart.setOption(JSON.parse(element.dataset.chart));
    new ResizeObserver(() => chart.resize()).observe(element);
  };
  document.querySelectorAll("[data-chart]").forEach(draw);
})();
