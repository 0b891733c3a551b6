//! The command, as a process of its own: this program starts itself as one.

#[cfg(unix)]
fn main() {
    if std::env::var_os(unix::CHILD).is_some() {
        unix::child();
    } else {
        unix::it_tells_its_address_first_and_ends_on_a_signal();
        println!("1 passed, 0 failed");
    }
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
mod unix {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    use std::process::{Child, Command, Stdio};

    use planhat_sandbox::command::{Options, run};

    pub const CHILD: &str = "PLANHAT_SANDBOX_TEST_DATA";

    pub fn child() {
        let options = Options {
            data: std::env::var_os(CHILD).map(Into::into),
            faults: vec!["GET /fault 418".to_owned()],
            log: true,
            ..Options::default()
        };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        if let Err(error) = runtime.block_on(run(options)) {
            eprintln!("error: {error}");
            std::process::exit(1);
        }
    }

    pub fn it_tells_its_address_first_and_ends_on_a_signal() {
        let folder = tempfile::tempdir().expect("a folder");
        for signal in ["-INT", "-TERM", "-HUP"] {
            let path = folder.path().join(signal);
            let mut child = Command::new(std::env::current_exe().expect("this program"))
                .env(CHILD, &path)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("a process");
            let mut out = BufReader::new(child.stdout.take().expect("its output"));
            let mut address = String::new();
            out.read_line(&mut address).expect("a line");
            let address = address.trim_end().strip_prefix("http://");
            assert_eq!(call(address.expect("an address")), "HTTP/1.1 418 ");
            end(&child, signal);
            let mut rest = String::new();
            out.read_to_string(&mut rest).expect("the rest");
            assert_eq!(rest, "", "more than the address on stdout");
            let ended = child.wait_with_output().expect("its end");
            assert!(ended.status.success(), "{ended:?}");
            let told = String::from_utf8(ended.stderr).expect("text");
            assert_eq!(told.lines().count(), 4, "{told}");
            let last = told.lines().last().expect("the call");
            assert!(last.starts_with("GET /fault 418 "), "{told}");
            assert!(path.exists(), "nothing was saved");
        }
    }

    fn call(address: &str) -> String {
        let mut stream = TcpStream::connect(address).expect("a connection");
        let request = b"GET /fault HTTP/1.1\r\nHost: x\r\n\r\n";
        stream.write_all(request).expect("sent");
        let mut head = [0; 13];
        stream.read_exact(&mut head).expect("an answer");
        String::from_utf8(head.to_vec()).expect("text")
    }

    fn end(child: &Child, signal: &str) {
        let kill = Command::new("kill")
            .arg(signal)
            .arg(child.id().to_string())
            .status();
        assert!(kill.expect("kill").success());
    }
}
