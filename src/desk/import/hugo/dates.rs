//! Dates as people write them at the head of a file.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

/// A moment, and the day that it was where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: Timestamp,
    pub day: Date,
}

/// `2014-03-03 8:47:36 -0400`, `2014-03-03`, `2014-03-03T08:47:36Z`, `03 Mar 2014`, `March 3, 2014` and their like; where no zone is said, in `zone`.
pub fn parse(text: &str, zone: &TimeZone) -> Option<Moment> {
    let text = text.trim();
    let numeric =
        text.as_bytes().get(..5).is_some_and(|head| head[..4].iter().all(u8::is_ascii_digit) && matches!(head[4], b'-' | b'/' | b'.'));
    if !numeric {
        let forms = ["%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"];
        let day = forms.iter().find_map(|form| Date::strptime(form, text).ok())?;
        return moment(day, Time::midnight(), None, zone);
    }
    let end = text.find(|c: char| c.is_whitespace() || c == 'T' || c == 't').unwrap_or(text.len());
    let mut parts = text[..end].split(['-', '/', '.']).map(|part| part.parse::<i16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let day = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let rest = text[end..].trim_start_matches(['T', 't', ' ', '\t']);
    let clock_end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(rest.len());
    let time = if clock_end == 0 { Time::midnight() } else { clock(&rest[..clock_end])? };
    let (time, rest) = half_of_day(time, rest[clock_end..].trim())?;
    moment(day, time, offset(rest)?, zone)
}

fn clock(text: &str) -> Option<Time> {
    let whole = text.split(['.', ',']).next()?;
    let mut parts = whole.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    Time::new(hour, minute, second.min(59), 0).ok()
}

fn half_of_day(time: Time, rest: &str) -> Option<(Time, &str)> {
    let lower = rest.to_ascii_lowercase();
    let Some(half) = ["am", "pm"].iter().find(|half| lower.starts_with(*half)) else { return Some((time, rest)) };
    let hour = time.hour() % 12 + if *half == "pm" { 12 } else { 0 };
    Some((Time::new(hour, time.minute(), time.second(), 0).ok()?, rest[2..].trim_start()))
}

/// `None` for what is no zone, `Some(None)` for none at all.
fn offset(text: &str) -> Option<Option<Offset>> {
    match text {
        "" => return Some(None),
        "Z" | "z" | "UTC" | "GMT" => return Some(Some(Offset::UTC)),
        _ => {}
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().take_while(|c| c.is_ascii_digit() || *c == ':').filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        3 | 4 => (digits[..digits.len() - 2].parse().ok()?, digits[digits.len() - 2..].parse().ok()?),
        _ => return None,
    };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok().map(Some)
}

fn moment(day: Date, time: Time, offset: Option<Offset>, zone: &TimeZone) -> Option<Moment> {
    let zone = offset.map_or_else(|| zone.clone(), Offset::to_time_zone);
    let at = zone.to_timestamp(day.to_datetime(time)).ok()?;
    Some(Moment { at: kernel::clock::moment(at.as_millisecond()), day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_their_zones() {
        let zone = TimeZone::get("Europe/Amsterdam").expect("a zone");
        let of = |text: &str| parse(text, &zone).map(|moment| moment.at.to_string()).unwrap_or_default();
        assert_eq!(of("2014-03-03 8:47:36 -0400"), "2014-03-03T12:47:36Z");
        assert_eq!(of("2014-03-03T08:47:36.123Z"), "2014-03-03T08:47:36Z");
        assert_eq!(of("2014-07-03"), "2014-07-02T22:00:00Z");
        assert_eq!(of("2014-03-03 08:47"), "2014-03-03T07:47:00Z");
        assert_eq!(of("2014-3-3 3:04:05 PM +05:30"), "2014-03-03T09:34:05Z");
        assert_eq!(of("March 3, 2014"), "2014-03-02T23:00:00Z");
        assert_eq!(of("2014-03-03 24:00"), "");
        for bad in ["", "soon", "2014-13-01", "2014-02-30", "2014-03-03 12:00 CEST-ish"] {
            assert_eq!(of(bad), "", "{bad}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_place_where_it_was_written() {
        let moment = parse("2014-03-03 23:30:00 -0800", &TimeZone::UTC).expect("a moment");
        assert_eq!(moment.day.to_string(), "2014-03-03");
    }
}
