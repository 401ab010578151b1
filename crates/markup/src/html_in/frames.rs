//! The players that are known, and what their frames lead to.

use crate::Address;

/// The name of the house behind an address, or its host.
pub fn provider(url: &Address) -> &str {
    let host = url.host();
    match host {
        "youtube.com" | "m.youtube.com" | "youtu.be" | "youtube-nocookie.com" => "YouTube",
        "vimeo.com" | "player.vimeo.com" => "Vimeo",
        "dailymotion.com" | "dai.ly" => "Dailymotion",
        "rutube.ru" => "Rutube",
        "vk.com" | "vkvideo.ru" | "vk.ru" => "VK",
        "ok.ru" => "OK",
        "t.me" | "telegram.me" => "Telegram",
        "twitter.com" | "x.com" | "mobile.twitter.com" => "X",
        "facebook.com" | "m.facebook.com" | "fb.watch" => "Facebook",
        "instagram.com" => "Instagram",
        "tiktok.com" => "TikTok",
        "soundcloud.com" | "w.soundcloud.com" => "SoundCloud",
        "open.spotify.com" => "Spotify",
        "podcasts.apple.com" | "embed.podcasts.apple.com" | "music.apple.com" => "Apple",
        "google.com" | "maps.google.com" | "docs.google.com" | "drive.google.com" => "Google",
        "datawrapper.dwcdn.net" => "Datawrapper",
        "flo.uri.sh" | "public.flourish.studio" => "Flourish",
        "infogram.com" | "e.infogram.com" => "Infogram",
        "openstreetmap.org" => "OpenStreetMap",
        "documentcloud.org" | "embed.documentcloud.org" => "DocumentCloud",
        "archive.org" => "Internet Archive",
        "bsky.app" | "embed.bsky.app" => "Bluesky",
        _ => host,
    }
}

/// The page that a frame's player belongs to, for hosts that are known; `None` for all others.
pub fn embed_of_frame(src: &str) -> Option<Address> {
    let url: Address = src.parse().ok()?;
    let (path, query) = path_and_query(url.as_str());
    let id_after = |prefix: &str| path.strip_prefix(prefix).map(|rest| rest.split('/').next().unwrap_or("")).filter(|id| is_id(id));
    let page = match url.host() {
        "youtube.com" | "youtube-nocookie.com" | "m.youtube.com" => match id_after("/embed/") {
            Some("videoseries") => format!("https://www.youtube.com/playlist?list={}", parameter(query, "list")?),
            Some(id) => format!("https://www.youtube.com/watch?v={id}"),
            None => return Some(url),
        },
        "player.vimeo.com" => format!("https://vimeo.com/{}", id_after("/video/")?),
        "dailymotion.com" | "geo.dailymotion.com" => match id_after("/embed/video/").or_else(|| parameter(query, "video")) {
            Some(id) => format!("https://www.dailymotion.com/video/{id}"),
            None => return Some(url),
        },
        "rutube.ru" => format!("https://rutube.ru/video/{}/", id_after("/play/embed/").or_else(|| id_after("/video/embed/"))?),
        "platform.twitter.com" => format!("https://x.com/i/status/{}", parameter(query, "id")?),
        "t.me" | "telegram.me" => return format!("https://t.me{path}").parse().ok(),
        "w.soundcloud.com" | "facebook.com" => match ["url", "href"].iter().find_map(|name| parameter(query, name)) {
            Some(inner) => url::form_urlencoded::parse(format!("u={inner}").as_bytes()).next()?.1.into_owned(),
            None => return Some(url),
        },
        "open.spotify.com" => format!("https://open.spotify.com{}", path.strip_prefix("/embed").unwrap_or(path)),
        "embed.podcasts.apple.com" => format!("https://podcasts.apple.com{path}"),
        _ if provider(&url) != url.host() => return Some(url),
        _ => return None,
    };
    page.parse().ok()
}

fn path_and_query(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let rest = rest.find('/').map_or("", |at| &rest[at..]);
    let rest = rest.split('#').next().unwrap_or("");
    rest.split_once('?').unwrap_or((rest, ""))
}

fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.filter(|value| !value.is_empty())
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
