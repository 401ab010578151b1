//! Postfix's own test server.

use std::process::{Command, Stdio};
use std::time::Duration;

use letter::smtp::{Outcome, Relay, Security};

use crate::server::nobody;
use crate::{ENVELOPE, open};

#[tokio::test]
async fn postfix_takes_our_letters_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    for options in [&[][..], &["-p"], &["-e"]] {
        let port = nobody().await;
        let dump = folder.path().join(format!("letters{port}"));
        let sink = Command::new("/usr/sbin/smtp-sink")
            .args(options)
            .args(["-u", "root", "-D"])
            .arg(&dump)
            .args([&format!("127.0.0.1:{port}"), "16"])
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut sink) = sink else {
            println!("skipped: there is no /usr/sbin/smtp-sink (apt-get install postfix)");
            return;
        };
        let relay = Relay {
            host: "127.0.0.1".into(),
            port,
            security: Security::Plain,
            login: None,
            hello: "mail.example".into(),
            authorities: None,
        };
        let mut connection = None;
        for _ in 0..100 {
            connection = open(&relay).await.ok();
            if connection.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let Some(mut connection) = connection else {
            sink.kill().unwrap();
            sink.wait().unwrap();
            println!("skipped: smtp-sink does not start here (it wants to be root)");
            return;
        };
        let letter = b"Subject: dots\r\n\r\n.\r\n..\r\n.dot\r\n";
        for _ in 0..5 {
            assert!(matches!(connection.send(&ENVELOPE, letter).await, Outcome::Accepted(_)), "{options:?}");
        }
        connection.quit().await;
        sink.kill().unwrap();
        sink.wait().unwrap();
        let dumped = std::fs::read_to_string(&dump).unwrap();
        assert_eq!(dumped.replace('\r', "").matches("Subject: dots\n\n.\n..\n.dot\n").count(), 5, "{options:?}: {dumped}");
    }
}
