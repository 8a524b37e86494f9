use super::{Text, grouped};
use leptos::prelude::*;

/// One line, or one colour of the bars, of a chart.
#[derive(Clone, Debug)]
pub struct Series {
    pub name: String,
    pub values: Vec<i64>,
}

impl Series {
    pub fn new(name: impl Into<String>, values: Vec<i64>) -> Self {
        Self { name: name.into(), values }
    }
}

/// The drawing's own measures. It is stretched to the width of its place, and strokes keep their width.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 200.0;

/// A word under the drawing: at which point, and what it says.
pub type Mark = (usize, String);

/// Figures over time as lines, the first one filled. `labels` name the points in time.
#[component]
pub fn AreaChart(
    /// What it shows, in words.
    #[prop(into)]
    label: String,
    labels: Vec<String>,
    series: Vec<Series>,
    /// Without them up to seven labels are spread under the drawing.
    #[prop(optional)]
    marks: Vec<Mark>,
    /// The last point is still growing: the way to it is dashed.
    #[prop(optional)]
    open: bool,
    /// What stands in place of the lines while every figure is zero.
    #[prop(optional, into)]
    quiet: Text,
) -> impl IntoView {
    let step = WIDTH / (labels.len().max(2) - 1) as f64;
    let plot = Plot::new(label, labels, &series, ticks(highest(&series)), quiet.get());
    let points = |values: &[i64], from: usize| -> Vec<String> {
        let point = |(x, value): (usize, &i64)| format!("{:.1} {:.1}", (x + from) as f64 * step, plot.height_of(*value));
        values.iter().enumerate().map(point).collect()
    };
    let line_of = |(at, series): (usize, &Series)| {
        let values = &series.values;
        let Some(last) = values.len().checked_sub(1) else { return ().into_any() };
        let solid = if open && last > 0 { &values[..last] } else { &values[..] };
        let line = format!("M{}", points(solid, 0).join("L"));
        let dashes = (solid.len() < values.len()).then(|| {
            let path = format!("M{}", points(&values[last - 1..], last - 1).join("L"));
            view! { <path class="chart-line chart-open" d=path vector-effect="non-scaling-stroke"></path> }
        });
        let fill = (at == 0).then(|| {
            let path = format!("M{}L{:.1} {HEIGHT}L0 {HEIGHT}Z", points(values, 0).join("L"), last as f64 * step);
            view! { <path class="chart-fill" d=path></path> }
        });
        view! {
            <g data-series=(at + 1).to_string()>
                {fill}
                <path class="chart-line" d=line vector-effect="non-scaling-stroke"></path>
                {dashes}
            </g>
        }
        .into_any()
    };
    let lines = series.iter().enumerate().map(line_of).collect_view();
    let hits = hits(&plot.labels, &series, step, -step / 2.0);
    plot.figure(series, marks, |at| at as f64 * step, view! { {lines}{hits} }.into_any())
}

/// Figures over time as bars, the series on top of each other.
#[component]
pub fn BarChart(#[prop(into)] label: String, labels: Vec<String>, series: Vec<Series>) -> impl IntoView {
    let sum = |x: usize| series.iter().filter_map(|series| series.values.get(x)).sum::<i64>();
    let top = (0..labels.len()).map(sum).max().unwrap_or(0);
    let step = WIDTH / labels.len().max(1) as f64;
    let plot = Plot::new(label, labels, &series, ticks(top), None);
    let mut bars = Vec::new();
    for x in 0..plot.labels.len() {
        let mut below = 0;
        for (at, series) in series.iter().enumerate() {
            let value = series.values.get(x).copied().unwrap_or(0);
            let (foot, head) = (plot.height_of(below), plot.height_of(below + value));
            below += value;
            if value > 0 {
                bars.push(
                    view! {
                        <rect
                            class="chart-bar"
                            data-series=(at + 1).to_string()
                            x=format!("{:.1}", x as f64 * step + step * 0.14)
                            y=format!("{head:.1}")
                            width=format!("{:.1}", step * 0.72)
                            height=format!("{:.1}", foot - head)
                        ></rect>
                    }
                    .into_any(),
                );
            }
        }
    }
    let hits = hits(&plot.labels, &series, step, 0.0);
    plot.figure(series, vec![], |at| (at as f64 + 0.5) * step, view! { {bars}{hits} }.into_any())
}

/// Columns that nobody sees: the figures of a point in time show when the pointer rests on its column.
fn hits(labels: &[String], series: &[Series], step: f64, shift: f64) -> AnyView {
    labels
        .iter()
        .enumerate()
        .map(|(x, label)| {
            let figures: Vec<String> =
                series.iter().filter_map(|series| Some(format!("{}: {}", series.name, grouped(*series.values.get(x)?)))).collect();
            view! {
                <rect class="chart-hit" x=format!("{:.1}", x as f64 * step + shift) y="0" width=format!("{step:.1}") height=HEIGHT.to_string()>
                    <title>{format!("{label}\n{}", figures.join("\n"))}</title>
                </rect>
            }
        })
        .collect_view()
        .into_any()
}

