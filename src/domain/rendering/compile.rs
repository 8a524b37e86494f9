//! From text to a template that is known to be sound, and the memory of those that were compiled.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, LazyLock, Mutex},
};

use handlebars::{
    Path, Template,
    template::{HelperTemplate, Parameter, TemplateElement},
};

use super::{
    bounds::{DEPTH, NESTING, VALUES},
    helpers::NAMES,
    scan::scan,
};

/// What is wrong with a template's text, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Line and column, both from 1.
    pub place: Option<(usize, usize)>,
    pub message: String,
}

impl Fault {
    pub fn new(message: impl Into<String>) -> Self {
        Self { place: None, message: message.into() }
    }

    /// At a byte of the source.
    pub fn at(source: &str, byte: usize, message: impl Into<String>) -> Self {
        let before = &source[..byte];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        Self { place: Some((line, column)), message: message.into() }
    }

    fn on(place: Option<(usize, usize)>, message: impl Into<String>) -> Self {
        Self { place, message: message.into() }
    }
}

/// A variable that a template names.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// As it is written: `order.items`, `../name`.
    pub name: String,
    pub place: Option<(usize, usize)>,
    /// Stands inside a block that steps into a value, where the name counts from there.
    pub inside: bool,
}

/// A template that may be rendered.
#[derive(Debug)]
pub struct Compiled {
    pub template: Template,
    pub variables: Vec<Variable>,
}

/// Compiles, or remembers.
pub fn compiled(source: &str) -> Result<Arc<Compiled>, Fault> {
    static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);
    let lock = || MEMORY.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = lock().find(source) {
        return Ok(known);
    }
    let made = Arc::new(compile(source)?);
    lock().keep(source, made.clone());
    Ok(made)
}

fn compile(source: &str) -> Result<Compiled, Fault> {
    scan(source)?;
    // The parser is a library's: should it panic on some text, that is a template that can't be read, and not a crash.
    let parsed = catch_unwind(AssertUnwindSafe(|| Template::compile(source)));
    let template = match parsed {
        Ok(Ok(template)) => template,
        Ok(Err(error)) => {
            let place = error.pos();
            return Err(Fault::on(place, unread(source, place)));
        }
        Err(_) => return Err(Fault::new("This can not be read.")),
    };
    let mut check = Check::default();
    check.template(&template, None, 0, false)?;
    Ok(Compiled { template, variables: check.variables })
}

/// What the parser could not read, shown as it stands there.
fn unread(source: &str, place: Option<(usize, usize)>) -> String {
    let at = place.and_then(|(line, column)| {
        let rest: String = source.lines().nth(line - 1)?.chars().skip(column - 1).take(30).collect();
        (!rest.trim().is_empty()).then_some(rest)
    });
    match at {
        Some(text) => format!("This can not be read as a template: “{}”.", text.trim()),
        None => "This can not be read as a template. Is an expression complete?".to_owned(),
    }
}

/// Walks a template before it is ever rendered.
#[derive(Default)]
struct Check {
    variables: Vec<Variable>,
    /// Values in the expression that is looked at.
    values: usize,
}

type Spot = Option<(usize, usize)>;

