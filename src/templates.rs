//! What the templates of readers' pages and of the desk have in common: how they escape, and how they say interface words.

use fluent_bundle::FluentValue;
use minijinja::value::Kwargs;
use minijinja::{AutoEscape, Environment, Output, State};

use crate::words::Words;

/// An environment without templates: `t("key", name=value)` says a word in the language of `frame.lang`.
pub fn environment(words: &Words) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_formatter(escape);
    let words = words.clone();
    environment.add_function("t", move |state: &State<'_, '_>, key: &str, args: Kwargs| say(&words, state, key, &args));
    environment
}

/// Escapes the five characters that mean something in HTML, and no others: a slash in every address would cost a page hundreds of bytes.
fn escape(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &minijinja::Value) -> Result<(), minijinja::Error> {
    let text = match value.as_str() {
        Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => text,
        _ => return minijinja::escape_formatter(out, state, value),
    };
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.write_str(&text[plain..at])?;
        out.write_str(entity)?;
        plain = at + 1;
    }
    Ok(out.write_str(&text[plain..])?)
}

fn say(words: &Words, state: &State<'_, '_>, key: &str, args: &Kwargs) -> Result<String, minijinja::Error> {
    let language = state.lookup("frame").and_then(|frame| frame.get_attr("lang").ok());
    let language = language.as_ref().and_then(|lang| lang.as_str()).unwrap_or("en");
    let names: Vec<&str> = args.args().collect();
    if names.is_empty() {
        return Ok(words.say(language, key).into_owned());
    }
    let values = names.iter().map(|name| Ok((*name, value(args, name)?))).collect::<Result<Vec<_>, minijinja::Error>>()?;
    Ok(words.say_with(language, key, &values).into_owned())
}

fn value(args: &Kwargs, name: &str) -> Result<FluentValue<'static>, minijinja::Error> {
    if let Ok(number) = args.get::<i64>(name) {
        return Ok(number.into());
    }
    Ok(args.get::<String>(name)?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_html_is_escaped_and_addresses_stay_as_they_are() {
        let mut environment = Environment::new();
        environment.set_formatter(escape);
        environment.add_template("a.html", "{{ text }}|{{ html|safe }}|{{ 5 }}").expect("a template");
        let page = environment
            .get_template("a.html")
            .and_then(|t| t.render(minijinja::context! { text => "a/b <i> \"&' я", html => "<b>" }))
            .expect("rendered");
        assert_eq!(page, "a/b &lt;i&gt; &quot;&amp;&#39; я|<b>|5");
    }
}