/// Words for marks: those that were given, or up to seven labels, the first and the last among them.
fn spread(marks: Vec<Mark>, labels: &[String]) -> Vec<Mark> {
    if !marks.is_empty() {
        return marks;
    }
    let shown = labels.len().min(7);
    let place = |at: usize| if shown > 1 { at * (labels.len() - 1) / (shown - 1) } else { 0 };
    (0..shown).map(|at| (place(at), labels[place(at)].clone())).collect()
}

/// What a drawing stands in: the scale beside it, the words under it, the table behind it.
struct Plot {
    label: String,
    labels: Vec<String>,
    /// From 0 up.
    ticks: Vec<i64>,
    /// Every figure is zero, and this is said instead.
    quiet: Option<String>,
}

impl Plot {
    fn new(label: String, labels: Vec<String>, series: &[Series], ticks: Vec<i64>, quiet: Option<String>) -> Self {
        Self { label, labels, ticks, quiet: quiet.filter(|_| highest(series) == 0) }
    }

    fn height_of(&self, value: i64) -> f64 {
        HEIGHT - value as f64 / self.ticks.last().copied().unwrap_or(1) as f64 * HEIGHT
    }

    /// `place` is where on the way from left to right a point stands.
    fn figure(self, series: Vec<Series>, marks: Vec<Mark>, place: impl Fn(usize) -> f64, drawing: AnyView) -> AnyView {
        let grid: String = self.ticks.iter().map(|tick| format!("M0 {:.1}H{WIDTH}", self.height_of(*tick))).collect();
        let words =
            spread(marks, &self.labels).into_iter().map(|(at, text)| mark(place(at) / WIDTH * 100.0, text)).collect_view();
        let quiet = self.quiet.is_some();
        let scale = self.ticks.iter().rev().map(|tick| view! { <span>{(!quiet).then(|| grouped(*tick))}</span> }).collect_view();
        let caption = (!quiet).then(|| caption(&self.label, self.labels, series));
        view! {
            <figure class="chart">
                <div class="chart-plot">
                    <div class="chart-scale" aria-hidden="true">{scale}</div>
                    <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=self.label>
                        <path class="chart-grid" d=grid vector-effect="non-scaling-stroke"></path>
                        {(!quiet).then_some(drawing)}
                    </svg>
                    {self.quiet.map(|text| view! { <p class="chart-quiet">{text}</p> })}
                </div>
                <svg class="chart-marks" width="100%" height="16" aria-hidden="true">{words}</svg>
                {caption}
            </figure>
        }
        .into_any()
    }
}

/// A word at so many per cent of the width, inside of the drawing's edges.
fn mark(place: f64, text: String) -> AnyView {
    let anchor = match place {
        ..2.0 => "start",
        98.0.. => "end",
        _ => "middle",
    };
    view! { <text x=format!("{place:.2}%") y="12" text-anchor=anchor>{text}</text> }.into_any()
}

fn caption(label: &str, labels: Vec<String>, series: Vec<Series>) -> AnyView {
    let names = series
        .iter()
        .enumerate()
        .map(|(at, series)| {
            let sum = grouped(series.values.iter().sum());
            view! { <li data-series=(at + 1).to_string()>{series.name.clone()}" "<span class="num">{sum}</span></li> }
        })
        .collect_view();
    view! {
        <figcaption>
            <ul class="chart-names">{names}</ul>
            <details class="chart-data">
                <summary>"Table"</summary>
                {figures(label.to_owned(), labels, series)}
            </details>
        </figcaption>
    }
    .into_any()
}

