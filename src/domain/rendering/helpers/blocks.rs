//! Blocks: what decides, repeats and steps into values. They are ours, and not the library's, because they pay.

use handlebars::{
    BlockContext, BlockParamHolder, Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, Output, RenderContext,
    RenderError, Renderable, Template,
};
use serde_json::{Value, json};

use crate::domain::rendering::bounds::{ITEMS, fault, missing, pay, pay_for};

pub fn register(engine: &mut Handlebars<'static>) {
    engine.register_helper("if", Box::new(If { when: true }));
    engine.register_helper("unless", Box::new(If { when: false }));
    engine.register_helper("each", Box::new(Each));
    engine.register_helper("with", Box::new(With));
    engine.register_helper("blockHelperMissing", Box::new(Section));
}

fn branch<'reg: 'rc, 'rc>(
    template: Option<&'rc Template>,
    r: &'reg Handlebars<'reg>,
    ctx: &'rc Context,
    rc: &mut RenderContext<'reg, 'rc>,
    out: &mut dyn Output,
) -> HelperResult {
    let Some(template) = template else { return Ok(()) };
    pay(1 + template.elements.len())?;
    template.render(r, ctx, rc, out)
}

fn only(h: &Helper<'_>, name: &str) -> Result<(), RenderError> {
    match h.params().len() {
        1 => Ok(()),
        0 => Err(fault(format!("{name} needs a value: {{{{#{name} …}}}}."))),
        _ => Err(fault(format!("{name} takes one value. Put a condition in parentheses: {{{{#{name} (eq a b)}}}}."))),
    }
}

struct If {
    when: bool,
}

impl HelperDef for If {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        r: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        only(h, if self.when { "if" } else { "unless" })?;
        let zero = h.hash_get("includeZero").is_some_and(|value| value.value().is_truthy(false));
        let truthy = h.param(0).is_some_and(|param| param.value().is_truthy(zero));
        branch(if truthy == self.when { h.template() } else { h.inverse() }, r, ctx, rc, out)
    }
}

/// A value with its place in the data. With a place nothing is copied.
struct Found<'a> {
    value: &'a Value,
    place: Option<&'a Vec<String>>,
}

impl Found<'_> {
    /// What names inside a block are looked up in: this value, or one of its entries.
    fn block<'rc>(&self, entry: Option<(String, &Value)>) -> Result<BlockContext<'rc>, RenderError> {
        let mut block = BlockContext::new();
        match self.place {
            Some(place) => {
                let base = block.base_path_mut();
                base.clone_from(place);
                base.extend(entry.map(|(name, _)| name));
            }
            None => {
                let value = entry.map_or(self.value, |(_, value)| value);
                pay_for(value)?;
                block.set_base_value(value.clone());
            }
        }
        Ok(block)
    }
}

/// Gives the value of a block its name: `as |item|`.
fn named<'rc>(block: &mut BlockContext<'rc>, name: &'rc str, found: &Found<'_>, value: &Value) {
    // An empty path is the block's own place.
    let holder = if found.place.is_some() { BlockParamHolder::path(Vec::new()) } else { BlockParamHolder::value(value.clone()) };
    block.set_block_param(name, holder);
}

fn repeat<'reg: 'rc, 'rc>(
    h: &Helper<'rc>,
    found: &Found<'_>,
    r: &'reg Handlebars<'reg>,
    ctx: &'rc Context,
    rc: &mut RenderContext<'reg, 'rc>,
    out: &mut dyn Output,
) -> HelperResult {
    let entries: Vec<(String, &Value)> = match found.value {
        Value::Array(items) if items.len() <= ITEMS => {
            items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect()
        }
        Value::Object(map) if map.len() <= ITEMS => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => return Err(too_many(items.len())),
        Value::Object(map) => return Err(too_many(map.len())),
        _ => Vec::new(),
    };
    if entries.is_empty() {
        return branch(h.inverse(), r, ctx, rc, out);
    }
    let last = entries.len() - 1;
    for (at, (name, value)) in entries.into_iter().enumerate() {
        let mut block = found.block(Some((name.clone(), value)))?;
        block.set_local_var("first", json!(at == 0));
        block.set_local_var("last", json!(at == last));
        block.set_local_var("index", json!(at));
        let key = if found.value.is_object() { json!(name) } else { json!(at) };
        block.set_local_var("key", key.clone());
        if let Some((item, place)) = h.block_param_pair() {
            named(&mut block, item, found, value);
            block.set_block_param(place, BlockParamHolder::value(key));
        } else if let Some(item) = h.block_param() {
            named(&mut block, item, found, value);
        }
        rc.push_block(block);
        branch(h.template(), r, ctx, rc, out)?;
        rc.pop_block();
    }
    Ok(())
}

fn too_many(count: usize) -> RenderError {
    fault(format!("This repeats {count} times; a template repeats at most {ITEMS} times over one list."))
}

fn step_into<'reg: 'rc, 'rc>(
    h: &Helper<'rc>,
    found: &Found<'_>,
    r: &'reg Handlebars<'reg>,
    ctx: &'rc Context,
    rc: &mut RenderContext<'reg, 'rc>,
    out: &mut dyn Output,
) -> HelperResult {
    if !found.value.is_truthy(false) {
        return branch(h.inverse(), r, ctx, rc, out);
    }
    let mut block = found.block(None)?;
    if let Some(around) = rc.block() {
        block.local_variables_mut().clone_from(around.local_variables());
    }
    if let Some(name) = h.block_param() {
        named(&mut block, name, found, found.value);
    }
    rc.push_block(block);
    branch(h.template(), r, ctx, rc, out)?;
    rc.pop_block();
    Ok(())
}

struct Each;

impl HelperDef for Each {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        r: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        only(h, "each")?;
        let Some(param) = h.param(0) else { return Ok(()) };
        if param.is_value_missing() && h.inverse().is_none() {
            missing(param.relative_path().map_or("", String::as_str));
        }
        repeat(h, &Found { value: param.value(), place: param.context_path() }, r, ctx, rc, out)
    }
}

struct With;

impl HelperDef for With {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        r: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        only(h, "with")?;
        let Some(param) = h.param(0) else { return Ok(()) };
        if param.is_value_missing() && h.inverse().is_none() {
            missing(param.relative_path().map_or("", String::as_str));
        }
        step_into(h, &Found { value: param.value(), place: param.context_path() }, r, ctx, rc, out)
    }
}

/// `{{#items}} … {{/items}}`: a block that is named as a variable repeats over a list, steps into a value, or asks whether it is there.
struct Section;

impl HelperDef for Section {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        r: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let scoped = rc.evaluate(ctx, h.name())?;
        let found = Found { value: scoped.as_json(), place: scoped.context_path() };
        match found.value {
            Value::Array(_) => repeat(h, &found, r, ctx, rc, out),
            Value::Object(_) => step_into(h, &found, r, ctx, rc, out),
            other => branch(if other.is_truthy(false) { h.template() } else { h.inverse() }, r, ctx, rc, out),
        }
    }
}