impl Check {
    fn template(&mut self, template: &Template, around: Spot, depth: usize, inside: bool) -> Result<(), Fault> {
        if depth > DEPTH {
            return Err(Fault::on(around, format!("Blocks stand in blocks at most {DEPTH} times.")));
        }
        for (at, element) in template.elements.iter().enumerate() {
            let place = template.mapping.get(at).map(|mapping| (mapping.0, mapping.1)).or(around);
            self.values = 0;
            match element {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
                    self.expression(helper, place, inside, 0)?;
                }
                TemplateElement::HelperBlock(helper) => self.block(helper, place, depth, inside)?,
                _ => return Err(Fault::on(place, "Partials and decorators are not supported. Write the text here.")),
            }
        }
        Ok(())
    }

    fn block(&mut self, helper: &HelperTemplate, place: Spot, depth: usize, inside: bool) -> Result<(), Fault> {
        let name = helper.name.as_name().unwrap_or("");
        if !NAMES.contains(&name) {
            if !helper.params.is_empty() {
                return Err(unknown(name, place));
            }
            self.note(name, place, inside);
        }
        self.values_of(helper, place, inside, 0)?;
        let steps_in = inside || matches!(name, "each" | "with") || !NAMES.contains(&name);
        if let Some(body) = &helper.template {
            self.template(body, place, depth + 1, steps_in)?;
        }
        if let Some(other) = &helper.inverse {
            // `else if` is a block in the other branch; a long chain of them is no depth that people mean.
            self.template(other, place, if helper.chain { depth } else { depth + 1 }, inside)?;
        }
        Ok(())
    }

    fn expression(&mut self, helper: &HelperTemplate, place: Spot, inside: bool, depth: usize) -> Result<(), Fault> {
        if depth > NESTING {
            return Err(Fault::on(place, format!("Parentheses stand in parentheses at most {NESTING} times.")));
        }
        let name = helper.name.as_name().unwrap_or("");
        if helper.params.is_empty() && helper.hash.is_empty() {
            if depth > 0 && !NAMES.contains(&name) {
                return Err(unknown(name, place));
            }
            return match &helper.name {
                Parameter::Subexpression(_) => self.parameter(&helper.name, place, inside, depth),
                _ => {
                    self.note(name, place, inside);
                    Ok(())
                }
            };
        }
        if !NAMES.contains(&name) {
            return Err(unknown(name, place));
        }
        if matches!(name, "if" | "unless" | "each" | "with") {
            return Err(Fault::on(place, format!("{name} is a block: {{{{#{name} …}}}} … {{{{/{name}}}}}.")));
        }
        self.values_of(helper, place, inside, depth)
    }

    fn values_of(&mut self, helper: &HelperTemplate, place: Spot, inside: bool, depth: usize) -> Result<(), Fault> {
        helper.params.iter().chain(helper.hash.values()).try_for_each(|value| self.parameter(value, place, inside, depth))
    }

    fn parameter(&mut self, value: &Parameter, place: Spot, inside: bool, depth: usize) -> Result<(), Fault> {
        self.values += 1;
        if self.values > VALUES {
            return Err(Fault::on(place, format!("One expression has at most {VALUES} values.")));
        }
        match value {
            Parameter::Path(Path::Relative((_, name))) => self.note(name, place, inside),
            Parameter::Subexpression(inner) => {
                if let TemplateElement::Expression(helper) = inner.as_element() {
                    self.expression(helper, place, inside, depth + 1)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn note(&mut self, name: &str, place: Spot, inside: bool) {
        let own = name.starts_with('@') && !name.starts_with("@root") || matches!(name, "this" | "." | "else" | "");
        if !own && !self.variables.iter().any(|known| known.name == name && known.inside == inside) {
            self.variables.push(Variable { name: name.to_owned(), place, inside });
        }
    }
}

fn unknown(name: &str, place: Spot) -> Fault {
    Fault::on(place, format!("There is no helper “{name}”. See the list of helpers, or check the spelling."))
}

/// Compiled templates, the recently used ones: two generations, of which the older is dropped when the younger is full.
#[derive(Default)]
struct Memory {
    young: HashMap<Box<str>, Arc<Compiled>>,
    old: HashMap<Box<str>, Arc<Compiled>>,
    /// Bytes of source in the young generation.
    size: usize,
}

/// Bytes of source that a generation holds; a compiled template takes some ten times its source.
const GENERATION: usize = 1024 * 1024;

impl Memory {
    fn find(&mut self, source: &str) -> Option<Arc<Compiled>> {
        if let Some(known) = self.young.get(source) {
            return Some(known.clone());
        }
        let (source, known) = self.old.remove_entry(source)?;
        self.size += source.len();
        self.young.insert(source, known.clone());
        Some(known)
    }

    fn keep(&mut self, source: &str, compiled: Arc<Compiled>) {
        if self.size + source.len() > GENERATION || self.young.len() > 4_000 {
            self.old = std::mem::take(&mut self.young);
            self.size = 0;
        }
        self.size += source.len();
        self.young.insert(source.into(), compiled);
    }
}