fn figures(label: String, labels: Vec<String>, series: Vec<Series>) -> AnyView {
    let heads = series.iter().map(|series| view! { <th scope="col" class="num">{series.name.clone()}</th> }).collect_view();
    let rows = labels
        .into_iter()
        .enumerate()
        .map(|(x, label)| {
            let cells = series
                .iter()
                .map(|series| view! { <td class="num">{series.values.get(x).map(|value| grouped(*value))}</td> })
                .collect_view();
            view! { <tr><th scope="row">{label}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="chart-table" tabindex="0" role="group" aria-label=label>
            <table class="data-table">
                <caption class="sr-only">{label.clone()}</caption>
                <thead>
                    <tr><th scope="col">"When"</th>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A line without axes, for a figure or a table row.
#[component]
pub fn Sparkline(
    /// What it shows, in words that stand for the drawing.
    #[prop(into)]
    label: String,
    values: Vec<i64>,
) -> impl IntoView {
    let top = values.iter().copied().max().unwrap_or(0).max(1);
    let step = 100.0 / (values.len().max(2) - 1) as f64;
    let points: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(x, value)| format!("{:.1} {:.1}", x as f64 * step, 23.0 - *value as f64 / top as f64 * 22.0))
        .collect();
    let line = if points.is_empty() { String::new() } else { format!("M{}", points.join("L")) };
    view! {
        <svg class="sparkline" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label=label>
            <path class="chart-line" d=line vector-effect="non-scaling-stroke"></path>
        </svg>
    }
    .into_any()
}

/// One line of a [`BarList`].
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    pub value: i64,
    pub href: Option<String>,
}

/// Things and how many of each, the longest bar first: busiest workflows, reasons of failures.
#[component]
pub fn BarList(bars: Vec<Bar>, #[prop(optional, into)] unit: Text) -> impl IntoView {
    let top = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let unit = unit.get();
    let rows = bars
        .into_iter()
        .map(|bar| {
            let width = format!("{:.1}%", (bar.value as f64 / top as f64 * 100.0).max(0.5));
            let label = match bar.href {
                Some(href) => view! { <a href=href>{bar.label}</a> }.into_any(),
                None => view! { <span>{bar.label}</span> }.into_any(),
            };
            view! {
                <li>
                    <div class="bar-words">
                        {label}
                        <span class="num">{grouped(bar.value)}{unit.clone().map(|unit| view! { <span class="sr-only">{format!(" {unit}")}</span> })}</span>
                    </div>
                    <svg class="bar" width="100%" height="6" aria-hidden="true">
                        <rect class="bar-track" width="100%" height="6" rx="3"></rect>
                        <rect class="bar-fill" width=width height="6" rx="3"></rect>
                    </svg>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="bar-list">{rows}</ol> }.into_any()
}

fn highest(series: &[Series]) -> i64 {
    series.iter().flat_map(|series| &series.values).copied().max().unwrap_or(0)
}

/// The numbers of a scale: at most four equal steps of 1, 2 or 5 times a power of ten, from 0 to the first one that reaches `highest`.
fn ticks(highest: i64) -> Vec<i64> {
    let highest = highest.max(1);
    let mut unit = 1;
    let step = loop {
        if let Some(step) = [1, 2, 5].into_iter().map(|step| step * unit).find(|step| highest <= step * 4) {
            break step;
        }
        unit *= 10;
    };
    (0..=(highest + step - 1) / step).map(|at| at * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::render;

    #[test]
    fn a_scale_has_few_round_steps_and_reaches_the_highest_figure() {
        assert_eq!(ticks(0), [0, 1]);
        assert_eq!(ticks(3), [0, 1, 2, 3]);
        assert_eq!(ticks(7), [0, 2, 4, 6, 8]);
        assert_eq!(ticks(9), [0, 5, 10]);
        assert_eq!(ticks(100), [0, 50, 100]);
        assert_eq!(ticks(311), [0, 100, 200, 300, 400]);
        assert_eq!(ticks(18_204), [0, 5_000, 10_000, 15_000, 20_000]);
        for highest in 1..3_000 {
            let ticks = ticks(highest);
            let step = ticks[1];
            assert!((2..=5).contains(&ticks.len()) && ticks[ticks.len() - 1] >= highest && ticks[ticks.len() - 2] < highest);
            assert!(ticks.windows(2).all(|pair| pair[1] - pair[0] == step), "{ticks:?}");
        }
    }

    fn chart(values: Vec<i64>, open: bool) -> String {
        let labels = (0..values.len()).map(|at| format!("Day {at}")).collect::<Vec<_>>();
        let series = vec![Series::new("E-mail", values)];
        render(move || {
            view! { <AreaChart label="Sent" labels series marks=vec![(0, "A".to_owned()), (2, "C".to_owned())] open quiet="Nothing."/> }
        })
    }

    #[test]
    fn lines_reach_from_edge_to_edge_and_figures_have_separators() {
        let html = chart(vec![0, 1_000, 2_000], false);
        assert!(html.contains(r#"d="M0.0 200.0L500.0 100.0L1000.0 0.0""#), "{html}");
        assert!(html.contains("<span>2,000</span>") && html.contains("<td class=\"num\">1,000</td>"), "{html}");
        assert!(html.contains(r#"x="100.00%" y="12" text-anchor="end">C<"#), "{html}");
        assert!(!html.contains("Nothing.") && !html.contains("chart-open"), "{html}");
    }

    #[test]
    fn what_is_still_growing_is_dashed() {
        let html = chart(vec![2, 4, 1], true);
        assert!(html.contains(r#"d="M0.0 100.0L500.0 0.0" "#), "{html}");
        assert!(
            html.contains(r#"d="M500.0 0.0L1000.0 150.0" vector-effect="non-scaling-stroke" class="chart-line chart-open""#),
            "{html}"
        );
    }

    #[test]
    fn without_figures_there_are_words_and_no_numbers() {
        let html = chart(vec![0, 0, 0], true);
        assert!(html.contains("Nothing.") && !html.contains("<table") && !html.contains("chart-line"), "{html}");
        assert!(!html.contains("<span>1</span>"), "{html}");
    }
}
