//! The helpers that a template may use. All are total: they read their values and answer one, and nothing else.

mod blocks;
mod dates;
mod lists;
mod numbers;
mod texts;

pub use dates::set_now;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonRender, Output, RenderContext, RenderError, Renderable, ScopedJson,
};
use serde_json::Value;

use super::bounds::{fault, missing, pay, pay_for};

/// What a helper reads.
pub struct Call<'a> {
    name: &'static str,
    values: Vec<&'a Value>,
    /// How the template writes them, for errors.
    written: Vec<Option<&'a str>>,
}

impl<'a> Call<'a> {
    /// The value at a place; null when there is none.
    fn value(&self, at: usize) -> &'a Value {
        self.values.get(at).copied().unwrap_or(&Value::Null)
    }

    fn count(&self) -> usize {
        self.values.len()
    }

    /// The value as people would write it.
    fn text(&self, at: usize) -> String {
        written(self.value(at))
    }

    fn number(&self, at: usize) -> Result<f64, RenderError> {
        numbers::number(self.value(at)).ok_or_else(|| self.fault(at, "a number"))
    }

    fn list(&self, at: usize) -> Result<&'a Vec<Value>, RenderError> {
        self.value(at).as_array().ok_or_else(|| self.fault(at, "a list"))
    }

    fn fault(&self, at: usize, wanted: &str) -> RenderError {
        let what = match (self.written.get(at).copied().flatten(), self.value(at)) {
            (Some(name), Value::Null) => format!("{name} has no value"),
            (Some(name), _) => format!("{name} is something else"),
            (None, Value::Null) => "there is none".to_owned(),
            (None, other) => format!("“{}” is something else", written(other).chars().take(40).collect::<String>()),
        };
        fault(format!("{} needs {wanted}, and {what}.", self.name))
    }
}

/// A value as a text shows it: lists with commas, nothing for null, JSON for objects.
pub fn written(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        Value::Object(_) => serde_json::to_string(value).unwrap_or_default(),
        other => other.render(),
    }
}

type Answer = Result<Value, RenderError>;

/// A helper that answers a value: at the top level it is written, in parentheses it is passed on.
struct Valued {
    name: &'static str,
    /// How many values it needs at least.
    least: usize,
    /// Whether a variable that is not there is worth a warning.
    strict: bool,
    answer: fn(&Call<'_>) -> Answer,
}

impl Valued {
    fn run<'rc>(&self, h: &Helper<'rc>, ctx: &'rc Context, rc: &RenderContext<'_, 'rc>) -> Result<ScopedJson<'rc>, RenderError> {
        pay(1 + h.params().len())?;
        // `{{round}}` without anything is the variable of that name.
        if h.params().is_empty() {
            let found = rc.evaluate(ctx, self.name)?;
            if found.is_missing() {
                missing(self.name);
            }
            return Ok(found);
        }
        if h.params().len() < self.least {
            return Err(fault(format!("{} needs {} values.", self.name, self.least)));
        }
        for param in h.params() {
            pay_for(param.value())?;
            if self.strict && param.is_value_missing() {
                missing(param.relative_path().map_or("", String::as_str));
            }
        }
        let call = Call {
            name: self.name,
            values: h.params().iter().map(|param| param.value()).collect(),
            written: h.params().iter().map(|param| param.relative_path().map(String::as_str)).collect(),
        };
        (self.answer)(&call).map(ScopedJson::Derived)
    }
}

impl HelperDef for Valued {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        self.run(h, ctx, rc)
    }

    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        r: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let value = self.run(h, ctx, rc)?;
        // As a block it decides: `{{#compare a "==" b}} … {{else}} … {{/compare}}`.
        if h.is_block() {
            let truthy = handlebars::JsonTruthy::is_truthy(value.as_json(), false);
            let Some(branch) = (if truthy { h.template() } else { h.inverse() }) else { return Ok(()) };
            pay(branch.elements.len())?;
            return branch.render(r, ctx, rc, out);
        }
        let text = written(value.as_json());
        let text = if rc.is_disable_escape() { text } else { r.get_escape_fn()(&text) };
        out.write(&text)?;
        rc.set_content_produced(true);
        rc.set_trailing_newline(text.ends_with('\n'));
        Ok(())
    }
}

/// What a variable that is not there does: it is noted and shows nothing.
struct Missing;

impl HelperDef for Missing {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        _: &mut dyn Output,
    ) -> HelperResult {
        missing(h.name());
        Ok(())
    }
}

/// Name, example, what it does: the reference that the editor shows.
pub const REFERENCE: &[(&str, &str, &str)] = &[
    ("default", "{{default name \"there\"}}", "The value, or the other one when it is empty."),
    ("if", "{{#if paid}}…{{else}}…{{/if}}", "Shows the first part when there is a value."),
    ("unless", "{{#unless paid}}…{{/unless}}", "Shows the part when there is no value."),
    ("compare", "{{#compare count \"==\" 1}}…{{else}}…{{/compare}}", "Compares two values: == === != !== < <= > >=."),
    ("each", "{{#each items}}{{name}}{{/each}}", "Repeats for each item of a list, at most 1,000 times."),
    ("with", "{{#with order}}{{number}}{{/with}}", "Names inside are those of the value."),
    ("lookup", "{{lookup prices size}}", "An entry whose name is in another value."),
    (
        "datetime-format",
        "{{datetime-format date \"D MMM YYYY, HH:mm\" \"Europe/Paris\"}}",
        "A date in words. “now” is the time of sending.",
    ),
    ("uppercase", "{{uppercase name}}", "Large letters."),
    ("lowercase", "{{lowercase name}}", "Small letters."),
    ("capitalize", "{{capitalize name}}", "A large first letter."),
    ("add", "{{add price tax}}", "Also: subtract, multiply, divide, mod."),
    ("round", "{{round price 2}}", "Rounds, to as many decimals as you say."),
    ("join", "{{join names \", \"}}", "A list as one text."),
    ("length", "{{length items}}", "How many items, or letters."),
    ("itemAt", "{{itemAt items 0}}", "One item of a list, from 0."),
    ("unique", "{{unique items \"city\"}}", "Each value once."),
    ("jsonStringify", "{{{jsonStringify order}}}", "A value as JSON."),
];

/// Which helpers there are.
pub const NAMES: &[&str] = &[
    "add",
    "and",
    "capitalize",
    "compare",
    "datetime-format",
    "default",
    "divide",
    "each",
    "eq",
    "gt",
    "gte",
    "if",
    "itemAt",
    "join",
    "jsonParse",
    "jsonStringify",
    "length",
    "lookup",
    "lowercase",
    "lt",
    "lte",
    "mod",
    "multiply",
    "ne",
    "not",
    "or",
    "round",
    "subtract",
    "unique",
    "unless",
    "uppercase",
    "with",
];

/// Replaces everything that the library brings by ours.
pub fn register(engine: &mut Handlebars<'static>) {
    for foreign in ["log", "len", "raw"] {
        engine.unregister_helper(foreign);
    }
    for (name, least, strict, answer) in [texts::ALL, numbers::ALL, lists::ALL, dates::ALL].concat() {
        engine.register_helper(name, Box::new(Valued { name, least, strict, answer }));
    }
    blocks::register(engine);
    engine.register_helper("helperMissing", Box::new(Missing));
}

/// A row of a table of helpers: name, least number of values, whether a missing variable is worth a warning, the rule.
type Row = (&'static str, usize, bool, fn(&Call<'_>) -> Answer);
