use insta::assert_snapshot;

use super::{NotGhost, read};
use crate::{Loss, markdown};

fn of(json: &str) -> (String, Vec<String>) {
    let (body, losses) = read(json).expect("a body of Ghost's");
    (markdown::write(&body), losses.iter().map(Loss::to_string).collect())
}

#[test]
fn mobiledoc_text_keeps_its_marks_lists_and_breaks() {
    let (text, losses) = of(r#"{"version":"0.3.1","atoms":[["soft-return","",{}],["mention","@jo",{}]],"cards":[["hr",{}]],
        "markups":[["strong"],["em"],["a",["rel","x","href","https://example.org/?a=1&b=2"]],["U"],["a",["href","javascript:x"]]],
        "sections":[[1,"p",[[0,[],0,"One "],[0,[0],0,"bold "],[0,[1],2,"both"],[0,[]," ",", "],[0,[2],1,"a <link>"],[1,[],0,0],[0,[3],1,"under"],[1,[],0,1]]],
        [1,"h2",[[0,[],0,"Head"]]],[1,"blockquote",[[0,[],0,"Said."]]],[1,"aside",[[0,[],0,"Pulled."]]],[10,0],
        [3,"ol",[[[0,[],0,"a"]],[[0,[],0,"b"]]]],[2,"https://x.example/a.jpg"],[1,"p",[[0,[4],1,"unsafe"]]],[1,"p",[]]]}"#);
    assert_snapshot!(text, @r"
    One <strong>bold *both*</strong>, [a \<link>](https://example.org/?a=1&b=2)\
    under@jo

    ## Head

    > Said.

    ::: pull-quote
    Pulled.
    :::

    ---

    1. a
    2. b

    ![](https://x.example/a.jpg)

    unsafe
    ");
    assert_eq!(losses, ["the target of a link: javascript:x"]);
}

#[test]
fn mobiledoc_cards_find_their_blocks() {
    let (text, losses) = of(
        r#"{"version":"0.3.1","markups":[],"atoms":[],"sections":[[10,0],[10,1],[10,2],[10,3],[10,4],[10,5],[10,6],[10,7],[10,8],[10,99],[1,"p",[[0,[],0,"end"]]]],
        "cards":[["image",{"src":"https://x.example/a.jpg","alt":"A","caption":"Cap <b>bold</b>","cardWidth":"wide"}],
        ["card-markdown",{"markdown":"Some *words*\n\n- and\n- items"}],["html",{"html":"<b>open <div>never closed"}],
        ["embed",{"url":"https://www.youtube.com/watch?v=x","html":"<iframe></iframe>","type":"video","metadata":{"title":"Film"}}],
        ["bookmark",{"url":"https://example.org/a","metadata":{"title":"T","description":"D"}}],["code",{"code":"let x = 1 < 2;\n","language":"rust"}],
        ["gallery",{"images":[{"fileName":"a.jpg","row":0,"src":"https://x.example/1.jpg","alt":"One"},{"row":0,"src":"https://x.example/2.jpg","caption":"<i>Two</i>"}],
        "caption":"All"}],["email",{"html":"<p>Hey {first_name}</p>"}],["strange",{}]]}"#,
    );
    assert_snapshot!(text, @r#"
    ![A](https://x.example/a.jpg "Cap **bold**"){wide}

    Some *words*

    - and
    - items

    **open**

    **never closed**

    ::: embed https://www.youtube.com/watch?v=x Film
    :::

    ::: embed https://example.org/a T
    :::

    ```rust
    let x = 1 < 2;
    ```

    ::: gallery
    ![One](https://x.example/1.jpg)
    ![](https://x.example/2.jpg "*Two*")
    :::

    All

    end
    "#);
    assert_snapshot!(losses.join("\n"), @r"
    a card of the kind “email”
    a card of the kind “strange”
    a card of the kind “missing”
    ");
}

#[test]
fn lexical_text_keeps_its_formats_lists_and_headings() {
    let (text, losses) = of(r#"{"root":{"type":"root","version":1,"children":[
        {"type":"paragraph","children":[{"type":"extended-text","text":"One ","format":0},{"type":"extended-text","text":"bold","format":1},
            {"type":"extended-text","text":" both","format":3},{"type":"linebreak"},{"type":"text","text":"H","format":0},{"type":"text","text":"2","format":32},
            {"type":"text","text":"code","format":16},{"type":"text","text":"gone","format":4},{"type":"text","text":"under","format":8},
            {"type":"link","url":"https://example.org/","children":[{"type":"text","text":"link","format":2}]}]},
        {"type":"extended-heading","tag":"h3","children":[{"type":"text","text":"Head","format":0}]},
        {"type":"extended-quote","children":[{"type":"text","text":"Said.","format":0}]},{"type":"aside","children":[{"type":"text","text":"Pulled.","format":0}]},
        {"type":"list","listType":"number","start":3,"tag":"ol","children":[{"type":"listitem","value":3,"children":[{"type":"text","text":"a","format":0}]},
            {"type":"listitem","value":4,"children":[{"type":"list","listType":"bullet","children":[{"type":"listitem","children":[{"type":"text","text":"b","format":0}]}]}]}]},
        {"type":"horizontalrule"},{"type":"paragraph","children":[]}]}}"#);
    assert_snapshot!(text, @r"
    One __bold *both*__\
    H<sub>2</sub>`code`<s>gone</s>under[*link*](https://example.org/)

    ### Head

    > Said.

    ::: pull-quote
    Pulled.
    :::

    3. a
       - b

    ---
    ");
    assert!(losses.is_empty());
}

#[test]
fn lexical_cards_find_their_blocks() {
    let (text, losses) = of(r#"{"root":{"children":[
        {"type":"image","src":"https://x.example/a.jpg","alt":"A","caption":"<span style=\"white-space: pre-wrap;\">Cap</span>","cardWidth":"full","href":""},
        {"type":"callout","calloutText":"<p>Mind <b>this</b></p>","calloutEmoji":"💡","backgroundColor":"blue"},
        {"type":"toggle","heading":"<span>Why?</span>","content":"<p>Because.</p><ul><li>x</li></ul>"},
        {"type":"button","buttonText":"Go","alignment":"center","buttonUrl":"https://example.org/go"},
        {"type":"header","version":2,"size":"small","header":"<span>Big</span>","subheader":"Small","buttonEnabled":true,"buttonUrl":"https://example.org/h","buttonText":"There"},
        {"type":"file","src":"https://x.example/a.pdf","fileTitle":"Report","fileCaption":"Long","fileName":"a.pdf","fileSize":12},
        {"type":"audio","src":"https://x.example/a.mp3","title":"Talk"},{"type":"video","src":"https://x.example/a.mp4","caption":"Film &amp; all"},
        {"type":"product","productImageSrc":"https://x.example/p.jpg","productTitle":"<span>Book</span>","productDescription":"<p>Good.</p>","productButtonEnabled":true,
            "productButton":"Buy","productUrl":"https://example.org/buy"},
        {"type":"call-to-action","hasSponsorLabel":true,"sponsorLabel":"<p>SPONSORED</p>","textValue":"<p>Try it.</p>","showButton":true,"buttonText":"Try","buttonUrl":"https://example.org/try"},
        {"type":"signup","header":"Join"},{"type":"codeblock","code":"a\n","language":"c++"},{"type":"html","html":"<table><tr><td>1</table><script>x</script>"},
        {"type":"embed","url":"not an address","html":"<iframe src=\"https://player.vimeo.com/video/7\"></iframe>"},
        {"type":"paywall"},{"type":"email-cta","html":"x"},{"type":"transistor"},{"type":"markdown","markdown":"*end*"}]}}"#);
    assert_snapshot!(text, @r#"
    ![A](https://x.example/a.jpg "Cap"){full}

    ::: aside

    Mind **this**

    :::

    ::: aside Why?

    Because.

    - x

    :::

    [Go](https://example.org/go)

    ## Big

    ### Small

    [There](https://example.org/h)

    [Report](https://x.example/a.pdf)

    Long

    ::: audio https://x.example/a.mp3 Talk
    :::

    ::: video https://x.example/a.mp4 Film & all
    :::

    ![](https://x.example/p.jpg)

    ::: aside Book

    Good.

    :::

    [Buy](https://example.org/buy)

    ::: aside SPONSORED

    Try it.

    :::

    [Try](https://example.org/try)

    ::: newsletter
    :::

    ```c++
    a
    ```

    |  |
    | --- |
    | 1 |

    ::: embed https://vimeo.com/7
    :::

    *end*
    "#);
    assert_snapshot!(losses.join("\n"), @r"
    the element <script>
    a card of the kind “paywall”
    a card of the kind “email-cta”
    a card of the kind “transistor”
    ");
}

#[test]
fn broken_documents_are_refused_or_read_as_far_as_they_go() {
    assert!(matches!(read("<p>"), Err(NotGhost::Json(_))));
    assert!(matches!(read("{}"), Err(NotGhost::Shape)));
    assert!(matches!(read("[]"), Err(NotGhost::Shape)));
    assert!(matches!(read(&"[".repeat(100_000)), Err(NotGhost::Json(_))));
    for odd in [
        r#"{"sections":7}"#,
        r#"{"sections":[[],[1],[1,"p"],[1,7,[[0,[9],5,"x"]]],[3,"ul",[1,[2]]],[10],[10,-1],[99],"x",null,[1,"p",[[1,[],0,9],[0,[0],0,"y"]]]]}"#,
        r#"{"root":{"children":[1,null,{},{"type":"list","children":[{"children":[{"type":"list"}]}]},{"type":"image"},{"type":"gallery","images":[{}]},{"type":"text"}]}}"#,
        r#"{"root":null,"sections":[]}"#,
    ] {
        read(odd).expect(odd);
    }
}

#[test]
fn a_deep_lexical_list_is_flattened_and_loses_no_word() {
    let deep = 25;
    let open = r#"{"type":"list","children":[{"type":"listitem","children":[{"type":"text","text":"x"},"#.repeat(deep);
    let json = format!(r#"{{"root":{{"children":[{open}{{"type":"text","text":"end"}}{}]}}}}"#, "]}]}".repeat(deep));
    let (body, losses) = read(&json).expect("a body");
    assert!(losses.contains(&Loss::TooDeep));
    assert_eq!(crate::text_out::words(&body), deep);
    assert!(crate::text_out::plain(&body).ends_with("xend"));
}
